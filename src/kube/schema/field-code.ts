// Reads the type codes that scripts/schema/codes.go writes: `*[12?` is an optional pointer to a list of type 12.

import { assert } from "../../base/index.ts";
import type { Shape, ScalarKind } from "./type-info.ts";

const scalars: Readonly<Record<string, ScalarKind>> = {
  s: "string",
  b: "boolean",
  i: "int32",
  l: "int64",
  d: "double",
  y: "bytes",
  Q: "quantity",
  T: "time",
  M: "microTime",
  I: "intOrString",
  R: "rawExtension",
  F: "fieldsV1",
  J: "json",
  B: "schemaOrBoolean",
  A: "schemaOrList",
  S: "schemaOrStrings",
};

export interface FieldCode {
  readonly shape: Shape;
  readonly pointer: boolean;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
}

/** `shapeOfType` resolves the index of a struct. */
export function parseFieldCode(code: string, shapeOfType: (index: number) => Shape): FieldCode {
  let end = code.length;
  const omitZero = code[end - 1] === "!";
  if (omitZero) end--;
  const omitEmpty = code[end - 1] === "?";
  if (omitEmpty) end--;
  const pointer = code[0] === "*";
  return {
    shape: parseShape(code.slice(pointer ? 1 : 0, end), shapeOfType),
    pointer,
    omitEmpty,
    omitZero,
  };
}

function parseShape(code: string, shapeOfType: (index: number) => Shape): Shape {
  const first = code[0] ?? "";
  const rest = code.slice(1);
  if (first === "[") return { kind: "list", items: parseShape(rest, shapeOfType), wrapped: false };
  if (first === "w") return { kind: "list", items: parseShape(rest, shapeOfType), wrapped: true };
  if (first === "{") return { kind: "map", values: parseShape(rest, shapeOfType) };
  const scalar = scalars[first];
  if (scalar) return { kind: scalar };
  assert(
    /^\d+$/.test(code),
    `the type code ${code} is a letter of field-code.ts or a type's index`,
  );
  return shapeOfType(Number(code));
}
