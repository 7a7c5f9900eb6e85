// Drops from a custom resource what its schema does not know, and says what that was. Compiled once for each schema;
// what has nothing to drop is returned as it came.

import { readObject, typeNamed, type Json, type JsonObject } from "../../kube/index.ts";
import { TYPE_FIELDS, type Schema } from "./schema.ts";

export interface Pruning {
  readonly object: JsonObject;
  /** Paths of what was dropped: `spec.containers[0].imagge`. */
  readonly unknown: readonly string[];
}

/** Throws MismatchError where the metadata is no Kubernetes metadata. */
export type Pruner = (object: JsonObject) => Pruning;

class Run {
  readonly unknown: string[] = [];
  readonly place: (string | number)[] = [];

  drop(name: string): void {
    let path = "";
    for (const step of [...this.place, name])
      path += typeof step === "number" ? `[${step}]` : path === "" ? step : `.${step}`;
    this.unknown.push(path);
  }
}

type Step = (value: Json, run: Run) => Json;

const META_TYPE = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

export function compilePruner(schema: Schema): Pruner {
  const step = compile({ ...schema, "x-kubernetes-embedded-resource": true });
  return (object) => {
    const run = new Run();
    const pruned = step(object, run) as JsonObject;
    return { object: pruned, unknown: run.unknown.sort(byPath) };
  };
}

/** The metadata first, for it is read first; then by name. */
function byPath(left: string, right: string): number {
  const order = Number(right.startsWith("metadata.")) - Number(left.startsWith("metadata."));
  return order || (left < right ? -1 : 1);
}

const keep: Step = (value) => value;

function compile(schema: Schema): Step {
  if (schema["x-kubernetes-int-or-string"]) return keep;
  const onObject = compileObject(schema);
  const items = schema.items && compile(schema.items);
  if (onObject === keep && (!items || items === keep)) return keep;
  return (value, run) => {
    if (typeof value !== "object" || value === null) return value;
    if (!Array.isArray(value)) return onObject(value, run);
    return items && items !== keep ? pruneItems(value as readonly Json[], items, run) : value;
  };
}

function compileObject(schema: Schema): Step {
  const { properties, additionalProperties } = schema;
  const keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
  const others =
    additionalProperties === true || keepsUnknown
      ? keep
      : typeof additionalProperties === "object"
        ? compile(additionalProperties)
        : undefined;
  const known = new Map<string, Step>();
  for (const [name, property] of Object.entries(properties ?? {}))
    known.set(name, compile(property));
  if (isEmbedded) {
    for (const name of TYPE_FIELDS) known.set(name, keep);
    known.set("metadata", pruneMetadata);
  } else if (others === keep && [...known.values()].every((step) => step === keep)) return keep;
  return (value, run) => pruneFields(value as JsonObject, known, others, run);
}

function pruneFields(
  object: JsonObject,
  known: ReadonlyMap<string, Step>,
  others: Step | undefined,
  run: Run,
): JsonObject {
  let copy: Record<string, Json | undefined> | undefined;
  for (const name in object) {
    const value = object[name];
    const step = known.get(name) ?? others;
    if (!step || value === undefined) {
      if (value !== undefined) run.drop(name);
      delete (copy ??= { ...object })[name];
      continue;
    }
    if (step === keep) continue;
    run.place.push(name);
    const next = step(value, run);
    run.place.pop();
    if (next !== value) (copy ??= { ...object })[name] = next;
  }
  return copy ?? object;
}

function pruneItems(items: readonly Json[], step: Step, run: Run): readonly Json[] {
  let copy: Json[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Json;
    run.place.push(index);
    const next = step(item, run);
    run.place.pop();
    if (next !== item) (copy ??= [...items])[index] = next;
  }
  return copy ?? items;
}

/** Metadata is read as that of built-in objects is. */
function pruneMetadata(value: Json, run: Run): Json {
  const type = typeNamed(META_TYPE);
  if (!type || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { object, unknown } = readObject(type, value as JsonObject);
  for (const path of unknown) run.drop(path);
  return object;
}
