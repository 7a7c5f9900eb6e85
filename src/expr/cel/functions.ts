// KWOK's functions and the operators of Quantity, in the library's terms.

import {
  type CelFunc,
  celFunc,
  type CelInput,
  celMethod,
  CelScalar,
  isCelUint,
  mapType,
  type CelType,
} from "@bufbuild/cel";
import { fromCelArgument, nanosOf, quantityValue, toCelInput } from "./convert.ts";
import { timestampAt } from "./timestamp.ts";
import { type CelEnvironment, CelTimestamp } from "./values.ts";

const { DYN, INT, UINT, DOUBLE, BOOL, STRING } = CelScalar;
const QUANTITY = mapType(STRING, DYN);

/** Every function an environment gives to expressions. */
export function functionsOf(environment: CelEnvironment): CelFunc[] {
  return [
    ...timeFunctions(environment),
    ...quantityFunctions(environment),
    ...supplied(environment),
  ];
}

/** The same as f(x, …) and as x.f(…). */
function both(
  name: string,
  rest: readonly CelType[],
  call: (first: unknown, ...rest: unknown[]) => CelInput,
): CelFunc[] {
  return [
    celFunc(name, [DYN, ...rest], DYN, (...args: unknown[]) => call(args[0], ...args.slice(1))),
    celMethod(name, DYN, rest, DYN, function (this: unknown, ...args: unknown[]) {
      return call(this, ...args);
    }),
  ];
}

function timeFunctions({ nowMs, random }: CelEnvironment): CelFunc[] {
  return [
    celFunc("Now", [], DYN, () => timestampAt(nowMs())),
    // Its name of old, which KWOK still takes in metrics.
    celFunc("now", [], DYN, () => timestampAt(nowMs())),
    celFunc("Rand", [], DOUBLE, () => random()),
    ...both("UnixSecond", [], (time) => epochMs(fromCelArgument(time)) / 1000),
    ...both("SinceSecond", [], (object) => {
      const { metadata } = fromCelArgument(object) as {
        metadata?: { creationTimestamp?: unknown };
      };
      return (nowMs() - epochMs(metadata?.creationTimestamp)) / 1000;
    }),
  ];
}

/** Milliseconds of a timestamp, or of the RFC 3339 text that objects have instead. */
function epochMs(time: unknown): number {
  if (time instanceof CelTimestamp) return time.epochMs;
  const parsed = typeof time === "string" ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(parsed)) throw new Error(`not a time: ${JSON.stringify(time)}`);
  return parsed;
}

function quantity(value: unknown): bigint {
  const nanos = nanosOf(value);
  if (nanos === undefined) throw new Error("a Quantity was expected, and a map was given");
  return nanos;
}

const numberOf = (value: unknown): number =>
  isCelUint(value) ? Number(value.value) : Number(value);

function scaled(nanos: bigint, factor: unknown, isDivision: boolean): CelInput {
  const number = numberOf(factor);
  if (isDivision && number === 0) throw new Error("division by zero");
  if (typeof factor === "bigint")
    return quantityValue(isDivision ? nanos / factor : nanos * factor);
  const result = isDivision ? Number(nanos) / number : Number(nanos) * number;
  return quantityValue(BigInt(Math.trunc(result)));
}

function quantityFunctions({ quantityNanos }: CelEnvironment): CelFunc[] {
  const pair = (
    name: string,
    result: CelType,
    call: (left: bigint, right: bigint) => CelInput,
  ): CelFunc =>
    celFunc(
      name,
      [QUANTITY, QUANTITY],
      result,
      (left: unknown, right: unknown) => call(quantity(left), quantity(right)) as never,
    );
  const scalars = [INT, UINT, DOUBLE] as const;
  return [
    ...both("Quantity", [], (text) => quantityValue(quantityNanos(String(text)))),
    pair("_+_", DYN, (left, right) => quantityValue(left + right)),
    pair("_-_", DYN, (left, right) => quantityValue(left - right)),
    pair("_<_", BOOL, (left, right) => left < right),
    pair("_<=_", BOOL, (left, right) => left <= right),
    pair("_>_", BOOL, (left, right) => left > right),
    pair("_>=_", BOOL, (left, right) => left >= right),
    pair("_/_", DOUBLE, (left, right) => Number(left) / Number(right)),
    celFunc("-_", [QUANTITY], DYN, (value: unknown) => quantityValue(-quantity(value))),
    ...scalars.flatMap((type) => [
      celFunc("_*_", [QUANTITY, type], DYN, (left: unknown, right: unknown) =>
        scaled(quantity(left), right, false),
      ),
      celFunc("_*_", [type, QUANTITY], DYN, (left: unknown, right: unknown) =>
        scaled(quantity(right), left, false),
      ),
      celFunc("_/_", [QUANTITY, type], DYN, (left: unknown, right: unknown) =>
        scaled(quantity(left), right, true),
      ),
    ]),
  ];
}

function supplied(environment: CelEnvironment): CelFunc[] {
  return Object.entries(environment.functions ?? {}).flatMap(([name, { arity, call }]) => {
    const invoke = (...args: unknown[]): CelInput => {
      const result = call(...args.map(fromCelArgument));
      return typeof result === "number" ? result : toCelInput(result, environment);
    };
    return [arity].flat().flatMap((count) => {
      if (count === 0) return [celFunc(name, [], DYN, () => invoke())];
      return both(
        name,
        Array.from({ length: count - 1 }, () => DYN),
        invoke,
      );
    });
  });
}
