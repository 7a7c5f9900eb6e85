// /openapi/v3: an index of the group versions, and for each a document. A document takes tens of milliseconds to make,
// so it is made when first asked for, and kept.

import {
  builtinApiVersions,
  openApiDocument,
  openApiPath,
  schemaVersion,
} from "../../../kube/index.ts";
import { jsonReply, type Reply } from "../http/http.ts";

const documents = new Map<string, string>();
let index: string | undefined;

/** The index or one document; undefined where there is none. Version 2 is protobuf only and not served. */
export function openApiReply(segments: readonly string[]): Reply | undefined {
  const [version, ...path] = segments.filter(Boolean);
  if (version !== "v3") return undefined;
  if (path.length === 0) return jsonReply(200, (index ??= indexText()));
  const text = documentText(path.join("/"));
  return text === undefined ? undefined : jsonReply(200, text);
}

function indexText(): string {
  // Clients keep a document for as long as its hash stays: it changes with the schema's version.
  const hash = Bun.hash(schemaVersion()).toString(16).toUpperCase();
  const paths: Record<string, unknown> = {};
  for (const apiVersion of builtinApiVersions()) {
    const path = openApiPath(apiVersion);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
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
