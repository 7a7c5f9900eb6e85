// YAML text to JSON as sigs.k8s.io/yaml does it: the structure by the yaml package, the scalars by
// go-yaml's rules.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  Scalar,
} from "yaml";
import type { Json } from "../json.ts";
import { plainKey, resolvePlain } from "./plain-scalar.ts";

/** The text is not YAML, or not YAML that can be JSON. */
export class YamlError extends Error {
  override name = "YamlError";
  constructor(
    message: string,
    /** Counted from 1. */
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

export type YamlDocument = Document.Parsed;

/** The first document of a text, its scalars unresolved. Throws YamlError. */
export function parseStructure(text: string): YamlDocument {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: "silent",
    prettyErrors: false,
  });
  const first = "empty" in documents ? undefined : documents[0];
  const problem = first?.errors[0];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new YamlError(problem.message, line, col);
  }
  return first ?? (documents as unknown as YamlDocument);
}

/** JSON of a YAML text; an empty text is null. Throws YamlError. */
export function parseYaml(text: string): Json {
  const document = parseStructure(text);
  return toJson(document, document.contents ?? null);
}

export function toJson(document: YamlDocument, node: unknown): Json {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) return toJson(document, node.resolve(document));
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return node.items.map((item) => toJson(document, item));
  if (!isMap(node)) throw new YamlError("a node that is no scalar, list or map", 1, 1);
  const object: Record<string, Json> = {};
  for (const { key, value } of node.items) {
    if (isMergeKey(key)) Object.assign(object, { ...merged(toJson(document, value)), ...object });
    else setField(object, keyOf(key), toJson(document, value));
  }
  return object;
}

function merged(value: Json): Record<string, Json> {
  const maps = Array.isArray(value) ? value.toReversed() : [value];
  return Object.assign({}, ...maps) as Record<string, Json>;
}

/** Sets an own field, whatever its name. */
export function setField(object: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__")
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[key] = value;
}

export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === "<<";
}

export function isPlain(node: Scalar): boolean {
  return node.type === Scalar.PLAIN && node.tag === undefined;
}

/** The text of a scalar; the failsafe schema leaves nothing else. */
function textOf(node: Scalar): string {
  return typeof node.value === "string" ? node.value : "";
}

function scalarValue(node: Scalar): Json {
  const text = textOf(node);
  if (!isPlain(node)) return text;
  const value = resolvePlain(text);
  if (typeof value === "number" && !Number.isFinite(value))
    throw new YamlError(`${text} has no place in JSON`, 1, 1);
  return value;
}

export function keyOf(key: unknown): string {
  if (!isScalar(key)) throw new YamlError("a key of a map is not a scalar", 1, 1);
  const text = textOf(key);
  const name = isPlain(key) ? plainKey(text) : text;
  if (name === undefined) throw new YamlError("a key of a map is null", 1, 1);
  return name;
}
