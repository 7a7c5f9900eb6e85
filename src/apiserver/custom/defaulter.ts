// Fills in the defaults a schema gives. Compiled once for each schema.

import type { Json, JsonObject } from "../../kube/index.ts";
import type { Schema } from "./schema.ts";

/** The value with its defaults; the very argument where there is nothing to fill in. */
export type Defaulter = (value: Json) => Json;

const keep: Defaulter = (value) => value;

export function compileDefaulter(schema: Schema): Defaulter {
  const onObject = compileObject(schema);
  const ofItem = schema.items ? compileDefaulter(schema.items) : keep;
  if (onObject === keep && ofItem === keep) return keep;
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? defaultItems(value as readonly Json[], ofItem) : onObject(value);
  };
}

interface Property {
  readonly name: string;
  readonly fallback: Json | undefined;
  readonly isNullable: boolean;
  readonly below: Defaulter;
}

function compileObject({ properties, additionalProperties }: Schema): Defaulter {
  const ofOther =
    typeof additionalProperties === "object" ? compileDefaulter(additionalProperties) : keep;
  const known: Property[] = Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    fallback: schema.default,
    isNullable: schema.nullable === true,
    below: compileDefaulter(schema),
  }));
  if (ofOther !== keep) return (value) => defaultOthers(value as JsonObject, ofOther);
  if (known.length === 0) return keep;
  return (value) => defaultProperties(value as JsonObject, known);
}

function defaultProperties(object: JsonObject, known: readonly Property[]): JsonObject {
  let copy: Record<string, Json | undefined> | undefined;
  for (const { name, fallback, isNullable, below } of known) {
    const value = object[name];
    // A null where none may be stands for an absent field: it takes the default, or goes.
    const isAbsent = value === undefined || (value === null && !isNullable);
    if (isAbsent && fallback === undefined) {
      if (value === null) delete (copy ??= { ...object })[name];
      continue;
    }
    const given = isAbsent ? structuredClone(fallback as Json) : value;
    const next = below(given);
    if (next !== value) (copy ??= { ...object })[name] = next;
  }
  return copy ?? object;
}

function defaultOthers(object: JsonObject, below: Defaulter): JsonObject {
  let copy: Record<string, Json | undefined> | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const next = below(value);
    if (next !== value) (copy ??= { ...object })[name] = next;
  }
  return copy ?? object;
}

function defaultItems(items: readonly Json[], below: Defaulter): readonly Json[] {
  let copy: Json[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Json;
    const next = below(item);
    if (next !== item) (copy ??= [...items])[index] = next;
  }
  return copy ?? items;
}
