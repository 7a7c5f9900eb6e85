// sprig's arithmetic: on int64, and on float64 for those whose names end in f.

import { float, int, int64, toFloat64, toInt64 } from "./convert.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { type GoInt, type GoValue, typedAs } from "../go-value.ts";
import { formatValue } from "../print.ts";

const LIST_MAX = 1_000_000;

function steps(start: number, stop: number, step: number): number[] {
  const values: number[] = [];
  if (stop < start ? step >= 0 : step <= 0) return values;
  for (let at = start; stop < start ? at > stop : at < stop; at += step) {
    if (values.length >= LIST_MAX) throw new Error(`a list of more than ${LIST_MAX} numbers`);
    values.push(at);
  }
  return values;
}

const ints = (values: readonly number[]): GoInt[] => typedAs("[]int", values.map(int));

function sequence(...bounds: number[]): string {
  const [first, second, third] = bounds;
  if (first === undefined || bounds.length > 3) return "";
  const start = second === undefined ? 1 : first;
  const end = third ?? second ?? first;
  const isDown = end < start;
  const increment = isDown ? -1 : 1;
  const step = third === undefined ? increment : second!;
  if (third !== undefined && isDown && step > 0) return "";
  return steps(start, end + increment, step).join(" ");
}

function divide(left: bigint, right: bigint, isRemainder: boolean): GoInt {
  if (right === 0n) throw new Error("runtime error: integer divide by zero");
  return int64(isRemainder ? left % right : left / right);
}

/** Decimal arithmetic, as shopspring/decimal does it on the shortest digits of each number. */
function decimal(
  compute: (left: Decimal, right: Decimal) => Decimal,
  start: GoValue,
  others: readonly GoValue[],
): GoValue {
  const values = others.map((value) => toDecimal(toFloat64(value)));
  const result = values.reduce(compute, toDecimal(toFloat64(start)));
  return float(Number(`${result.digits}e${result.exponent}`));
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function toDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) throw new Error(`Cannot create a Decimal from ${value}`);
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const fraction = mantissa.split(".")[1] ?? "";
  return {
    digits: BigInt(mantissa.replace(".", "")),
    exponent: Number(exponent) - fraction.length,
  };
}

function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = ({ digits, exponent: own }: Decimal): bigint =>
    digits * 10n ** BigInt(own - exponent);
  return [scaled(left), scaled(right), exponent];
}

const plus = (left: Decimal, right: Decimal): Decimal => {
  const [a, b, exponent] = aligned(left, right);
  return { digits: a + b, exponent };
};
const minus = (left: Decimal, right: Decimal): Decimal =>
  plus(left, { ...right, digits: -right.digits });
const times = (left: Decimal, right: Decimal): Decimal => ({
  digits: left.digits * right.digits,
  exponent: left.exponent + right.exponent,
});

/** shopspring divides to 16 places. */
const DIVISION_PLACES = 16n;
const over = (left: Decimal, right: Decimal): Decimal => {
  if (right.digits === 0n) throw new Error("decimal division by 0");
  const [a, b] = aligned(left, right);
  const scaled = a * 10n ** DIVISION_PLACES * 2n;
  const doubled = scaled / b;
  const rounded = doubled >= 0n ? (doubled + 1n) / 2n : (doubled - 1n) / 2n;
  return { digits: rounded, exponent: -Number(DIVISION_PLACES) };
};

function round(value: GoValue, places: number, ...roundOn: number[]): GoValue {
  const power = 10 ** places;
  const digit = power * toFloat64(value);
  const fraction = digit - Math.trunc(digit);
  return float((fraction >= (roundOn[0] ?? 0.5) ? Math.ceil(digit) : Math.floor(digit)) / power);
}

function fromOctal(value: GoValue): GoInt {
  const text = formatValue(value);
  return int64(/^[-+]?[0-7]+$/.test(text) ? Number.parseInt(text, 8) : 0);
}

const most =
  (pick: (left: bigint, right: bigint) => boolean) =>
  (first: GoValue, ...others: GoValue[]) =>
    int64(
      others
        .map(toInt64)
        .reduce((best, value) => (pick(value, best) ? value : best), toInt64(first)),
    );
const mostFloat =
  (pick: (...values: number[]) => number) =>
  (first: GoValue, ...others: GoValue[]) =>
    float(pick(toFloat64(first), ...others.map(toFloat64)));
const greatest = most((left, right) => left > right);

export const numberFunctions: Readonly<Record<string, TemplateFunction>> = {
  int: fn("any", (value: GoValue) => int(toInt64(value))),
  int64: fn("any", (value: GoValue) => int64(toInt64(value))),
  float64: fn("any", (value: GoValue) => float(toFloat64(value))),
  toDecimal: fn("any", fromOctal),
  seq: fn("...int", sequence),
  until: fn("int", (count: number) => ints(steps(0, count, count < 0 ? -1 : 1))),
  untilStep: fn("int int int", (start: number, stop: number, step: number) =>
    ints(steps(start, stop, step)),
  ),
  add1: fn("any", (value: GoValue) => int64(toInt64(value) + 1n)),
  add: fn("...any", (...values: GoValue[]) =>
    int64(values.reduce<bigint>((sum, value) => sum + toInt64(value), 0n)),
  ),
  sub: fn("any any", (left: GoValue, right: GoValue) => int64(toInt64(left) - toInt64(right))),
  div: fn("any any", (left: GoValue, right: GoValue) =>
    divide(toInt64(left), toInt64(right), false),
  ),
  mod: fn("any any", (left: GoValue, right: GoValue) =>
    divide(toInt64(left), toInt64(right), true),
  ),
  mul: fn("any ...any", (first: GoValue, ...others: GoValue[]) =>
    int64(
      others.reduce<bigint>(
        (product, value) => BigInt.asIntN(64, product * toInt64(value)),
        toInt64(first),
      ),
    ),
  ),
  add1f: fn("any", (value: GoValue) => decimal(plus, value, [float(1)])),
  addf: fn("...any", (...values: GoValue[]) => decimal(plus, float(0), values)),
  subf: fn("any ...any", (first: GoValue, ...others: GoValue[]) => decimal(minus, first, others)),
  mulf: fn("any ...any", (first: GoValue, ...others: GoValue[]) => decimal(times, first, others)),
  divf: fn("any ...any", (first: GoValue, ...others: GoValue[]) => decimal(over, first, others)),
  max: fn("any ...any", greatest),
  biggest: fn("any ...any", greatest),
  min: fn(
    "any ...any",
    most((left, right) => left < right),
  ),
  maxf: fn("any ...any", mostFloat(Math.max)),
  minf: fn("any ...any", mostFloat(Math.min)),
  floor: fn("any", (value: GoValue) => float(Math.floor(toFloat64(value)))),
  ceil: fn("any", (value: GoValue) => float(Math.ceil(toFloat64(value)))),
  round: fn("any int ...float64", round),
};
