// One step of a path into an object, in the form `fieldsV1` writes it: `f:spec` for a field, `k:{"name":"web"}` for the item
// of a list with keys, `v:"a"` for the member of a set (structured-merge-diff, fieldpath/serialize-pe.go). The text is canonical,
// so two steps are the same where their texts are.

import type { Json, JsonObject } from "../object.ts";

export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The name of a field's element; undefined for items of lists. */
export function fieldName(element: PathElement): string | undefined {
  return element.startsWith("f:") ? element.slice(2) : undefined;
}

/** `keys` need not be sorted. */
export function keyElement(keys: JsonObject): PathElement {
  const sorted = Object.keys(keys).sort();
  return `k:${escaped(JSON.stringify(Object.fromEntries(sorted.map((key) => [key, keys[key]]))))}`;
}

export function valueElement(value: Json): PathElement {
  return `v:${escaped(JSON.stringify(value))}`;
}

/** As Go's JSON writer escapes what browsers might take for markup. */
function escaped(json: string): string {
  return json.replaceAll(
    /[<>&]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As a conflict names it: `.spec`, `[name="web"]`, `[="a"]`. */
export function printElement(element: PathElement): string {
  const content = element.slice(2);
  if (element.startsWith("f:")) return `.${content}`;
  if (!element.startsWith("k:")) return `[=${printValue(JSON.parse(content) as Json)}]`;
  const keys = Object.entries(JSON.parse(content) as JsonObject);
  return `[${keys.map(([name, value]) => `${name}=${printValue(value as Json)}`).join(",")}]`;
}

function printValue(value: Json): string {
  return JSON.stringify(value);
}

/** Fields before keys before values; names and texts by their code units, numbers by size. */
export function compareElements(left: PathElement, right: PathElement): number {
  const [kind, other] = [left.charAt(0), right.charAt(0)];
  if (kind !== other) return RANKS.indexOf(kind) - RANKS.indexOf(other);
  if (kind === "f") return compareTexts(left, right);
  const [a, b] = [JSON.parse(left.slice(2)) as Json, JSON.parse(right.slice(2)) as Json];
  return kind === "k" ? compareKeys(a as JsonObject, b as JsonObject) : compareValues(a, b);
}

const RANKS = "fkvi";

function compareKeys(left: JsonObject, right: JsonObject): number {
  const [a, b] = [Object.entries(left), Object.entries(right)];
  for (const [at, [name, value]] of a.entries()) {
    const other = b[at];
    if (!other) return 1;
    const order = compareTexts(name, other[0]) || compareValues(value as Json, other[1] as Json);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareValues(left: Json, right: Json): number {
  const [kind, other] = [typeof left, typeof right];
  if (kind !== other) return TYPES.indexOf(kind) - TYPES.indexOf(other);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return compareTexts(JSON.stringify(left), JSON.stringify(right));
}

const TYPES = ["number", "string", "boolean", "object"];

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
