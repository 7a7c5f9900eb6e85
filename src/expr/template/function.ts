// How a function offered to templates says what it takes, and how Go checks what it is given.

import {
  GoFloat,
  GoInt,
  type GoValue,
  isGoMap,
  isList,
  Literal,
  plain,
  typeName,
} from "./go-value.ts";

/**
 * A function a template may call. Results follow go-value.ts: integers are GoInt, floats GoFloat;
 * whatever it throws becomes `error calling NAME: …`.
 */
export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** Takes any further arguments, each of this type. */
  readonly rest?: ParameterType | undefined;
  readonly call: (...args: never[]) => GoValue;
}

/**
 * Go types of parameters. `any` is interface {} (absent and nil are null), `value` is a
 * reflect.Value (absent is undefined). `int`, `int64` and `float64` arrive as numbers.
 */
export type ParameterType =
  | "any"
  | "value"
  | "string"
  | "bool"
  | "int"
  | "int64"
  | "float64"
  | "list"
  | "map"
  | "strings"
  | "time.Time";

/** `templateFunction("string ...any", (text, ...rest) => …)`. */
export function templateFunction(
  signature: string,
  call: (...args: never[]) => GoValue,
): TemplateFunction {
  const words = signature.split(" ").filter((word) => word !== "");
  const last = words.at(-1);
  if (!last?.startsWith("...")) return { parameters: words as ParameterType[], call };
  return {
    parameters: words.slice(0, -1) as ParameterType[],
    rest: last.slice(3) as ParameterType,
    call,
  };
}

const GO_NAME: Readonly<Record<ParameterType, string>> = {
  any: "interface {}",
  value: "reflect.Value",
  string: "string",
  bool: "bool",
  int: "int",
  int64: "int64",
  float64: "float64",
  list: "[]interface {}",
  map: "map[string]interface {}",
  strings: "[]string",
  "time.Time": "time.Time",
};

export function goNameOf(type: ParameterType): string {
  return GO_NAME[type];
}

/** The argument for a parameter of that type; throws Go's sentence where it is not assignable. */
export function convertArgument(type: ParameterType, value: GoValue): unknown {
  switch (type) {
    case "any":
      return value === undefined ? null : plain(value);
    case "value":
      return plain(value);
    case "string":
      if (typeof value === "string") return value;
      if (value instanceof Literal) return value.text;
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      break;
    case "int":
    case "int64":
      if (value instanceof GoInt && value.type === type) return Number(value.value);
      break;
    case "float64":
      if (value instanceof GoFloat) return value.value;
      break;
    case "list":
    case "strings":
      if (value === undefined || value === null) return [];
      if (isList(value) && typeName(value) === GO_NAME[type]) return value;
      break;
    case "map":
      if (value === undefined || value === null) return {};
      if (isGoMap(value) && typeName(value) === GO_NAME[type]) return value;
      break;
    case "time.Time":
      if (typeName(value) === type) return value;
  }
  const expected = GO_NAME[type];
  if (value === undefined || value === null) throw new Error(`invalid value; expected ${expected}`);
  throw new Error(`wrong type for value; expected ${expected}; got ${typeName(value)}`);
}
