// Builtins of numbers. Mathematics gives floats; abs, tonumber and length keep integers.

import type { Native } from "./native.ts";
import { wrapped, wrongType } from "./error.ts";
import { parseNumber } from "./parse-term.ts";
import { isNumber, type JqValue } from "./value.ts";

function unary(name: string, compute: (x: number) => number): Readonly<Record<string, Native>> {
  return {
    [`${name}/0`]: (value) => {
      if (!isNumber(value)) throw wrongType(name, value);
      return compute(Number(value));
    },
  };
}

function binary(
  name: string,
  compute: (x: number, y: number) => number,
): Readonly<Record<string, Native>> {
  return {
    [`${name}/2`]: (_value, x, y) => {
      if (!isNumber(x)) throw wrongType(name, x);
      if (!isNumber(y)) throw wrongType(name, y);
      return compute(Number(x), Number(y));
    },
  };
}

/** Go's math.Round: halves away from zero. */
function roundAway(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Number.isInteger(x) ? x : Math.trunc(x + 0.5);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** math.Frexp: x = fraction · 2^exponent with the fraction in [½, 1). */
function frexp(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
  let fraction = x * 2 ** -exponent;
  while (Math.abs(fraction) < 0.5) [fraction, exponent] = [fraction * 2, exponent - 1];
  while (Math.abs(fraction) >= 1) [fraction, exponent] = [fraction / 2, exponent + 1];
  return [fraction, exponent];
}

function logb(x: number): number {
  if (x === 0) return -Infinity;
  return Number.isFinite(x) ? frexp(x)[1] - 1 : x * x;
}

function toNumber(value: JqValue): JqValue {
  if (isNumber(value)) return value;
  if (typeof value !== "string") throw wrongType("tonumber", value);
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value)) {
    throw wrapped("tonumber", value, "invalid number");
  }
  return parseNumber(value);
}

function isNormal(value: JqValue): boolean {
  const size = isNumber(value) ? Math.abs(Number(value)) : 0;
  return Number.isFinite(size) && size >= 2 ** -1022;
}

const exact: Readonly<Record<string, Native>> = {
  "abs/0": (value) => {
    if (typeof value === "bigint") return value < 0n ? -value : value;
    if (typeof value !== "number") throw wrongType("abs", value);
    return Math.abs(value);
  },
  "tonumber/0": toNumber,
  "infinite/0": () => Infinity,
  "nan/0": () => Number.NaN,
  "isinfinite/0": (value) => isNumber(value) && Math.abs(Number(value)) === Infinity,
  "isfinite/0": (value) => isNumber(value) && Math.abs(Number(value)) !== Infinity,
  "isnan/0": (value) => {
    if (value === null) return false;
    if (!isNumber(value)) throw wrongType("isnan", value);
    return Number.isNaN(value);
  },
  "isnormal/0": isNormal,
  "frexp/0": (value) => {
    if (!isNumber(value)) throw wrongType("frexp", value);
    const [fraction, exponent] = frexp(Number(value));
    return [fraction, BigInt(exponent)];
  },
  "modf/0": (value) => {
    if (!isNumber(value)) throw wrongType("modf", value);
    const x = Number(value);
    return Number.isFinite(x) ? [x - Math.trunc(x), Math.trunc(x)] : [x < 0 ? -0 : 0, x];
  },
};

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundAway,
  nearbyint: roundToEven,
  rint: roundToEven,
  trunc: Math.trunc,
  fabs: Math.abs,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  exp10: (x) => 10 ** x,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  logb,
  significand: (x) => frexp(x)[0] * 2,
};

const BINARY: Readonly<Record<string, (x: number, y: number) => number>> = {
  pow: (x, y) => x ** y,
  atan2: Math.atan2,
  fmod: (x, y) => x % y,
  hypot: Math.hypot,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  fdim: (x, y) => (x > y ? x - y : x <= y ? 0 : Number.NaN),
  fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  ldexp: (x, y) => x * 2 ** Math.trunc(y),
  scalb: (x, y) => x * 2 ** Math.trunc(y),
  scalbln: (x, y) => x * 2 ** Math.trunc(y),
};

export const numbers: Readonly<Record<string, Native>> = Object.assign(
  {},
  exact,
  ...Object.entries(UNARY).map(([name, compute]) => unary(name, compute)),
  ...Object.entries(BINARY).map(([name, compute]) => binary(name, compute)),
) as Readonly<Record<string, Native>>;
