// Selectors of labels, nodes and topologies, and labels themselves (apimachinery meta/v1 validation, core/v1).

import { validateDnsSubdomain, validateLabelValue } from "../../kube/index.ts";
import { forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import { knownLabelKeyErrors, knownLabelValueErrors } from "./known-labels.ts";
import { each, fields, isEmpty, type Errors, type Rule } from "./rules.ts";

export type LabelMap = Readonly<Record<string, string>>;

export interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: LabelMap;
  readonly matchExpressions?: readonly Requirement[];
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly Requirement[];
  readonly matchFields?: readonly Requirement[];
}

const NO_OPERATOR = "not a valid selector operator";

/** A map of labels; what is wrong stands at the map. */
export const labelMap: Rule<LabelMap> = (labels, at, errors) => {
  for (const key in labels) {
    for (const why of knownLabelKeyErrors(key)) errors.push(invalidField(at, key, why));
    const value = labels[key] ?? "";
    for (const why of knownLabelValueErrors(value)) errors.push(invalidField(at, value, why));
  }
};

export const labelKey: Rule<string> = (key, at, errors) => {
  for (const why of knownLabelKeyErrors(key)) errors.push(invalidField(at, key, why));
};

export const labelSelector: Rule<LabelSelector> = fields<LabelSelector>({
  matchLabels: labelMap,
  matchExpressions: each(labelRequirement),
});

function labelRequirement(requirement: Requirement, at: string, errors: Errors): void {
  if (!isSetOperation(requirement, at, errors))
    errors.push(invalidField(`${at}.operator`, requirement.operator, NO_OPERATOR));
  labelKey(requirement.key ?? "", `${at}.key`, errors);
  labelValues(requirement, at, errors);
}

/** Whether the operator is one of sets of values; says what is wrong with the values then. */
function isSetOperation(
  { operator = "", values }: Requirement,
  at: string,
  errors: Errors,
): boolean {
  switch (operator) {
    case "In":
    case "NotIn":
      if (isEmpty(values))
        errors.push(
          requiredField(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"),
        );
      return true;
    case "Exists":
    case "DoesNotExist":
      if (!isEmpty(values))
        errors.push(
          forbiddenField(
            `${at}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        );
      return true;
    default:
      return false;
  }
}

function labelValues({ values = [] }: Requirement, at: string, errors: Errors): void {
  for (const [index, value] of values.entries())
    for (const why of validateLabelValue(value))
      errors.push(invalidField(`${at}.values[${index}]`, value, why));
}

/** A term of a node selector; preferred terms may have values that are no labels. */
export function nodeSelectorTerm(isPreferred: boolean): Rule<NodeSelectorTerm> {
  return fields<NodeSelectorTerm>({
    matchExpressions: each((requirement, at, errors) => {
      nodeRequirement(requirement, at, errors);
      if (!isPreferred) labelValues(requirement, at, errors);
    }),
    matchFields: each(nodeFieldRequirement),
  });
}

function nodeRequirement(requirement: Requirement, at: string, errors: Errors): void {
  const { operator, values = [] } = requirement;
  if (operator === "Gt" || operator === "Lt") {
    if (values.length !== 1)
      errors.push(
        requiredField(
          `${at}.values`,
          "must be specified single value when `operator` is 'Lt' or 'Gt'",
        ),
      );
  } else if (!isSetOperation(requirement, at, errors))
    errors.push(invalidField(`${at}.operator`, operator, NO_OPERATOR));
  labelKey(requirement.key ?? "", `${at}.key`, errors);
}

function nodeFieldRequirement(
  { key, operator, values = [] }: Requirement,
  at: string,
  errors: Errors,
): void {
  if (operator !== "In" && operator !== "NotIn")
    errors.push(invalidField(`${at}.operator`, operator, NO_OPERATOR));
  else if (values.length !== 1)
    errors.push(
      requiredField(
        `${at}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    );
  if (key !== "metadata.name")
    errors.push(invalidField(`${at}.key`, key, "not a valid field selector key"));
  else
    for (const [index, value] of values.entries())
      for (const why of validateDnsSubdomain(value))
        errors.push(invalidField(`${at}.values[${index}]`, value, why));
}

export interface NodeSelector {
  readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
}

const requiredTerm = nodeSelectorTerm(false);

export const nodeSelector: Rule<NodeSelector> = ({ nodeSelectorTerms }, at, errors) => {
  if (!nodeSelectorTerms || nodeSelectorTerms.length === 0)
    errors.push(
      requiredField(`${at}.nodeSelectorTerms`, "must have at least one node selector term"),
    );
  else each(requiredTerm)(nodeSelectorTerms, `${at}.nodeSelectorTerms`, errors);
};

/** Whether a selector that is there picks these labels. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: LabelMap,
): boolean {
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  return matchExpressions.every(({ key = "", operator = "", values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}
