// The OpenAPI documents of custom resources, made anew when the registry has changed and somebody asks.

import { openApiDocument, openApiPath, type JsonObject } from "../../../kube/index.ts";
import { customDocument } from "../../custom/openapi.ts";
import type { Registry, ServedResource } from "../../registry/registry.ts";

interface CustomDocuments {
  readonly revision: number;
  /** By path: `apis/stable.example.com/v1`. */
  readonly texts: ReadonlyMap<string, string>;
}

const remembered = new WeakMap<Registry, CustomDocuments>();

export function customDocuments(registry: Registry): ReadonlyMap<string, string> {
  let documents = remembered.get(registry);
  if (documents?.revision !== registry.revision) {
    documents = { revision: registry.revision, texts: makeTexts(registry) };
    remembered.set(registry, documents);
  }
  return documents.texts;
}

function makeTexts(registry: Registry): Map<string, string> {
  const byVersion = new Map<string, ServedResource[]>();
  for (const resource of registry.all()) {
    if (!resource.custom) continue;
    const resources = byVersion.get(resource.apiVersion);
    if (resources) resources.push(resource);
    else byVersion.set(resource.apiVersion, [resource]);
  }
  const texts = new Map<string, string>();
  for (const [apiVersion, resources] of byVersion)
    texts.set(
      openApiPath(apiVersion),
      JSON.stringify(customDocument(resources, metadataSchemas())),
    );
  return texts;
}

let metadata: JsonObject | undefined;

/** ObjectMeta and all it refers to, from the smallest of the built-in documents. */
function metadataSchemas(): JsonObject {
  if (metadata) return metadata;
  const document = openApiDocument("coordination.k8s.io/v1") as
    { components: { schemas: JsonObject } } | undefined;
  const schemas = Object.entries(document?.components.schemas ?? {});
  metadata = Object.fromEntries(schemas.filter(([name]) => name.includes(".pkg.apis.meta.v1.")));
  return metadata;
}
