// Whether a value has the type an overload asks for, where that is only known as the expression runs. What is in a list
// or a map is not looked at.

import type { CelType } from "./types.ts";
import { nameOf } from "./types.ts";
import {
  CelList,
  CelMap,
  Duration,
  OpaqueValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from "./values.ts";

export function accepts(type: CelType, value: Value): boolean {
  switch (type.kind) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return typeof value === "bigint";
    case "uint":
      return value instanceof Uint;
    case "double":
      return typeof value === "number";
    case "string":
      return typeof value === "string";
    case "bytes":
      return value instanceof Uint8Array;
    case "null":
      return value === null;
    case "timestamp":
      return value instanceof Timestamp;
    case "duration":
      return value instanceof Duration;
    case "list":
      return value instanceof CelList;
    case "map":
    case "object":
      return value instanceof CelMap;
    case "type":
      return value instanceof TypeValue;
    case "opaque":
      return value instanceof Optional
        ? nameOf(type) === "optional_type"
        : value instanceof OpaqueValue && value.typeName === nameOf(type);
    case "dyn":
    case "error":
    case "param":
      return true;
  }
}
