// The number behind a pod's priority class, and one default among the classes (plugin/pkg/admission/priority).

import { status, type KubeObject, type Status } from "../../kube/index.ts";
import { textOf, type Draft } from "../store/draft.ts";
import { onceForAlike } from "../registry/alike.ts";
import type { Lookup } from "../registry/lookup.ts";
import type { AdmissionPlugin } from "./admission.ts";

const PRIORITY_CLASSES = "priorityclasses.scheduling.k8s.io";
const PODS = { group: "", plural: "pods" };

interface PodPriority {
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
}

export const priority: AdmissionPlugin = {
  name: "Priority",
  resources: ["pods", PRIORITY_CLASSES],
  operations: ["create", "update"],
  admit({ resource, operation, draft, before }, lookup) {
    const spec = draft["spec"] as PodPriority | undefined;
    if (resource.qualifiedName !== "pods" || !spec) return undefined;
    if (operation === "create") return resolve(draft, spec, lookup);
    keep(draft, spec, before);
    return undefined;
  },
  validate({ resource, operation, draft }, lookup) {
    if (resource.qualifiedName !== PRIORITY_CLASSES || draft["globalDefault"] !== true)
      return undefined;
    const name = defaultClass(lookup)?.metadata.name;
    if (name === undefined || (operation === "update" && name === draft.metadata.name))
      return undefined;
    const why = `PriorityClass ${name} is already marked as default. Only one default can exist`;
    return status.forbidden(resource.info, draft.metadata.name, why);
  },
};

function resolve(pod: Draft, spec: PodPriority, lookup: Lookup): Status | undefined {
  const forbidden = (why: string): Status => status.forbidden(PODS, pod.metadata.name, why);
  const asked = spec.priorityClassName ?? "";
  const found = asked === "" ? defaultClass(lookup) : lookup.get(PRIORITY_CLASSES, "", asked);
  if (asked !== "" && !found) return forbidden(`no PriorityClass with name ${asked} was found`);
  const value = Number(found?.["value"] ?? 0);
  if (spec.priority !== undefined && spec.priority !== value)
    return forbidden(
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  const policy = textOf(found?.["preemptionPolicy"]) || "PreemptLowerPriority";
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    return forbidden(
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  pod["spec"] = found
    ? {
        ...spec,
        priority: value,
        preemptionPolicy: policy,
        priorityClassName: found.metadata.name,
      }
    : withoutClass(spec);
  return undefined;
}

const withoutClass = onceForAlike((spec: PodPriority): PodPriority => ({
  ...spec,
  priority: 0,
  preemptionPolicy: "PreemptLowerPriority",
}));

/** An update that leaves out what was resolved means no change. */
function keep(pod: Draft, spec: PodPriority, before: KubeObject | undefined): void {
  const old = before?.["spec"] as PodPriority | undefined;
  if (!old || spec === old) return;
  for (const field of ["priority", "preemptionPolicy"] as const)
    if (spec[field] === undefined && old[field] !== undefined)
      pod["spec"] = { ...(pod["spec"] as PodPriority), [field]: old[field] };
}

interface DefaultClass {
  readonly revision: number;
  readonly found: KubeObject | undefined;
}

const defaultClasses = new WeakMap<Lookup, DefaultClass>();

/** Looked for again when some class has changed. */
function defaultClass(lookup: Lookup): KubeObject | undefined {
  const revision = lookup.revision(PRIORITY_CLASSES);
  let last = defaultClasses.get(lookup);
  if (last?.revision !== revision)
    defaultClasses.set(lookup, (last = { revision, found: findDefaultClass(lookup) }));
  return last.found;
}

/** The class marked as global default; of several, the one with the lowest value. */
function findDefaultClass(lookup: Lookup): KubeObject | undefined {
  let chosen: KubeObject | undefined;
  for (const found of lookup.list(PRIORITY_CLASSES)) {
    if (found["globalDefault"] !== true) continue;
    if (!chosen || Number(found["value"]) < Number(chosen["value"])) chosen = found;
  }
  return chosen;
}
