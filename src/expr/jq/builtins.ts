// The builtins of values: name/arity to a function of the input and of argument values.

import { collections } from "./builtins-collections.ts";
import { numbers } from "./builtins-numbers.ts";
import { strings } from "./builtins-strings.ts";
import { times } from "./builtins-times.ts";
import type { Native } from "./native.ts";
import { encodeJson } from "./encode.ts";
import { raised, wrapped, wrongType } from "./error.ts";
import { formats, toText } from "./formats.ts";
import { deletePaths, setPath } from "./update.ts";
import { JqError } from "./error.ts";
import { isTruthy, type JqValue, typeOf } from "./value.ts";

const basics: Readonly<Record<string, Native>> = {
  "not/0": (value) => !isTruthy(value),
  "type/0": typeOf,
  "tostring/0": toText,
  "tojson/0": encodeJson,
  "fromjson/0": fromJson,
  "toboolean/0": (value) => {
    if (typeof value === "boolean") return value;
    if (typeof value !== "string") throw wrongType("toboolean", value);
    if (value !== "true" && value !== "false") throw wrapped("toboolean", value, "invalid boolean");
    return value === "true";
  },
  "format/1": (value, name) => {
    if (typeof name !== "string") throw wrongType("format", name);
    const format = formats[`@${name}`];
    if (!format) throw new JqError(`format not defined: @${name}`);
    return format(value);
  },
  "error/0": (value) => {
    throw raised(value);
  },
  "error/1": (_value, reason) => {
    throw raised(reason);
  },
  "setpath/2": setPath,
  "delpaths/1": deletePaths,
};

/** JSON text to a value; integers become integers, as gojq decodes them. */
function fromJson(value: JqValue): JqValue {
  if (typeof value !== "string") throw wrongType("fromjson", value);
  try {
    return JSON.parse(value, (_key, inner: JqValue, context?: { source?: string }) => {
      const isInteger =
        typeof inner === "number" && /^-?[0-9]+$/.test(context?.source ?? String(inner));
      return isInteger ? BigInt(context?.source ?? String(inner)) : inner;
    }) as JqValue;
  } catch (error) {
    throw wrapped("fromjson", value, (error as Error).message);
  }
}

export const natives: Readonly<Record<string, Native>> = {
  ...basics,
  ...collections,
  ...numbers,
  ...strings,
  ...times,
};
