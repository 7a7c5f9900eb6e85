// Lists that are sets or maps hold nothing twice (schema/listtype/validation.go).

import type { Json, JsonObject } from "../../kube/index.ts";
import type { Check } from "./check.ts";
import { duplicateValue } from "../validation/field-errors.ts";
import type { Schema } from "./schema.ts";

export function compileListIdentity(schema: Schema): Check | undefined {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const listType = schema["x-kubernetes-list-type"];
  if (listType === "set") return checkUnique((item) => item);
  return listType === "map" ? checkUnique((item) => identityOf(item, keys)) : undefined;
}

function checkUnique(identity: (item: Json) => Json): Check {
  return (value, path, errors) => {
    if (!Array.isArray(value) || value.length < 2) return;
    const timesSeen = new Map<string, number>();
    for (const [index, item] of (value as readonly Json[]).entries()) {
      const key = identity(item);
      const text = JSON.stringify(key);
      const times = timesSeen.get(text) ?? 0;
      timesSeen.set(text, times + 1);
      // Said once, at the second of the same.
      if (times === 1) errors.push(duplicateValue(`${path}[${index}]`, key));
    }
  };
}

function identityOf(item: Json, keys: readonly string[]): Json {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return {};
  const identity: Record<string, Json> = {};
  for (const key of keys) {
    const value = (item as JsonObject)[key];
    if (value !== undefined) identity[key] = value;
  }
  return identity;
}
