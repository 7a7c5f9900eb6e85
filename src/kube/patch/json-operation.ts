// The operations of a JSON Patch (RFC 6902) and their pointers (RFC 6901), read and checked once.

import { unreachable } from "../../base/index.ts";
import type { Json, JsonObject } from "../object.ts";
import { isObject } from "./json-value.ts";
import { PATCH_DEPTH_MAX, PatchError } from "./patch-error.ts";

export type Operation =
  | { readonly op: "add" | "replace" | "test"; readonly path: Pointer; readonly value: Json }
  | { readonly op: "remove"; readonly path: Pointer }
  | { readonly op: "move" | "copy"; readonly path: Pointer; readonly from: Pointer };

export interface Pointer {
  readonly text: string;
  readonly tokens: readonly string[];
}

const operators = ["add", "remove", "replace", "move", "copy", "test"] as const;

/** Where `at` is the operation's place in the patch, for the message. Throws PatchError ("invalid"). */
export function parseOperation(operation: unknown, at: number): Operation {
  const bad = (what: string): never => {
    throw new PatchError("invalid", `operation ${at} of the JSON patch ${what}`);
  };
  if (!isObject(operation as Json)) return bad("is not an object");
  const { op, path, from, value } = operation as JsonObject;
  const known = operators.find((operator) => operator === op);
  if (known === undefined)
    throw new PatchError(
      "unprocessable",
      `operation ${at} of the JSON patch has no op that is one of ${operators.join(", ")}`,
    );
  const pointer = (text: Json | undefined, field: string): Pointer =>
    (typeof text === "string" ? parsePointer(text) : undefined) ??
    bad(
      `("${known}") needs a ${field} that starts with "/" and has up to ${PATCH_DEPTH_MAX} parts`,
    );
  const target = pointer(path, "path");
  switch (known) {
    case "add":
    case "replace":
    case "test":
      return value === undefined
        ? bad(`("${known}") has no value`)
        : { op: known, path: target, value };
    case "remove":
      return { op: known, path: target };
    case "move":
    case "copy":
      return { op: known, path: target, from: pointer(from, "from") };
    default:
      return unreachable(known);
  }
}

/** Undefined when it does not start with `/` or is deeper than any object. */
function parsePointer(text: string): Pointer | undefined {
  if (text === "") return { text, tokens: [] };
  if (!text.startsWith("/")) return undefined;
  const tokens = text.slice(1).split("/");
  if (tokens.length > PATCH_DEPTH_MAX) return undefined;
  return { text, tokens: text.includes("~") ? tokens.map(unescape) : tokens };
}

function unescape(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** Whether the pointer `inner` leads to something within what `outer` leads to. */
export function isWithin(inner: Pointer, outer: Pointer): boolean {
  return (
    outer.tokens.length < inner.tokens.length &&
    outer.tokens.every((token, at) => token === inner.tokens[at])
  );
}

/** The list index below `limit` that a token of `path` means; negative ones count from the end. */
export function listIndex(token: string, limit: number, path: Pointer): number {
  if (!/^-?(?:0|[1-9][0-9]*)$/.test(token))
    throw new PatchError("unprocessable", `"${token}" in ${path.text} is not a list index`);
  const number = Number(token);
  const at = number < 0 ? number + limit : number;
  if (at < 0 || at >= limit)
    throw new PatchError("unprocessable", `index ${token} in ${path.text} is outside the list`);
  return at;
}
