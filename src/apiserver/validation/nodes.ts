// Nodes and namespaces (core/validation), and runtime classes (node/validation).

import { validateDnsLabel, validateLabelValue } from "../../kube/index.ts";
import { addressRange, familyOf } from "./addresses.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import { immutable } from "./metadata.ts";
import { taintEffect, tolerations } from "./pod/scheduling.ts";
import type { Toleration } from "./pod/types.ts";
import { amountOf, type ResourceList } from "./quantities.ts";
import { all, each, fields, required, text, type Rule } from "./rules.ts";
import { labelKey, labelMap, type LabelMap } from "./selectors.ts";
import { namespaceStatusErrors, nodeStatusErrors } from "./status/others.ts";
import { specsOf, validation, type Change, type Validation } from "./validation.ts";

interface Taint {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface NodeSpec {
  readonly taints?: readonly Taint[];
  readonly podCIDRs?: readonly string[];
  readonly providerID?: string;
}

interface Node {
  readonly spec?: NodeSpec;
  readonly status?: { readonly capacity?: ResourceList; readonly allocatable?: ResourceList };
}

/** Kubernetes says of taints that they stand in the metadata. */
const taints: Rule<Node> = ({ spec }, _, errors) => {
  const seen = new Set<string>();
  for (const [index, taint] of (spec?.taints ?? []).entries()) {
    const place = `metadata.taints[${index}]`;
    const { key = "", value = "", effect = "" } = taint;
    labelKey(key, `${place}.key`, errors);
    const wrong = validateLabelValue(value);
    if (wrong.length > 0) errors.push(invalidField(`${place}.value`, value, wrong.join(";")));
    if (effect === "") errors.push(requiredField(`${place}.effect`));
    else taintEffect(effect, `${place}.effect`, errors);
    if (seen.has(`${effect}/${key}`)) {
      const { message, ...duplicate } = duplicateValue(place, goForm("Taint", taint));
      errors.push({
        ...duplicate,
        message: `${message}: taints must be unique by key and effect pair`,
      });
    }
    seen.add(`${effect}/${key}`);
  }
};

const resources: Rule<Node> = ({ status }, at, errors) => {
  for (const list of ["capacity", "allocatable"] as const)
    for (const name in status?.[list])
      amountOf(name, status[list]?.[name] ?? "0", `${at}.status.${list}.${name}`, errors);
};

const ranges: Rule<Node> = ({ spec }, at, errors) => {
  const { podCIDRs = [] } = spec ?? {};
  if (podCIDRs.length === 0) return;
  const place = `${at}.spec.podCIDRs`;
  each(addressRange)(podCIDRs, place, errors);
  const families = new Set(podCIDRs.map((range) => familyOf(range.replace(/\/.*/, ""))));
  if (podCIDRs.length > 2 || (podCIDRs.length === 2 && families.size < 2))
    errors.push(
      invalidField(place, podCIDRs, "may specify no more than one CIDR for each IP family"),
    );
};

/** Kubernetes looks twice at the taints of a changed node. Once a node has a range of addresses or a provider's name, it stays. */
const nodeChange: Change = (now, before, errors) => {
  const [spec, old] = specsOf<NodeSpec>(now, before);
  const fixed = (field: string, called: string): void => {
    errors.push(
      forbiddenField(
        `spec.${field}`,
        `node updates may not change ${called} except from "" to valid`,
      ),
    );
  };
  const then = old.podCIDRs ?? [];
  if (then.length > 0 && then.join() !== (spec.podCIDRs ?? []).join()) fixed("podCIDRs", "podCIDR");
  if (old.providerID && old.providerID !== spec.providerID) fixed("providerID", "providerID");
  taints(now as Node, "", errors);
};

interface RuntimeClass {
  readonly handler?: string;
  readonly overhead?: { readonly podFixed?: ResourceList };
  readonly scheduling?: {
    readonly nodeSelector?: LabelMap;
    readonly tolerations?: readonly Toleration[];
  };
}

const runtimeClass = fields<RuntimeClass>({
  handler: required(text(validateDnsLabel)),
  overhead: fields<NonNullable<RuntimeClass["overhead"]>>({
    podFixed: (list, at, errors) => {
      for (const name in list) amountOf(name, list[name] ?? "0", `${at}[${name}]`, errors);
    },
  }),
  scheduling: fields<NonNullable<RuntimeClass["scheduling"]>>({
    nodeSelector: labelMap,
    tolerations,
  }),
});

export const nodes: Readonly<Record<string, Validation>> = {
  "/Node": validation<Node>({
    object: all(taints, resources, ranges),
    change: nodeChange,
    validateStatus: nodeStatusErrors,
  }),
  "/Namespace": { nameErrors: validateDnsLabel, validateStatus: namespaceStatusErrors },
  "node.k8s.io/RuntimeClass": validation<RuntimeClass>({
    object: runtimeClass,
    change: (now, before, errors) =>
      immutable(now["handler"], before["handler"], "handler", errors),
  }),
};
