// The OpenAPI v3 documents of the built-in API, one for each group version. They are made when asked for: a server keeps
// them as text.

import { apiVersionOf } from "../resource.ts";
import type { Json, JsonObject } from "../object.ts";
import { resourceOperations } from "./openapi-operations.ts";
import { ComponentSchemas } from "./openapi-schema.ts";
import { builtinResources, schemaVersion } from "./resource-table.ts";
import { typeOf } from "./type-info.ts";

/** `v1` to `api/v1`, `apps/v1` to `apis/apps/v1`: how `/openapi/v3` names the document of a group version. */
export function openApiPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/** The group versions that have built-in resources, `v1` first. */
export function builtinApiVersions(): readonly string[] {
  return [...new Set(builtinResources().map(apiVersionOf))];
}

/**
 * The document of a group version such as `apps/v1`; undefined where nothing in it is built in. Some 200 kB for `v1`, and
 * tens of milliseconds to make.
 */
export function openApiDocument(apiVersion: string): JsonObject | undefined {
  const resources = builtinResources().filter((resource) => apiVersionOf(resource) === apiVersion);
  if (resources.length === 0) return undefined;
  const components = new ComponentSchemas();
  const paths: Record<string, Json | undefined> = {};
  for (const resource of resources) {
    const type = typeOf(apiVersion, resource.kind);
    if (!type) continue;
    const { verbs } = resource;
    const schema = components.refer(type);
    Object.assign(paths, resourceOperations(resource, { schema, verbs, isStrategic: true }));
  }
  nameKinds(components, apiVersion);
  return openApiDocumentOf(paths, components.schemas);
}

/** A whole document around paths and component schemas, as custom resources need it too. */
export function openApiDocumentOf(paths: JsonObject, schemas: JsonObject): JsonObject {
  const info = { title: "Kubernetes", version: schemaVersion() };
  return { openapi: "3.0.0", info, paths, components: { schemas } };
}

/** Every kind that is served in the group version has a schema that says so, those of subresources (Scale) too. */
function nameKinds(components: ComponentSchemas, apiVersion: string): void {
  for (const kind of servedKinds(apiVersion)) {
    const type = typeOf(apiVersion, kind);
    if (!type) continue;
    components.refer(type);
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
    const schema = components.schemas[type.name] as Record<string, Json | undefined>;
    schema["x-kubernetes-group-version-kind"] = [{ group, version, kind }] as Json;
  }
}

function servedKinds(apiVersion: string): ReadonlySet<string> {
  const served = builtinResources().flatMap((resource) => [
    resource,
    ...(resource.subresources ?? []),
  ]);
  const kinds = served.filter((one) => apiVersionOf(one) === apiVersion).map(({ kind }) => kind);
  return new Set([...kinds, "DeleteOptions"]);
}
