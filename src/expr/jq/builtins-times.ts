// Builtins of time, all in UTC: broken-down times are arrays as in C, seconds are floats.

import type { Native } from "./native.ts";
import { wrapped, wrongType } from "./error.ts";
import { formatTime, parseTime } from "../go/strftime.ts";
import { toInteger } from "./operators.ts";
import { isArray, isNumber, type JqValue } from "./value.ts";

const DAY_MS = 86_400_000;

function brokenDown(seconds: number): JqValue[] {
  const whole = Math.floor(seconds);
  // Go cuts the seconds and keeps the fraction above the floor.
  const date = new Date(Math.trunc(seconds) * 1000);
  const nanoseconds = Math.trunc((seconds - whole) * 1e9);
  const yearStart = Date.UTC(date.getUTCFullYear(), 0, 1);
  return [
    BigInt(date.getUTCFullYear()),
    BigInt(date.getUTCMonth()),
    BigInt(date.getUTCDate()),
    BigInt(date.getUTCHours()),
    BigInt(date.getUTCMinutes()),
    date.getUTCSeconds() + nanoseconds / 1e9,
    BigInt(date.getUTCDay()),
    BigInt(Math.floor((date.getTime() - yearStart) / DAY_MS)),
  ];
}

/** Epoch milliseconds, with a fraction, of a broken-down time. */
function toEpochMs(parts: readonly JqValue[]): number {
  const numbers = parts.slice(0, 8).map((part, index) => {
    if (!isNumber(part)) throw new Error("expected an array of 8 numbers");
    return index === 5 ? Number(part) : Number(toInteger(part));
  });
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, Math.trunc(second));
  const nanoseconds = Math.trunc((second - Math.floor(second)) * 1e9);
  return date.getTime() + nanoseconds / 1e6;
}

function makeTime(value: JqValue): number {
  if (!isArray(value)) throw wrongType("mktime", value);
  try {
    return toEpochMs(value) / 1000;
  } catch (error) {
    throw wrapped("mktime", value, (error as Error).message);
  }
}

function strftime(value: JqValue, format: JqValue): string {
  const parts = isNumber(value) ? brokenDown(Number(value)) : value;
  if (!isArray(parts) || typeof format !== "string") throw wrongType("strftime", parts, format);
  try {
    return formatTime(toEpochMs(parts), format);
  } catch (error) {
    throw wrapped("strftime", parts, (error as Error).message, format);
  }
}

function strptime(value: JqValue, format: JqValue): JqValue {
  if (typeof value !== "string" || typeof format !== "string")
    throw wrongType("strptime", value, format);
  try {
    return brokenDown(parseTime(value, format) / 1000);
  } catch (error) {
    throw wrapped("strptime", value, (error as Error).message, format);
  }
}

const fromIso = (value: JqValue): number => makeTime(strptime(value, "%Y-%m-%dT%H:%M:%S%z"));
const toIso = (value: JqValue): string => strftime(value, "%Y-%m-%dT%H:%M:%SZ");

export const times: Readonly<Record<string, Native>> = {
  "gmtime/0": (value) => {
    if (!isNumber(value)) throw wrongType("gmtime", value);
    return brokenDown(Number(value));
  },
  "mktime/0": makeTime,
  "strftime/1": strftime,
  "strptime/1": strptime,
  "fromdateiso8601/0": fromIso,
  "fromdate/0": fromIso,
  "todateiso8601/0": toIso,
  "todate/0": toIso,
};
