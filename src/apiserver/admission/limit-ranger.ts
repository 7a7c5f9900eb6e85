// Containers get the resources their namespace has for those who ask for none, and nobody gets more, less or in another
// ratio than it allows (plugin/pkg/admission/limitranger).

import { status, type JsonObject, type KubeObject, type Status } from "../../kube/index.ts";
import type { Lookup } from "../registry/lookup.ts";
import { recordAt, textOf, type Draft, type OpenRecord } from "../store/draft.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { violations, type Limit } from "./limits.ts";

const LIMIT_RANGES = "limitranges";
const ANNOTATION = "kubernetes.io/limit-ranger";

export const limitRanger: AdmissionPlugin = {
  name: "LimitRanger",
  resources: ["pods", "persistentvolumeclaims"],
  operations: ["create", "update"],
  subresources: ["resize"],
  admit(request, lookup) {
    if (request.resource.qualifiedName !== "pods") return undefined;
    for (const limits of limitsFor(request, lookup)) addDefaults(request.draft, limits);
    return undefined;
  },
  validate(request, lookup): Status | undefined {
    const { resource, draft } = request;
    for (const limits of limitsFor(request, lookup)) {
      const found = violations(limits, draft.kind, draft["spec"] as JsonObject);
      if (found.length === 0) continue;
      const why = found.length === 1 ? found.join("") : `[${found.join(", ")}]`;
      return status.forbidden(resource.info, draft.metadata.name, why);
    }
    return undefined;
  },
};

/** The limits of each range that has a say; none of what an update of a pod could not change anyway. */
function limitsFor(
  { resource, namespace, operation, subresource, before, draft }: AdmissionRequest,
  lookup: Lookup,
): readonly (readonly Limit[])[] {
  if (!lookup.hasAny(LIMIT_RANGES, namespace) || !draft["spec"]) return NONE;
  if (operation === "update" && resource.qualifiedName === "pods" && subresource !== "resize")
    return NONE;
  if (before?.metadata.deletionTimestamp) return NONE;
  return [...lookup.list(LIMIT_RANGES, namespace)].map(limitsOf);
}

const NONE: readonly (readonly Limit[])[] = [];

function limitsOf(range: KubeObject): readonly Limit[] {
  const { limits } = recordAt(range, "spec");
  return Array.isArray(limits) ? (limits as Limit[]) : [];
}

type Quantities = Readonly<Record<string, string>>;

function addDefaults(pod: Draft, limits: readonly Limit[]): void {
  const ofContainers = limits.filter(({ type }) => type === "Container");
  const requests: Quantities = Object.assign(
    {},
    ...ofContainers.map((each) => each.defaultRequest),
  );
  const most: Quantities = Object.assign({}, ...ofContainers.map((each) => each.default));
  const notes: string[] = [];
  const spec: Record<string, unknown> = { ...recordAt(pod, "spec") };
  for (const [field, word] of [
    ["containers", "container"],
    ["initContainers", "init container"],
  ] as const) {
    const containers = spec[field];
    if (!Array.isArray(containers)) continue;
    spec[field] = (containers as OpenRecord[]).map((container) => {
      const of = `for ${word} ${textOf(container["name"])}`;
      const resources: Record<string, unknown> = { ...recordAt(container, "resources") };
      const addedRequests = fill(resources, "requests", requests);
      const addedLimits = fill(resources, "limits", most);
      if (addedRequests.length > 0) notes.push(`${addedRequests.join(", ")} request ${of}`);
      if (addedLimits.length > 0) notes.push(`${addedLimits.join(", ")} limit ${of}`);
      return { ...container, resources };
    });
  }
  if (notes.length === 0) return;
  pod["spec"] = spec;
  const text = `LimitRanger plugin set: ${notes.join("; ")}`;
  pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: text };
}

/** Adds what is missing; returns its names in order. */
function fill(resources: Record<string, unknown>, field: string, defaults: Quantities): string[] {
  const own = recordAt(resources, field);
  const missing = Object.keys(defaults).filter((name) => own[name] === undefined);
  if (missing.length > 0) resources[field] = { ...defaults, ...own };
  return missing.sort();
}
