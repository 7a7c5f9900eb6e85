// How sprig reads a value as a number or as text (spf13/cast and its own strval).

import { parseGoNumber } from "../number-literal.ts";
import { GoFloat, GoInt, GoOpaque, type GoValue, isList, kindName, typedAs } from "../go-value.ts";
import { formatValue } from "../print.ts";

const INT64_MIN = -(2n ** 63n);

/** cast.ToInt64: what is not a number is 0. */
export function toInt64(value: GoValue): bigint {
  if (value instanceof GoInt) return value.value;
  if (value instanceof GoFloat) return floatToInt64(value.value);
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value !== "string" && typeof value !== "number") return 0n;
  const digits = trimZeroDecimal(String(value));
  if (!/^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9_]+)$/.test(digits)) return 0n;
  const number = parseGoNumber(digits);
  return number && !number.isFloatText ? (number.integer ?? 0n) : 0n;
}

function floatToInt64(value: number): bigint {
  return Number.isFinite(value) && Math.abs(value) < 2 ** 63
    ? BigInt(Math.trunc(value))
    : INT64_MIN;
}

/** `3.00` is 3, `3.10` stays. */
function trimZeroDecimal(text: string): string {
  return /\.0+$/.test(text) ? text.replace(/\.0+$/, "") : text;
}

/** cast.ToFloat64. */
export function toFloat64(value: GoValue): number {
  if (value instanceof GoFloat) return value.value;
  if (value instanceof GoInt) return Number(value.value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  if (typeof value !== "string") return 0;
  if (/^[-+]?(?:inf|infinity)$/i.test(value)) return value.startsWith("-") ? -Infinity : Infinity;
  if (/^[-+]?nan$/i.test(value)) return Number.NaN;
  const number = /^[-+]?[0-9.]/.test(value) ? Number(value.replace(/^\+/, "")) : Number.NaN;
  return Number.isNaN(number) ? (parseGoNumber(value)?.float ?? 0) : number;
}

/** sprig's strval. */
export function toText(value: GoValue): string {
  return formatValue(value);
}

export const int = (value: number | bigint): GoInt => new GoInt(value);
export const int64 = (value: number | bigint): GoInt => new GoInt(value, "int64");
export const float = (value: number): GoFloat => new GoFloat(value);
export const texts = (values: string[]): string[] => typedAs("[]string", values);

/** sprig's strslice: a list as texts, without nils. */
export function toTexts(value: GoValue): string[] {
  if (value === null || value === undefined) return texts([]);
  if (!isList(value)) return texts([toText(value)]);
  return texts(value.filter((element) => element !== null && element !== undefined).map(toText));
}

/** sprig's empty: the zero value of its type. */
export function isEmpty(value: GoValue): boolean {
  if (value === null || value === undefined || value === false || value === "") return true;
  if (value instanceof GoInt) return value.value === 0n;
  if (value instanceof GoFloat) return value.value === 0;
  if (value instanceof GoOpaque) return !value.isTrue();
  if (isList(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The elements of a list, or sprig's complaint. */
export function elementsOf(value: GoValue, verb: string): readonly GoValue[] {
  if (isList(value)) return value;
  if (value === null || value === undefined)
    throw new Error("runtime error: invalid memory address or nil pointer dereference");
  throw new Error(`Cannot ${verb} type ${kindName(value)}`);
}
