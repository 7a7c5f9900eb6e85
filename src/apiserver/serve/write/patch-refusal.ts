// A patch that makes of an object what its kind cannot be. Upstream quotes what it could not read: the patched object, or of a
// strategic patch the patch (endpoints/handlers/patch.go).

import { status, type Json, type KubeObject, type Status } from "../../../kube/index.ts";

export function unreadablePatched(object: KubeObject, sentence: string): Status {
  return unreadable(JSON.stringify(object), sentence);
}

export function unreadableChange(change: Json, sentence: string): Status {
  return unreadable(goText(change), converterSentence(sentence));
}

function unreadable(quoted: string, sentence: string): Status {
  const message = `Invalid value: ${JSON.stringify(quoted)}: ${sentence}`;
  return status.invalid({ group: "", kind: "" }, "", [
    { field: "patch", reason: "FieldValueInvalid", message },
  ]);
}

/** As Go's `%+v` prints it: `map[spec:map[replicas:2]]`. */
function goText(value: Json): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, one]) => `${name}:${goText(one ?? null)}`).join(" ")}]`;
}

const MISMATCH = /^json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type (\S+)$/;
/** What JSON calls something, and Go's reflection the same. */
const GO_KINDS: Readonly<Record<string, string>> = {
  array: "slice",
  object: "map",
  number: "int64",
};
const GO_TYPES: Readonly<Record<string, string>> = {
  slice: "[]interface {}",
  map: "map[string]interface {}",
};

/** A strategic patch is not decoded but converted, and that has words of its own (runtime/converter.go). */
function converterSentence(sentence: string): string {
  const [, json = "", type = ""] = MISMATCH.exec(sentence) ?? [];
  if (type === "") return sentence;
  const kind = GO_KINDS[json] ?? json;
  if (type.startsWith("[]")) return `cannot restore slice from ${kind}`;
  if (type.startsWith("map[")) return `cannot restore map from ${kind}`;
  if (/^(?:string|bool|u?int\d*|float\d*)$/.test(type))
    return `cannot convert ${GO_TYPES[kind] ?? kind} to ${type}`;
  return `cannot restore struct from: ${kind}`;
}
