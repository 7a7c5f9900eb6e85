// From one type to another, and times taken apart.

import { utf8Bytes } from "../../go/utf8.ts";
import { printFloat } from "../../go/float.ts";
import { func, method, type Overload } from "../overload.ts";
import {
  checkedTimestamp,
  durationNanos,
  durationPart,
  printDuration,
  printTimestamp,
  timePart,
  readTimestamp,
} from "../times.ts";
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  param,
  STRING,
  TIMESTAMP,
  UINT,
} from "../types.ts";
import {
  CelError,
  Duration,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from "../values.ts";
import { instance, int, text } from "./arguments.ts";

const A = param("A");
const INT_BITS = 64;
const NANOS_PER_SECOND = 1_000_000_000n;

function toInt(value: bigint): bigint {
  if (BigInt.asIntN(INT_BITS, value) !== value) throw new CelError("integer overflow");
  return value;
}

function toUint(value: bigint): Uint {
  if (BigInt.asUintN(INT_BITS, value) !== value) throw new CelError("unsigned integer overflow");
  return new Uint(value);
}

/** Doubles are cut. */
function whole(value: Value | undefined, overflow: string): bigint {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new CelError(overflow);
  return BigInt(Math.trunc(number));
}

function parsed(value: Value | undefined, pattern: RegExp, type: string): string {
  const source = text(value);
  if (!pattern.test(source)) throw new CelError(`type conversion error from 'string' to '${type}'`);
  return source;
}

const TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE: ReadonlySet<string> = new Set(["0", "f", "F", "FALSE", "false", "False"]);

function toBool(source: string): boolean {
  if (TRUE.has(source)) return true;
  if (FALSE.has(source)) return false;
  throw new CelError("type conversion error from 'string' to 'bool'");
}

function decoded(value: Value | undefined): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(instance(value, Uint8Array));
  } catch {
    throw new CelError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

const numbers: readonly Overload[] = [
  func("int", [INT], INT, ([value]) => int(value)),
  func("int", [UINT], INT, ([value]) => toInt(instance(value, Uint).value)),
  func("int", [DOUBLE], INT, ([value]) => toInt(whole(value, "integer overflow"))),
  func("int", [STRING], INT, ([value]) => toInt(BigInt(parsed(value, /^-?\d+$/, "int")))),
  func("int", [TIMESTAMP], INT, ([value]) => {
    const { nanos } = instance(value, Timestamp);
    return nanos / NANOS_PER_SECOND - (nanos % NANOS_PER_SECOND < 0n ? 1n : 0n);
  }),
  func("int", [DURATION], INT, ([value]) => instance(value, Duration).nanos),
  func("uint", [UINT], UINT, ([value = null]) => value),
  func("uint", [INT], UINT, ([value]) => toUint(int(value))),
  func("uint", [DOUBLE], UINT, ([value]) => toUint(whole(value, "unsigned integer overflow"))),
  func("uint", [STRING], UINT, ([value]) => toUint(BigInt(parsed(value, /^\d+$/, "uint")))),
  func("double", [DOUBLE], DOUBLE, ([value = null]) => value),
  func("double", [INT], DOUBLE, ([value]) => Number(int(value))),
  func("double", [UINT], DOUBLE, ([value]) => Number(instance(value, Uint).value)),
  func("double", [STRING], DOUBLE, ([value]) =>
    Number(parsed(value, /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/, "double")),
  ),
];

const texts: readonly Overload[] = [
  func("string", [STRING], STRING, ([value = null]) => value),
  func("string", [BOOL], STRING, ([value]) => (value === true ? "true" : "false")),
  func("string", [BYTES], STRING, ([value]) => decoded(value)),
  func("string", [INT], STRING, ([value]) => String(int(value))),
  func("string", [UINT], STRING, ([value]) => String(instance(value, Uint).value)),
  func("string", [DOUBLE], STRING, ([value]) => printFloat(Number(value))),
  func("string", [TIMESTAMP], STRING, ([value]) => printTimestamp(instance(value, Timestamp))),
  func("string", [DURATION], STRING, ([value]) => printDuration(instance(value, Duration))),
  func("bytes", [BYTES], BYTES, ([value = null]) => value),
  func("bytes", [STRING], BYTES, ([value]) => utf8Bytes(text(value))),
  func("bool", [BOOL], BOOL, ([value = null]) => value),
  func("bool", [STRING], BOOL, ([value]) => toBool(text(value))),
];

function readTime(source: string, type: string, read: (source: string) => Value): Value {
  try {
    return read(source);
  } catch {
    throw new CelError(`type conversion error from 'string' to 'google.protobuf.${type}'`);
  }
}

const times: readonly Overload[] = [
  func("timestamp", [TIMESTAMP], TIMESTAMP, ([value = null]) => value),
  func("timestamp", [STRING], TIMESTAMP, ([value]) =>
    readTime(text(value), "Timestamp", readTimestamp),
  ),
  func(
    "timestamp",
    [INT],
    TIMESTAMP,
    ([value]) => new Timestamp(checkedTimestamp(int(value) * NANOS_PER_SECOND)),
  ),
  func("duration", [DURATION], DURATION, ([value = null]) => value),
  func("duration", [STRING], DURATION, ([value]) =>
    readTime(text(value), "Duration", (source) => new Duration(durationNanos(source))),
  ),
  func("duration", [INT], DURATION, ([value]) => new Duration(int(value))),
];

const OF_BOTH = ["getHours", "getMinutes", "getSeconds", "getMilliseconds"];
const OF_TIMES = [
  "getFullYear",
  "getMonth",
  "getDayOfYear",
  "getDayOfMonth",
  "getDate",
  "getDayOfWeek",
  ...OF_BOTH,
];

const timeParts: readonly Overload[] = [
  ...OF_TIMES.flatMap((name) => [
    method(name, [TIMESTAMP], INT, ([value]) => timePart(name, instance(value, Timestamp), "UTC")),
    method(name, [TIMESTAMP, STRING], INT, ([value, zone]) =>
      timePart(name, instance(value, Timestamp), text(zone)),
    ),
  ]),
  ...OF_BOTH.map((name) =>
    method(name, [DURATION], INT, ([value]) => durationPart(name, instance(value, Duration))),
  ),
];

export const conversions: readonly Overload[] = [
  ...numbers,
  ...texts,
  ...times,
  ...timeParts,
  func("dyn", [A], DYN, ([value = null]) => value),
  func("type", [A], { kind: "type", of: A }, ([value = null]) => new TypeValue(typeNameOf(value))),
];
