// Times and durations as CEL reads, writes and takes them apart.

import { CelError, Timestamp, type Duration } from "./values.ts";

const NANOS_PER_MS = 1_000_000n;
const NANOS_PER_SECOND = 1_000_000_000n;
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
/** Years 1 to 9999. */
const TIMESTAMP_NANOS = [
  -62_135_596_800n * NANOS_PER_SECOND,
  253_402_300_800n * NANOS_PER_SECOND,
] as const;
const INT64_MAX = 2n ** 63n - 1n;

const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** Of RFC 3339, or of a date alone. Throws CelError. */
export function readTimestamp(text: string): Timestamp {
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] = TIMESTAMP.exec(text) ?? [];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  // Date.parse lets the 31st of February be the 3rd of March.
  if (Number.isNaN(ms) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date)
    throw new CelError(`Invalid date-time formatted string ${text}`);
  const offsetMinutes = zoneMinutes(zone);
  const nanos = BigInt(ms - offsetMinutes * MS_PER_MINUTE) * NANOS_PER_MS;
  return new Timestamp(nanos + BigInt(fraction.padEnd(9, "0")), offsetMinutes);
}

function zoneMinutes(zone: string): number {
  const [, sign = "", hours = "0", minutes = "0"] = /^([-+]?)(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -size : size;
}

export function checkedTimestamp(nanos: bigint): bigint {
  const [least, end] = TIMESTAMP_NANOS;
  if (nanos < least || nanos >= end) throw new CelError("timestamp overflow");
  return nanos;
}

export function checkedDuration(nanos: bigint): bigint {
  if (nanos > INT64_MAX || nanos < -INT64_MAX - 1n) throw new CelError("integer overflow");
  return nanos;
}

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: NANOS_PER_MS,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3600n * NANOS_PER_SECOND,
};
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** Of Go's text for a duration: `1h30m`. Throws CelError. */
export function durationNanos(text: string): bigint {
  const [, sign = "", body = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0n;
  let nanos = 0n;
  let at = 0;
  while (at < body.length) {
    PART.lastIndex = at;
    const [whole, digits = "", fraction = "", unit = ""] = PART.exec(body) ?? [];
    const scale = UNIT_NANOS[unit];
    if (whole === undefined || scale === undefined || digits + fraction === "")
      throw invalidDuration(text);
    nanos += BigInt(digits || "0") * scale;
    if (fraction !== "") nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    at += whole.length;
  }
  if (at === 0) throw invalidDuration(text);
  return checkedDuration(sign === "-" ? -nanos : nanos);
}

function invalidDuration(text: string): CelError {
  return new CelError(`time: invalid duration ${JSON.stringify(text)}`);
}

/** RFC 3339 in the zone it was written in, with as many digits of the second as there are. */
export function printTimestamp({ nanos, offsetMinutes }: Timestamp): string {
  const fraction = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = (nanos - fraction) / NANOS_PER_SECOND;
  const local = new Date(Number(seconds) * 1000 + offsetMinutes * MS_PER_MINUTE);
  const digits = fraction === 0n ? "" : `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}`;
  return `${local.toISOString().slice(0, 19)}${digits}${printZone(offsetMinutes)}`;
}

function printZone(offsetMinutes: number): string {
  if (offsetMinutes === 0) return "Z";
  const size = Math.abs(offsetMinutes);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

/** `90.5s`, as CEL writes durations. */
export function printDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = size % NANOS_PER_SECOND;
  const digits = fraction === 0n ? "" : `.${String(fraction).padStart(9, "0").replace(/0+$/, "")}`;
  return `${nanos < 0n ? "-" : ""}${size / NANOS_PER_SECOND}${digits}s`;
}

/** What `getFullYear` and its like tell of a time, in a time zone: `America/New_York` or `+01:30`. */
export function timePart(name: string, { nanos }: Timestamp, zone: string): bigint {
  const ms = Number(nanos / NANOS_PER_MS - (nanos % NANOS_PER_MS < 0n ? 1n : 0n));
  const local = new Date(ms + zoneOffsetMs(zone, ms));
  const part = PARTS[name];
  if (!part) throw new CelError(`no such overload: ${name}`);
  return BigInt(part(local));
}

const PARTS: Readonly<Record<string, (local: Date) => number>> = {
  getFullYear: (local) => local.getUTCFullYear(),
  getMonth: (local) => local.getUTCMonth(),
  getDate: (local) => local.getUTCDate(),
  getDayOfMonth: (local) => local.getUTCDate() - 1,
  getDayOfWeek: (local) => local.getUTCDay(),
  getDayOfYear: (local) =>
    Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear())) / MS_PER_DAY),
  getHours: (local) => local.getUTCHours(),
  getMinutes: (local) => local.getUTCMinutes(),
  getSeconds: (local) => local.getUTCSeconds(),
  getMilliseconds: (local) => local.getUTCMilliseconds(),
};

function zoneOffsetMs(zone: string, ms: number): number {
  if (zone === "UTC" || zone === "") return 0;
  if (/^[+-]?\d\d:\d\d$/.test(zone)) return zoneMinutes(zone) * MS_PER_MINUTE;
  try {
    const text = new Date(ms).toLocaleString("sv-SE", { timeZone: zone });
    return Date.parse(`${text.replace(" ", "T")}Z`) - Math.floor(ms / 1000) * 1000;
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

/** What `getHours` and its like tell of a duration: all of it in that unit, cut. */
export function durationPart(name: string, { nanos }: Duration): bigint {
  const unit = DURATION_UNITS[name];
  if (unit === undefined) throw new CelError(`no such overload: ${name}`);
  return nanos / unit;
}

const DURATION_UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3600n * NANOS_PER_SECOND,
  getMinutes: 60n * NANOS_PER_SECOND,
  getSeconds: NANOS_PER_SECOND,
  getMilliseconds: NANOS_PER_MS,
};
