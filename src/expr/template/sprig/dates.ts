// sprig's dates. The local zone is UTC, whatever the machine's: a result must not depend on where
// it is computed.

import { formatGoDuration, parseDurationMs } from "../../../base/index.ts";
import { parseLayout } from "../../go/parse-time.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { GoTime } from "../go-time.ts";
import { GoInt, type GoValue } from "../go-value.ts";

const SECOND_NS = 1_000_000_000n;

function durationNs(text: string): bigint | undefined {
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : BigInt(Math.round(ms * 1e6));
}

/** The minutes a zone is ahead of UTC at a moment, and its short name; undefined if unknown. */
function zoneAt(
  zone: string,
  epochMs: number,
): { offsetMinutes: number; zoneName: string } | undefined {
  if (zone === "" || zone === "UTC" || zone === "Local")
    return { offsetMinutes: 0, zoneName: "UTC" };
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    const offset =
      format.formatToParts(epochMs).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(offset) ?? [];
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    const short = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" });
    const zoneName =
      short.formatToParts(epochMs).find((part) => part.type === "timeZoneName")?.value ?? zone;
    return { offsetMinutes: sign === "-" ? -size : size, zoneName };
  } catch {
    return undefined;
  }
}

/** The date functions, on a clock of wall-clock milliseconds. */
export function dateFunctions(nowMs: () => number): Readonly<Record<string, TemplateFunction>> {
  const now = (): GoTime => GoTime.fromMs(nowMs());
  const timeOf = (value: GoValue): GoTime => {
    if (value instanceof GoTime) return value;
    const isSeconds = value instanceof GoInt && ["int", "int64", "int32"].includes(value.type);
    return isSeconds ? GoTime.fromMs(Number(value.value) * 1000) : now();
  };
  const inZone = (layout: string, value: GoValue, zone: string): string => {
    const { moment } = timeOf(value);
    const place = zoneAt(zone, moment.seconds * 1000) ?? { offsetMinutes: 0, zoneName: "UTC" };
    return new GoTime({ ...moment, ...place }).format(layout);
  };
  const sinceNs = (time: GoTime): bigint => {
    const { moment } = now();
    const seconds = BigInt(moment.seconds) - BigInt(time.moment.seconds);
    return seconds * SECOND_NS + BigInt(moment.nanoseconds - time.moment.nanoseconds);
  };
  const modify = (text: string, time: GoTime): GoTime => {
    const ns = durationNs(text);
    return ns === undefined ? time : time.plus(ns);
  };
  const mustModify = (text: string, time: GoTime): GoTime => {
    const ns = durationNs(text);
    if (ns === undefined) throw new Error(`time: invalid duration ${JSON.stringify(text)}`);
    return time.plus(ns);
  };
  const parse = (layout: string, text: string): GoTime | undefined => {
    const moment = parseLayout(layout, text);
    return moment && new GoTime(moment);
  };
  const day = "2006-01-02";
  return {
    now: fn("", now),
    date: fn("string any", (layout: string, value: GoValue) => inZone(layout, value, "Local")),
    dateInZone: fn("string any string", inZone),
    date_in_zone: fn("string any string", inZone),
    htmlDate: fn("any", (value: GoValue) => inZone(day, value, "Local")),
    htmlDateInZone: fn("any string", (value: GoValue, zone: string) => inZone(day, value, zone)),
    dateModify: fn("string time.Time", modify),
    date_modify: fn("string time.Time", modify),
    mustDateModify: fn("string time.Time", mustModify),
    must_date_modify: fn("string time.Time", mustModify),
    ago: fn("any", (value: GoValue) => formatGoDuration(roundToSecond(sinceNs(timeOf(value))))),
    duration: fn("any", (value: GoValue) => formatGoDuration(secondsOf(value) * SECOND_NS)),
    durationRound: fn("any", (value: GoValue) =>
      roundDuration(value instanceof GoTime ? sinceNs(value) : nanosecondsOf(value)),
    ),
    toDate: fn(
      "string string",
      (layout: string, text: string) => parse(layout, text) ?? GoTime.zero,
    ),
    mustToDate: fn("string string", (layout: string, text: string) => {
      const time = parse(layout, text);
      if (!time)
        throw new Error(
          `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse`,
        );
      return time;
    }),
    unixEpoch: fn("time.Time", (time: GoTime) => String(time.moment.seconds)),
  };
}

function roundToSecond(ns: bigint): bigint {
  const half = SECOND_NS / 2n;
  return ((ns + (ns < 0n ? -half : half)) / SECOND_NS) * SECOND_NS;
}

function secondsOf(value: GoValue): bigint {
  if (typeof value === "string")
    return /^[-+]?[0-9]+$/.test(value) ? BigInt(value.replace(/^\+/, "")) : 0n;
  return value instanceof GoInt && value.type === "int64" ? value.value : 0n;
}

function nanosecondsOf(value: GoValue): bigint {
  if (typeof value === "string") return durationNs(value) ?? 0n;
  return value instanceof GoInt && value.type === "int64" ? value.value : 0n;
}

const ROUNDED: readonly (readonly [bigint, string])[] = [
  [365n * 86_400n, "y"],
  [30n * 86_400n, "mo"],
  [86_400n, "d"],
  [3600n, "h"],
  [60n, "m"],
  [1n, "s"],
];

function roundDuration(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  for (const [seconds, unit] of ROUNDED) {
    if (size > seconds * SECOND_NS) return `${size / (seconds * SECOND_NS)}${unit}`;
  }
  return "0s";
}
