// The sentence with which Go's JSON decoder refuses a value that does not fit its field. Clients show it as it is.

import type { ScalarKind, Shape } from "./type-info.ts";

/** A JSON value that its type cannot hold. The message is the one Kubernetes gives. */
export class MismatchError extends Error {
  override name = "MismatchError";
}

export interface Holder {
  /** The Go struct that holds the field: `DeploymentSpec`. */
  readonly structName: string;
  /** The fields that lead to the value, without list indexes and map keys, which Go leaves out here. */
  readonly fieldNames: readonly string[];
}

const goScalars: Readonly<Partial<Record<ScalarKind, string>>> = {
  boolean: "bool",
  double: "float64",
  bytes: "[]uint8",
};

/** `[]v1.Container`, `map[string]string`, `int32`. Named strings go by `string`, for their Go names are not in the schema. */
export function goTypeName(shape: Shape): string {
  if (shape.kind === "list") return `[]${goTypeName(shape.items)}`;
  if (shape.kind === "map") return `map[string]${goTypeName(shape.values)}`;
  if (shape.kind === "struct") return shape.type.name.split(".").slice(-2).join(".");
  return goScalars[shape.kind] ?? shape.kind;
}

export function mismatch(
  value: unknown,
  shape: Shape,
  { structName, fieldNames }: Holder,
): MismatchError {
  const names = fieldNames.join(".");
  const where = names === "" ? "Go value" : `Go struct field ${structName}.${names}`;
  return new MismatchError(
    `json: cannot unmarshal ${describe(value, shape)} into ${where} of type ${goTypeName(shape)}`,
  );
}

function describe(value: unknown, shape: Shape): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  const isInteger = shape.kind === "int32" || shape.kind === "int64";
  return typeof value === "number" && isInteger ? `number ${value}` : typeof value;
}
