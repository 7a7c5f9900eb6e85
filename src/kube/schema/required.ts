// Which fields the published schema requires and an object lacks.

import type { JsonObject } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";
import type { Shape, TypeInfo } from "./type-info.ts";

/** Paths of the required fields that are absent or null, `spec.containers[0].name`, at most `limit` of them. */
export function missingRequired(
  type: TypeInfo,
  object: JsonObject,
  limit = 100,
): readonly string[] {
  const missing: string[] = [];
  collect(type, object, "", missing, limit);
  return missing;
}

function collect(
  type: TypeInfo,
  object: JsonObject,
  path: string,
  missing: string[],
  limit: number,
): void {
  const prefix = path === "" ? "" : `${path}.`;
  for (const name of type.required)
    if ((object[name] ?? null) === null && missing.length < limit) missing.push(prefix + name);
  for (const [name, value] of Object.entries(object)) {
    const field = type.field(name);
    if (field) collectValue(field.shape, value, prefix + name, missing, limit);
  }
}

function collectValue(
  shape: Shape,
  value: unknown,
  path: string,
  missing: string[],
  limit: number,
): void {
  const json = value as JsonObject[string];
  if (shape.kind === "struct") {
    if (isObject(json)) collect(shape.type, json, path, missing, limit);
  } else if (shape.kind === "list" && isList(json)) {
    json.forEach((item, index) => {
      collectValue(shape.items, item, `${path}[${index}]`, missing, limit);
    });
  } else if (shape.kind === "map" && isObject(json)) {
    for (const [key, item] of Object.entries(json))
      collectValue(shape.values, item, `${path}[${key}]`, missing, limit);
  }
}
