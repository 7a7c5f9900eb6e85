// The operations on a resource as OpenAPI v3 paths: as much as clients read of them. kubectl looks for the kind and for
// the parameters and media types of PATCH, which tell it what the server can validate and merge.

import type { Json, JsonObject } from "../object.ts";
import { collectionPath, type Resource } from "../resource.ts";

const VALIDATED_WRITE = ["dryRun", "fieldManager", "fieldValidation"];

const PATCH_TYPES = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
] as const;
const STRATEGIC_PATCH_TYPE = "application/strategic-merge-patch+json";

export interface OperationsOptions {
  /** Of the object: `{"$ref": …}`, or a schema written out. */
  readonly schema: JsonObject;
  readonly verbs: readonly string[];
  /** Whether strategic merge patches are taken, as for all kinds that are built in and no others. */
  readonly isStrategic: boolean;
}

/** `/apis/apps/v1/namespaces/{namespace}/deployments` and `…/{name}`, each with its operations. */
export function resourceOperations(resource: Resource, options: OperationsOptions): JsonObject {
  const { schema, verbs, isStrategic } = options;
  const collection = collectionPath(resource, resource.namespaced ? "{namespace}" : undefined);
  const { group, version, kind } = resource;
  const operation = (
    action: string,
    parameters: readonly string[],
    more: JsonObject = {},
  ): JsonObject => ({
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind },
    parameters: parameters.map(queryParameter),
    ...more,
    responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
  });
  const body: JsonObject = { requestBody: { content: { "application/json": { schema } } } };
  const patchTypes = isStrategic ? [...PATCH_TYPES, STRATEGIC_PATCH_TYPE] : PATCH_TYPES;
  const patchBody: JsonObject = {
    requestBody: { content: Object.fromEntries(patchTypes.map((type) => [type, {}])) },
  };
  const has = (verb: string, value: JsonObject): JsonObject | undefined =>
    verbs.includes(verb) ? value : undefined;
  return {
    [collection]: withoutGaps({
      get: has("list", operation("list", ["fieldSelector", "labelSelector", "limit"])),
      post: has("create", operation("post", VALIDATED_WRITE, body)),
      delete: has("deletecollection", operation("deletecollection", ["dryRun"])),
    }),
    [`${collection}/{name}`]: withoutGaps({
      get: has("get", operation("get", [])),
      put: has("update", operation("put", VALIDATED_WRITE, body)),
      patch: has("patch", operation("patch", [...VALIDATED_WRITE, "force"], patchBody)),
      delete: has("delete", operation("delete", ["dryRun"])),
    }),
  };
}

function queryParameter(name: string): Json {
  return { name, in: "query", schema: { type: name === "force" ? "boolean" : "string" } };
}

function withoutGaps(operations: Record<string, JsonObject | undefined>): JsonObject {
  const present = Object.entries(operations).filter(([, operation]) => operation !== undefined);
  return Object.fromEntries(present);
}
