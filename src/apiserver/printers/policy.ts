// How rules print: who may do what, what is admitted, how much and in which order.

import type { KubeObject } from "../../kube/index.ts";
import { textOf, type OpenRecord } from "../store/draft.ts";
import { humanDuration } from "./age.ts";
import { conditionOf, keysAt, listAt, NONE, sortedPairs, textAt, UNSET, valueAt } from "./cells.ts";
import { age, count, flag, name, text, typed, wide, type Column } from "./column.ts";

const subjects = (title: string, kind: string): Column =>
  text(title, (binding) =>
    listAt(binding, "subjects")
      .filter((subject) => subject["kind"] === kind)
      .map(({ namespace, name }) =>
        kind === "ServiceAccount" ? `${textOf(namespace)}/${textOf(name)}` : textOf(name),
      )
      .join(", "),
  );

const roleBindings: readonly Column[] = [
  name,
  text(
    "Role",
    (binding) => `${textAt(binding, "roleRef.kind")}/${textAt(binding, "roleRef.name")}`,
  ),
  age,
  ...wide(
    subjects("Users", "User"),
    subjects("Groups", "Group"),
    subjects("ServiceAccounts", "ServiceAccount"),
  ),
];

const webhooks: readonly Column[] = [
  name,
  count("Webhooks", (configuration) => listAt(configuration, "webhooks").length),
  age,
];

const admissionPolicies = (title: string, path: string): readonly Column[] => [
  name,
  count(title, (policy) => listAt(policy, path).length),
  text("ParamKind", (policy) =>
    valueAt(policy, "spec.paramKind")
      ? `${textAt(policy, "spec.paramKind.apiVersion")}/${textAt(policy, "spec.paramKind.kind")}`
      : UNSET,
  ),
  age,
];

const admissionBindings: readonly Column[] = [
  name,
  text("PolicyName", "spec.policyName"),
  text("ParamRef", parameters),
  age,
];

function parameters(binding: KubeObject): string {
  const name = textAt(binding, "spec.paramRef.name");
  if (name !== "") return `${textAt(binding, "spec.paramRef.namespace") || "*"}/${name}`;
  const selector = valueAt(binding, "spec.paramRef.selector") as OpenRecord | undefined;
  return selector ? goSelectorText(selector) : UNSET;
}

/** The selector as Go prints the struct, which is what upstream shows here. */
function goSelectorText(selector: OpenRecord): string {
  const labels = sortedPairs(selector["matchLabels"], (key, value) => `${key}: ${value},`).join("");
  const expressions = listAt(selector, "matchExpressions").map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${textOf(key)},Operator:${textOf(operator)},Values:[${(Array.isArray(values) ? values : []).join(" ")}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
}

/** `Approved,Issued` */
function requestState(request: KubeObject): string {
  const has = (type: string): boolean => conditionOf(request, type) !== undefined;
  const states = [has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending"];
  if (has("Failed")) states.push("Failed");
  if (textAt(request, "status.certificate") !== "") states.push("Issued");
  return states.join(",");
}

function requestedDuration(request: KubeObject): string {
  const seconds = valueAt(request, "spec.expirationSeconds");
  return typeof seconds === "number" ? humanDuration(seconds) : NONE;
}

/** `pods: 2/5, services: 0/1`: used and allowed of the requests, or of the limits. */
function quota(object: KubeObject, ofLimits: boolean): string {
  return keysAt(object, "status.hard")
    .filter((resource) => resource.startsWith("limits.") === ofLimits)
    .sort()
    .map((resource) => {
      const { hard, used } = object["status"] as Record<string, OpenRecord | undefined>;
      return `${resource}: ${textOf(used?.[resource]) || "0"}/${textOf(hard?.[resource])}`;
    })
    .join(", ");
}

function priorityLevel(title: string, path: string): Column {
  return text(title, (level) => valueAt(level, `spec.limited.${path}`) ?? NONE);
}

export const policy: Readonly<Record<string, readonly Column[]>> = {
  "/resourcequotas": [
    name,
    text("Request", (object) => quota(object, false)),
    text("Limit", (object) => quota(object, true)),
    age,
  ],
  "policy/poddisruptionbudgets": [
    name,
    text("Min Available", "spec.minAvailable", "N/A"),
    text("Max Unavailable", "spec.maxUnavailable", "N/A"),
    count("Allowed Disruptions", "status.disruptionsAllowed"),
    age,
  ],
  "scheduling.k8s.io/priorityclasses": [
    name,
    count("Value", "value"),
    flag("Global-Default", "globalDefault"),
    age,
    text("PreemptionPolicy", "preemptionPolicy"),
  ],
  "rbac.authorization.k8s.io/rolebindings": roleBindings,
  "rbac.authorization.k8s.io/clusterrolebindings": roleBindings,
  "certificates.k8s.io/certificatesigningrequests": [
    name,
    age,
    text("SignerName", "spec.signerName", NONE),
    text("Requestor", "spec.username"),
    text("RequestedDuration", requestedDuration),
    text("Condition", requestState),
  ],
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/validatingwebhookconfigurations": webhooks,
  "admissionregistration.k8s.io/validatingadmissionpolicies": admissionPolicies(
    "Validations",
    "spec.validations",
  ),
  "admissionregistration.k8s.io/mutatingadmissionpolicies": admissionPolicies(
    "Mutations",
    "spec.mutations",
  ),
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": admissionBindings,
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": admissionBindings,
  "flowcontrol.apiserver.k8s.io/flowschemas": [
    name,
    text("PriorityLevel", "spec.priorityLevelConfiguration.name"),
    typed("string", count("MatchingPrecedence", "spec.matchingPrecedence")),
    text("DistinguisherMethod", "spec.distinguisherMethod.type", NONE),
    age,
    text("MissingPL", (schema) => conditionOf(schema, "Dangling")?.["status"] ?? "?"),
  ],
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": [
    name,
    text("Type", "spec.type"),
    priorityLevel("NominalConcurrencyShares", "nominalConcurrencyShares"),
    priorityLevel("Queues", "limitResponse.queuing.queues"),
    priorityLevel("HandSize", "limitResponse.queuing.handSize"),
    priorityLevel("QueueLengthLimit", "limitResponse.queuing.queueLengthLimit"),
    age,
  ],
};
