// What may be said of a pod's state (core/validation ValidatePodStatusUpdate). Pods are told about most often of all: what
// has no trouble costs a few comparisons here.

import { validateDnsLabel, validateDnsSubdomain, type KubeObject } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Draft } from "../../store/draft.ts";
import { address, familyOf } from "../addresses.ts";
import { duplicateValue, forbiddenField, invalidField } from "../field-errors.ts";
import { goForm } from "../go-shapes.ts";
import { immutable } from "../metadata.ts";
import type { PodSpec } from "../pod/types.ts";
import { between, type Errors } from "../rules.ts";
import { qualifiedNameErrors } from "../texts.ts";

interface ContainerStatus {
  readonly name?: string;
  readonly state?: { readonly terminated?: { readonly exitCode?: number } };
  readonly user?: {
    readonly linux?: {
      readonly uid?: number;
      readonly gid?: number;
      readonly supplementalGroups?: readonly number[];
    };
  };
  readonly allocatedResourcesStatus?: readonly object[];
}

interface Address {
  readonly ip?: string;
}

interface PodStatus {
  readonly conditions?: readonly {
    readonly type?: string;
    readonly observedGeneration?: number;
  }[];
  readonly nominatedNodeName?: string;
  readonly observedGeneration?: number;
  readonly qosClass?: string;
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  readonly resourceClaimStatuses?: readonly {
    readonly name?: string;
    readonly resourceClaimName?: string;
  }[];
  readonly podIPs?: readonly Address[];
  readonly hostIP?: string;
  readonly hostIPs?: readonly Address[];
}

const NOT_NEGATIVE = "must be a non-negative integer";
/** Types that need no look: kubelets and schedulers tell them all the time. */
const USUAL_CONDITIONS: ReadonlySet<string> = new Set([
  "PodScheduled",
  "Ready",
  "Initialized",
  "ContainersReady",
  "PodReadyToStartContainers",
]);

export function podStatusErrors(pod: Draft, before: KubeObject): readonly FieldError[] {
  const now = (pod["status"] ?? {}) as PodStatus;
  const then = (before["status"] ?? {}) as PodStatus;
  if (now === then) return [];
  const spec = (pod["spec"] ?? {}) as PodSpec;
  const errors: Errors = [];
  if (now.conditions !== then.conditions) conditions(now.conditions, errors);
  nomination(now, then, spec, errors);
  const { observedGeneration = 0 } = now;
  if (observedGeneration < 0)
    errors.push(invalidField("status.observedGeneration", observedGeneration, NOT_NEGATIVE));
  if (now.qosClass !== then.qosClass)
    immutable(now.qosClass, then.qosClass, "status.qosClass", errors);
  states(now, then, spec, errors);
  if (now.resourceClaimStatuses) claims(now.resourceClaimStatuses, spec, errors);
  if (now.podIPs) addresses(now.podIPs, then.podIPs, "status.podIPs", errors);
  if (now.hostIPs?.length) hostAddresses(now, then, errors);
  for (const list of LISTS)
    if (now[list] !== then[list]) users(now[list], `status.${list}`, errors);
  return errors;
}

const LISTS = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] as const;

function conditions(list: PodStatus["conditions"] = [], errors: Errors): void {
  for (let index = 0; index < list.length; index++) {
    const { type = "", observedGeneration = 0 } = list[index] ?? {};
    if (observedGeneration < 0)
      errors.push(
        invalidField(
          `status.conditions[${index}].observedGeneration`,
          observedGeneration,
          NOT_NEGATIVE,
        ),
      );
    if (USUAL_CONDITIONS.has(type)) continue;
    for (const why of qualifiedNameErrors(type))
      errors.push(invalidField(`status.conditions[${index}].Type`, type, why));
  }
}

function nomination(now: PodStatus, then: PodStatus, spec: PodSpec, errors: Errors): void {
  const { nominatedNodeName: name } = now;
  if (!name || name === then.nominatedNodeName) return;
  const at = "status.nominatedNodeName";
  for (const why of validateDnsSubdomain(name)) errors.push(invalidField(at, name, why));
  if (spec.nodeName)
    errors.push(forbiddenField(at, "may not be set on pods that are already bound to a node"));
}

