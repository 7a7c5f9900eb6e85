// The OpenAPI v3 document of a group version of custom resources: what `kubectl explain` and `kubectl apply` read.

import {
  openApiDocumentOf,
  resourceOperations,
  type Json,
  type JsonObject,
} from "../../kube/index.ts";
import type { ServedResource } from "../registry/registry.ts";

const META_NAME = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** `metadataSchemas` are the component schemas of ObjectMeta and all it refers to. */
export function customDocument(
  resources: readonly ServedResource[],
  metadataSchemas: JsonObject,
): JsonObject {
  const paths: Record<string, Json | undefined> = {};
  const schemas: Record<string, Json | undefined> = { ...metadataSchemas };
  for (const resource of resources) {
    if (!resource.custom) continue;
    const name = componentName(resource);
    schemas[name] = componentSchema(resource);
    const schema = { $ref: `#/components/schemas/${name}` };
    const { verbs } = resource.info;
    Object.assign(paths, resourceOperations(resource.info, { schema, verbs, isStrategic: false }));
  }
  return openApiDocumentOf(paths, schemas);
}

/** `com.example.stable.v1.CronTab` */
function componentName({ info }: ServedResource): string {
  return [...info.group.split(".").reverse(), info.version, info.kind].join(".");
}

function componentSchema({ info, custom }: ServedResource): JsonObject {
  const { group, version, kind } = info;
  const schema = (custom?.schema ?? {}) as unknown as JsonObject;
  return {
    ...schema,
    type: "object",
    properties: {
      ...(schema["properties"] as JsonObject | undefined),
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { allOf: [{ $ref: `#/components/schemas/${META_NAME}` }] },
    },
    "x-kubernetes-group-version-kind": [{ group, version, kind }],
  };
}
