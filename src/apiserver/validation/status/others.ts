// What may be said of the state of nodes, volumes, services and all that is not a pod, a job or a set of pods.

import { validateDnsSubdomain, type KubeObject } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import { address, familyOf } from "../addresses.ts";
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  tooLong,
  unsupportedValue,
} from "../field-errors.ts";
import { goForm } from "../go-shapes.ts";
import { amountOf, basicQuantity, quotaResourceName, type ResourceList } from "../quantities.ts";
import { oneOf, type Errors } from "../rules.ts";
import { qualifiedNameErrors } from "../texts.ts";
import { nonNegatives, statusOf } from "./parts.ts";

type StatusErrors = (draft: Draft, before: KubeObject) => readonly FieldError[];

/** A rule of the status alone, which says nothing of one that did not change. */
const ofStatus =
  <Status extends object>(
    rule: (status: Status, errors: Errors, old: Status, draft: Draft) => void,
  ): StatusErrors =>
  (draft, before) => {
    if (draft["status"] === before["status"]) return [];
    const errors: Errors = [];
    rule(recordAt(draft, "status") as Status, errors, recordAt(before, "status") as Status, draft);
    return errors;
  };

interface NodeStatus {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
  readonly addresses?: readonly { readonly type?: string; readonly address?: string }[];
  readonly declaredFeatures?: readonly string[];
}

/** Looks at what changed of it: most that kubelets say is the time. */
export const nodeStatusErrors = ofStatus<NodeStatus>((status, errors, old) => {
  for (const list of ["capacity", "allocatable"] as const)
    if (status[list] !== old[list])
      for (const name in status[list])
        amountOf(name, status[list]?.[name] ?? "0", `status.${list}.${name}`, errors);
  if (status.declaredFeatures !== old.declaredFeatures)
    features(status.declaredFeatures ?? [], errors);
  if (status.addresses === old.addresses) return;
  const seen = new Set<string>();
  for (const [index, each] of (status.addresses ?? []).entries()) {
    const key = `${each.type} ${each.address}`;
    if (seen.has(key))
      errors.push(duplicateValue(`status.addresses[${index}]`, goForm("NodeAddress", each)));
    seen.add(key);
  }
});

function features(names: readonly string[], errors: Errors): void {
  for (const [index, name] of names.entries())
    if (index > 0 && name < (names[index - 1] ?? ""))
      errors.push(
        invalidField(
          `status.declaredFeatures[${index}]`,
          name,
          "list must be sorted alphabetically",
        ),
      );
}

export const namespaceStatusErrors = ofStatus<{ readonly phase?: string }>(
  ({ phase = "" }, errors, _, { metadata }) => {
    const [due, when] = metadata.deletionTimestamp
      ? ["Terminating", "is not empty"]
      : ["Active", "is empty"];
    if (phase !== due)
      errors.push(
        invalidField(
          "status.Phase",
          phase,
          `may only be '${due}' if \`deletionTimestamp\` ${when}`,
        ),
      );
  },
);

interface Ingress {
  readonly ip?: string;
  readonly ipMode?: string;
  readonly hostname?: string;
}
interface BalancerStatus {
  readonly loadBalancer?: { readonly ingress?: readonly Ingress[] };
}

const INGRESS = "status.loadBalancer.ingress";
const ipMode = oneOf("Proxy", "VIP");

