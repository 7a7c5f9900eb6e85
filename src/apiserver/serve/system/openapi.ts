// /openapi/v3: an index of the group versions, and for each a document. A document takes tens of milliseconds to make,
// so it is made when first asked for, and kept.

import {
  builtinApiVersions,
  openApiDocument,
  openApiPath,
  schemaVersion,
} from "../../../kube/index.ts";
import type { Registry } from "../../registry/registry.ts";
import { jsonReply, type Reply } from "../http/http.ts";
import { customDocuments } from "./custom-openapi.ts";

const documents = new Map<string, string>();

/** The index or one document; undefined where there is none. Version 2 is openapi-v2.ts. */
export function openApiReply(registry: Registry, segments: readonly string[]): Reply | undefined {
  const [version, ...path] = segments.filter(Boolean);
  if (version !== "v3") return undefined;
  const custom = customDocuments(registry);
  if (path.length === 0) return jsonReply(200, indexText(custom));
  const text = custom.get(path.join("/")) ?? documentText(path.join("/"));
  return text === undefined ? undefined : jsonReply(200, text);
}

/** Clients keep a document for as long as its hash stays: it changes with the schema's version, or the custom schema. */
function indexText(custom: ReadonlyMap<string, string>): string {
  const paths: Record<string, unknown> = {};
  const add = (path: string, content: string): void => {
    const hash = Bun.hash(content).toString(16).toUpperCase();
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  };
  for (const apiVersion of builtinApiVersions()) add(openApiPath(apiVersion), schemaVersion());
  for (const [path, text] of custom) add(path, text);
  return JSON.stringify({ paths });
}

function documentText(path: string): string | undefined {
  let text = documents.get(path);
  if (text !== undefined) return text;
  const apiVersion = path.replace(/^apis?\//, "");
  const document = openApiDocument(apiVersion);
  if (!document || openApiPath(apiVersion) !== path) return undefined;
  text = JSON.stringify(document);
  documents.set(path, text);
  return text;
}
