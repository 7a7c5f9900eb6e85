// What can go wrong while a query runs, with gojq's sentences.

import { encodeJson, preview } from "./encode.ts";
import { type JqValue, typeOf } from "./value.ts";

/** An error of running a query. `value` is what `catch` gets: the message, or error's argument. */
export class JqError extends Error {
  override name = "JqError";
  readonly value: JqValue;
  constructor(message: string, value: JqValue = message) {
    super(message);
    this.value = value;
  }
}

/** `null`, or `number (1)`. */
export function described(value: JqValue): string {
  return value === null ? "null" : `${typeOf(value)} (${preview(value)})`;
}

/** `NAME cannot be applied to: string ("a")`. */
export function wrongType(name: string, value: JqValue, ...args: readonly JqValue[]): JqError {
  const call = args.length === 0 ? name : `${name}(${args.map(preview).join("; ")})`;
  return new JqError(`${call} cannot be applied to: ${described(value)}`);
}

/** `NAME cannot be applied to "a": why`. */
export function wrapped(
  name: string,
  value: JqValue,
  why: string,
  ...args: readonly JqValue[]
): JqError {
  const call = args.length === 0 ? name : `${name}(${args.map(preview).join("; ")})`;
  return new JqError(`${call} cannot be applied to ${preview(value)}: ${why}`);
}

/** What `error(value)` throws. */
export function raised(value: JqValue): JqError {
  return new JqError(`error: ${typeof value === "string" ? value : encodeJson(value)}`, value);
}