export const serviceStatusErrors = ofStatus<BalancerStatus>((status, errors, old, draft) => {
  const list = status.loadBalancer?.ingress ?? [];
  if (recordAt(draft, "spec")["type"] !== "LoadBalancer") {
    if (list.length > 0)
      errors.push(forbiddenField(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'"));
    return;
  }
  for (const [index, each] of list.entries()) {
    const at = `${INGRESS}[${index}]`;
    ingressAddress(each, at, errors, old);
    if (each.ip && each.ipMode !== undefined) ipMode(each.ipMode, `${at}.ipMode`, errors);
    else if (each.ip)
      errors.push(requiredField(`${at}.ipMode`, "must be specified when `ip` is set"));
    else if (each.ipMode !== undefined)
      errors.push(forbiddenField(`${at}.ipMode`, "may not be specified when `ip` is not set"));
    ingressHost(each, at, errors);
  }
});

export const ingressStatusErrors = ofStatus<BalancerStatus>((status, errors, old) => {
  for (const [index, each] of (status.loadBalancer?.ingress ?? []).entries()) {
    ingressAddress(each, `${INGRESS}[${index}]`, errors, old);
    ingressHost(each, `${INGRESS}[${index}]`, errors);
  }
});

function ingressAddress({ ip }: Ingress, at: string, errors: Errors, old: BalancerStatus): void {
  if (ip && !old.loadBalancer?.ingress?.some((each) => each.ip === ip))
    address(ip, `${at}.ip`, errors);
}

function ingressHost({ hostname }: Ingress, at: string, errors: Errors): void {
  if (!hostname) return;
  for (const why of validateDnsSubdomain(hostname))
    errors.push(invalidField(`${at}.hostname`, hostname, why));
  if (familyOf(hostname))
    errors.push(invalidField(`${at}.hostname`, hostname, "must be a DNS name, not an IP address"));
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string | null;
  readonly observedGeneration?: number;
}

const truth = oneOf("False", "True", "Unknown");

/** Conditions in the form that all new kinds share (meta/v1 ValidateConditions). */
function conditions(list: readonly Condition[], errors: Errors): void {
  const seen = new Set<string>();
  for (const [index, condition] of list.entries()) {
    const at = `status.conditions[${index}]`;
    const { type = "", status = "", reason = "", observedGeneration = 0 } = condition;
    if (seen.has(type)) errors.push(duplicateValue(`${at}.type`, type));
    seen.add(type);
    for (const why of qualifiedNameErrors(type)) errors.push(invalidField(`${at}.type`, type, why));
    truth(status, `${at}.status`, errors);
    if (observedGeneration < 0)
      errors.push(
        invalidField(
          `${at}.observedGeneration`,
          observedGeneration,
          "must be greater than or equal to zero",
        ),
      );
    if (!condition.lastTransitionTime) errors.push(requiredField(`${at}.lastTransitionTime`));
    if (reason === "") errors.push(requiredField(`${at}.reason`));
  }
}

export const budgetStatusErrors = ofStatus<{ readonly conditions?: readonly Condition[] }>(
  (status, errors, _, draft) => {
    conditions(status.conditions ?? [], errors);
    const names = ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"];
    nonNegatives(statusOf(draft), names, errors);
  },
);

export const scalerStatusErrors = ofStatus((_, errors, _old, draft) => {
  nonNegatives(statusOf(draft), ["currentReplicas", "desiredReplicas"], errors);
});

type Lists = Readonly<Record<"hard" | "used", ResourceList | undefined>>;

export const quotaStatusErrors = ofStatus<Lists>((status, errors) => {
  for (const list of ["hard", "used"] as const)
    for (const name in status[list]) {
      const at = `status.${list}[${name}]`;
      quotaResourceName(name, at, errors);
      amountOf(name, status[list][name] ?? "0", at, errors);
    }
});

interface ClaimStatus {
  readonly capacity?: ResourceList;
  readonly allocatedResources?: ResourceList;
  readonly allocatedResourceStatuses?: Readonly<Record<string, string>>;
}

const RESIZES = [
  "ControllerResizeInProgress",
  "ControllerResizeInfeasible",
  "NodeResizeInProgress",
  "NodeResizeInfeasible",
  "NodeResizePending",
];

export const claimStatusErrors = ofStatus<ClaimStatus>((status, errors) => {
  const { capacity = {}, allocatedResources = {}, allocatedResourceStatuses = {} } = status;
  for (const name in capacity)
    basicQuantity(capacity[name] ?? "0", `status.capacity[${name}]`, errors);
  for (const name in allocatedResourceStatuses) {
    const at = "status.allocatedResourceStatuses";
    claimedResource(name, at, errors);
    if (!RESIZES.includes(allocatedResourceStatuses[name] ?? ""))
      errors.push(unsupportedValue(at, name, RESIZES));
  }
  for (const name in allocatedResources)
    if (claimedResource(name, "status.allocatedResources", errors))
      basicQuantity(allocatedResources[name] ?? "0", `status.allocatedResources[${name}]`, errors);
});

/** Storage, or what has a domain that is not Kubernetes' own. */
function claimedResource(name: string, at: string, errors: Errors): boolean {
  if (name === "storage") return true;
  const before = errors.length;
  for (const why of qualifiedNameErrors(name)) errors.push(invalidField(at, name, why));
  if (!name.includes("/") || name.includes("kubernetes.io/"))
    errors.push(unsupportedValue(at, name, ["storage"]));
  return errors.length === before;
}

interface AttachmentStatus {
  readonly attachError?: { readonly message?: string; readonly errorCode?: number };
  readonly detachError?: { readonly message?: string; readonly errorCode?: number };
}

const ATTACHMENT_MESSAGE_BYTES_MAX = 1024;
/** What a message that is too long is told it may have; not what it may have. */
const ATTACHMENT_BYTES_TOLD = 262_144;

export const attachmentStatusErrors = ofStatus<AttachmentStatus>((status, errors) => {
  for (const name of ["attachError", "detachError"] as const) {
    const { message = "", errorCode = 0 } = status[name] ?? {};
    if (Buffer.byteLength(message) > ATTACHMENT_MESSAGE_BYTES_MAX)
      errors.push(tooLong(`status.${name}.message`, ATTACHMENT_BYTES_TOLD));
    if (errorCode < 0)
      errors.push(
        invalidField(
          `status.${name}.errorCode`,
          errorCode,
          "must be between 0 and 2147483647, inclusive",
        ),
      );
  }
});
