// JSON Patch (RFC 6902): a list of operations, applied in order, all or nothing.
//
// Copies are made only along changed paths, and at most once a patch: `owned` holds the containers
// this application made itself and may therefore write to.

import { unreachable } from "../../base/index.ts";
import type { Json } from "../object.ts";
import {
  getField,
  isList,
  isObject,
  jsonEqual,
  reuse,
  setField,
  type MutableObject,
} from "./json-value.ts";
import {
  isWithin,
  listIndex,
  parseOperation,
  type Operation,
  type Pointer,
} from "./json-operation.ts";
import { PatchError } from "./patch-error.ts";

/** As the Kubernetes API server. */
export const JSON_PATCH_OPERATIONS_MAX = 10_000;
/** Bytes of JSON that `copy` operations may add, so that repeated doubling cannot fill the memory. */
export const JSON_PATCH_COPIED_BYTES_MAX = 3 * 1024 * 1024;

type Container = MutableObject | Json[];

/**
 * `target` after the operations of `patch` (an array as parsed from JSON).
 * The target is not mutated; parts that end up equal are shared, and the target itself is returned
 * when nothing changed. As in Kubernetes, list indices may be negative, counted from the end.
 * Throws PatchError: "invalid" for a malformed patch, "test-failed", or "unprocessable" for an
 * operation that does not fit the target.
 */
export function applyJsonPatch(target: Json, patch: unknown): Json {
  if (!Array.isArray(patch))
    throw new PatchError("invalid", "a JSON patch must be an array of operations");
  if (patch.length > JSON_PATCH_OPERATIONS_MAX)
    throw new PatchError(
      "invalid",
      `The allowed maximum operations in a JSON patch is ${JSON_PATCH_OPERATIONS_MAX}, got ${patch.length}`,
    );
  const operations = patch.map(parseOperation);
  const document = new Document(target);
  for (const operation of operations) apply(document, operation);
  return reuse(target, document.root);
}

function apply(document: Document, operation: Operation): void {
  const { path } = operation;
  switch (operation.op) {
    case "add":
      return document.add(path, operation.value);
    case "replace":
      return document.replace(path, operation.value);
    case "remove":
      document.remove(path);
      return;
    case "test":
      if (jsonEqual(document.find(path) ?? null, operation.value)) return;
      throw new PatchError("test-failed", `testing value ${path.text} failed: test failed`);
    case "copy":
      return document.copy(operation.from, path);
    case "move":
      if (isWithin(path, operation.from))
        throw new PatchError("unprocessable", `cannot move ${operation.from.text} into itself`);
      return document.add(path, document.remove(operation.from));
    default:
      return unreachable(operation);
  }
}

class Document {
  root: Json;
  private owned = new Set<Json>();
  private copiedBytes = 0;

  constructor(root: Json) {
    this.root = root;
  }

  add(path: Pointer, value: Json): void {
    const key = path.tokens.at(-1);
    if (key === undefined) {
      this.root = value;
      return;
    }
    const parent = this.writableParent(path);
    if (!Array.isArray(parent)) return setField(parent, key, value);
    const at = key === "-" ? parent.length : listIndex(key, parent.length + 1, path);
    if (at === parent.length) parent.push(value);
    else parent.splice(at, 0, value);
  }

  replace(path: Pointer, value: Json): void {
    const key = path.tokens.at(-1);
    if (key === undefined) {
      this.root = value;
      return;
    }
    const parent = this.writableParent(path);
    // A field that does not exist yet is added: the RFC refuses that, Kubernetes always allowed it.
    if (Array.isArray(parent)) parent[listIndex(key, parent.length, path)] = value;
    else setField(parent, key, value);
  }

  /** Removes and returns the value at `path`. */
  remove(path: Pointer): Json {
    const key = path.tokens.at(-1);
    if (key === undefined)
      throw new PatchError("unprocessable", "cannot remove the whole document");
    const value = this.required(path);
    const parent = this.writableParent(path);
    if (Array.isArray(parent)) parent.splice(listIndex(key, parent.length, path), 1);
    else delete parent[key];
    return value;
  }

  copy(from: Pointer, path: Pointer): void {
    const value = this.required(from);
    this.copiedBytes += JSON.stringify(value).length;
    if (this.copiedBytes > JSON_PATCH_COPIED_BYTES_MAX)
      throw new PatchError(
        "unprocessable",
        `the copy operations of the patch add more than ${JSON_PATCH_COPIED_BYTES_MAX} bytes`,
      );
    // The value now stands in two places: what it holds may no longer be written in place.
    this.owned = new Set();
    this.add(path, value);
  }

  /** The value at `path`, or undefined. */
  find(path: Pointer): Json | undefined {
    let value: Json | undefined = this.root;
    for (const token of path.tokens) {
      if (isList(value)) value = value[listIndex(token, value.length, path)];
      else if (isObject(value)) value = getField(value, token);
      else return undefined;
    }
    return value;
  }

  private required(path: Pointer): Json {
    const value = this.find(path);
    if (value === undefined)
      throw new PatchError("unprocessable", `the object has no value at ${path.text}`);
    return value;
  }

  /** The container that holds the last token of `path`, copied down to it where not yet our own. */
  private writableParent(path: Pointer): Container {
    let container = this.ownedCopy(this.root, path);
    this.root = container;
    for (let depth = 0; depth < path.tokens.length - 1; depth++) {
      const token = path.tokens[depth] as string;
      if (Array.isArray(container)) {
        const at = listIndex(token, container.length, path);
        container = container[at] = this.ownedCopy(container[at], path);
      } else {
        const child: Container = this.ownedCopy(getField(container, token), path);
        setField(container, token, child);
        container = child;
      }
    }
    return container;
  }

  private ownedCopy(value: Json | undefined, path: Pointer): Container {
    if (value === undefined || value === null || typeof value !== "object")
      throw new PatchError("unprocessable", `the object has no place for ${path.text}`);
    if (this.owned.has(value)) return value as Container;
    const copy: Container = isList(value) ? value.slice() : { ...value };
    this.owned.add(copy);
    return copy;
  }
}
