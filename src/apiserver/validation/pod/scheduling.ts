// Where a pod may run: affinity, tolerations, spreading, gates.

import { validateDnsLabel } from "../../../kube/index.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "../field-errors.ts";
import {
  each,
  fields,
  oneOf,
  orZero,
  part,
  positive,
  required,
  type Errors,
  type Rule,
} from "../rules.ts";
import { knownLabelValueErrors } from "../known-labels.ts";
import { labelKey, labelSelector, nodeSelector, nodeSelectorTerm } from "../selectors.ts";
import { qualifiedNameErrors } from "../texts.ts";
import type {
  Affinity,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
  PodSpec,
  SpreadConstraint,
  Toleration,
} from "./types.ts";

const WEIGHT_MAX = 100;
const EMPTY_KEY_TEXT = "can not be empty";

const weight = orZero<number>(0, (value, at, errors) => {
  if (value < 1 || value > WEIGHT_MAX)
    errors.push(invalidField(at, value, `must be in the range 1-${WEIGHT_MAX}`));
});

const topologyKey: Rule<string> = orZero("", (key, at, errors) => {
  if (key === "") errors.push(requiredField(at, EMPTY_KEY_TEXT));
  labelKey(key, at, errors);
});

const podTerm = fields<PodAffinityTerm>({
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: (names, at, errors) => {
    for (const name of names)
      for (const why of validateDnsLabel(name))
        errors.push(invalidField(at.slice(0, -1), name, why));
  },
  topologyKey,
});

const podAffinity = fields<PodAffinity>({
  requiredDuringSchedulingIgnoredDuringExecution: each(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: each(
    fields<{ readonly weight?: number; readonly podAffinityTerm?: PodAffinityTerm }>({
      weight,
      podAffinityTerm: part(podTerm),
    }),
  ),
});

const nodeAffinity = fields<NodeAffinity>({
  requiredDuringSchedulingIgnoredDuringExecution: nodeSelector,
  preferredDuringSchedulingIgnoredDuringExecution: each(
    fields<{ readonly weight?: number; readonly preference?: object }>({
      weight,
      preference: nodeSelectorTerm(true),
    }),
  ),
});

export const affinity: Rule<Affinity> = fields<Affinity>({
  nodeAffinity,
  podAffinity,
  podAntiAffinity: podAffinity,
});

export const taintEffect = oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");

const toleration: Rule<Toleration> = (toleration, at, errors) => {
  const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = toleration;
  if (key !== "") labelKey(key, `${at}.key`, errors);
  else if (operator !== "Exists")
    errors.push(
      invalidField(
        `${at}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (tolerationSeconds !== undefined && effect !== "NoExecute")
    errors.push(
      invalidField(
        `${at}.effect`,
        effect,
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    );
  toleratedValue(operator, value, `${at}.operator`, errors);
  if (effect !== "") taintEffect(effect, `${at}.effect`, errors);
};

const operators = oneOf("Equal", "Exists");

function toleratedValue(operator: string, value: string, at: string, errors: Errors): void {
  if (operator === "Exists") {
    if (value !== "")
      errors.push(invalidField(at, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator === "" || operator === "Equal") {
    const wrong = knownLabelValueErrors(value);
    if (wrong.length > 0) errors.push(invalidField(at, value, wrong.join(";")));
  } else operators(operator, at, errors);
}

export const tolerations: Rule<readonly Toleration[]> = each(toleration);

const inclusion = oneOf("Honor", "Ignore");

const spreadFields = fields<SpreadConstraint>({
  maxSkew: orZero(0, positive),
  topologyKey: required(undefined, EMPTY_KEY_TEXT),
  whenUnsatisfiable: orZero("", oneOf("DoNotSchedule", "ScheduleAnyway")),
});

const spreadDetails = fields<SpreadConstraint>({
  minDomains: positive,
  nodeAffinityPolicy: inclusion,
  nodeTaintsPolicy: inclusion,
  labelSelector,
});

export const spreadConstraints: Rule<readonly SpreadConstraint[]> = (list, at, errors) => {
  for (const [index, constraint] of list.entries()) {
    const place = `${at}[${index}]`;
    spreadFields(constraint, place, errors);
    const { topologyKey: key = "", whenUnsatisfiable: action = "", minDomains } = constraint;
    if (list.slice(index + 1).some((other) => sameSpread(other, key, action)))
      errors.push(
        duplicateValue(`${place}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`),
      );
    spreadDetails(constraint, place, errors);
    if (minDomains !== undefined && action !== "DoNotSchedule")
      errors.push(
        invalidField(
          `${place}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
        ),
      );
  }
};

function sameSpread(other: SpreadConstraint, key: string, action: string): boolean {
  return (other.topologyKey ?? "") === key && (other.whenUnsatisfiable ?? "") === action;
}

type Gates = NonNullable<PodSpec["schedulingGates"]>;

export const schedulingGates: Rule<Gates> = (gates, at, errors) => {
  const seen = new Set<string>();
  for (const [index, { name = "" }] of gates.entries()) {
    for (const why of qualifiedNameErrors(name))
      errors.push(invalidField(`${at}[${index}]`, name, why));
    if (seen.has(name)) errors.push(duplicateValue(`${at}[${index}]`, name));
    seen.add(name);
  }
};

/** Gates may be taken off, and none put on. */
export function gatesOnlyGo(now: Gates, then: Gates, at: string, errors: Errors): void {
  for (const [index, { name = "" }] of now.entries())
    if (!then.some((gate) => gate.name === name))
      errors.push(
        forbiddenField(
          `${at}[${index}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      );
}