/** What ended and is not to be started again stays as it ended. */
function states(now: PodStatus, then: PodStatus, spec: PodSpec, errors: Errors): void {
  for (const list of LISTS) {
    const old = then[list];
    const after = now[list];
    if (!old || after === old) continue;
    for (let index = 0; index < old.length; index++) {
      const { name = "", state } = old[index] ?? {};
      if (!state?.terminated) continue;
      const next = after?.find((each) => each.name === name);
      if (!next || next.state?.terminated || mayRestart(list, name, spec, state.terminated))
        continue;
      errors.push(
        forbiddenField(
          `status.${list}[${index}].state`,
          "may not be transitioned to non-terminated state",
        ),
      );
    }
  }
}

interface RestartRule {
  readonly action?: string;
  readonly exitCodes?: { readonly operator?: string; readonly values?: readonly number[] };
}
interface Restarts {
  readonly name?: string;
  readonly restartPolicy?: string;
  readonly restartPolicyRules?: readonly RestartRule[];
}

function mayRestart(
  list: (typeof LISTS)[number],
  name: string,
  spec: PodSpec,
  { exitCode = 0 }: { readonly exitCode?: number },
): boolean {
  const { containers = [], initContainers = [] } = spec as Readonly<
    Record<"containers" | "initContainers", readonly Restarts[] | undefined>
  >;
  const all = [...containers, ...initContainers];
  if (list === "ephemeralContainerStatuses") return false;
  if (all.some(({ restartPolicyRules: rules = [] }) => rules.some(restartsAll))) return true;
  const own = list === "containerStatuses" ? containers : initContainers;
  const container = own.find((each) => each.name === name);
  if (!container) return false;
  const matches = container.restartPolicyRules?.some((rule) => applies(rule, exitCode)) ?? false;
  const policy = container.restartPolicy ?? spec.restartPolicy;
  return matches || policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

function restartsAll({ action }: RestartRule): boolean {
  return action === "RestartAllContainers";
}

function applies({ exitCodes: { operator, values = [] } = {} }: RestartRule, code: number) {
  return operator === "In" ? values.includes(code) : operator === "NotIn" && !values.includes(code);
}

function claims(
  list: NonNullable<PodStatus["resourceClaimStatuses"]>,
  spec: PodSpec,
  errors: Errors,
): void {
  const named = (spec as { readonly resourceClaims?: readonly { readonly name?: string }[] })
    .resourceClaims;
  const seen = new Set<string>();
  for (const [index, { name = "", resourceClaimName }] of list.entries()) {
    const at = `status.resourceClaimStatuses[${index}]`;
    if (!named?.some((claim) => claim.name === name))
      errors.push(
        invalidField(
          `${at}.name`,
          name,
          "must match the name of an entry in `spec.resourceClaims`",
        ),
      );
    if (seen.has(name)) errors.push(duplicateValue(`${at}.name`, name));
    seen.add(name);
    for (const why of resourceClaimName === undefined ? [] : validateDnsLabel(resourceClaimName))
      errors.push(invalidField(`${at}.resourceClaimName`, resourceClaimName, why));
  }
}

/** One address, or one of each family; an address that was there may stay whatever it is. */
function addresses(
  now: readonly Address[],
  then: readonly Address[] | undefined,
  at: string,
  errors: Errors,
): void {
  if (now === then) return;
  for (let index = 0; index < now.length; index++) {
    const ip = now[index]?.ip ?? "";
    if (!then?.some((old) => old.ip === ip)) address(ip, `${at}[${index}]`, errors);
  }
  if (now.length < 2) return;
  const families = new Set(now.map(({ ip = "" }) => familyOf(ip)));
  if (now.length > 2 || families.size < 2 || families.has(undefined))
    errors.push(
      invalidField(
        at,
        now.map((each) => goForm("PodIP", each)),
        "may specify no more than one IP for each IP family",
      ),
    );
}

function hostAddresses(now: PodStatus, then: PodStatus, errors: Errors): void {
  const first = now.hostIPs?.[0]?.ip ?? "";
  if ((now.hostIP ?? "") !== first)
    errors.push(invalidField("status.hostIPs[0].ip", first, "must be equal to `hostIP`"));
  addresses(now.hostIPs ?? [], then.hostIPs, "status.hostIPs", errors);
}

const userId = between(0, 2_147_483_647);

function users(list: readonly ContainerStatus[] | undefined, at: string, errors: Errors): void {
  if (!list) return;
  for (let index = 0; index < list.length; index++) {
    const user = list[index]?.user?.linux;
    if (!user) continue;
    const place = `${at}[${index}].user.linux`;
    userId(user.uid ?? 0, `${place}.uid`, errors);
    userId(user.gid ?? 0, `${place}.gid`, errors);
    for (const [group, id] of (user.supplementalGroups ?? []).entries())
      userId(id, `${place}.supplementalGroups[${group}]`, errors);
  }
}
