// Numbers for people: three digits, a unit, and the truth about what was never seen to end.

import { formatMs } from "../base/index.ts";

/** `812ms`, `1.20s`; `> time-out` for a percentile among the censored. */
export function formatSeconds(seconds: number): string {
  return seconds === Infinity ? "> time-out" : formatMs(seconds * 1000);
}

/** For ticks, which are round: `300µs`, `10ms`, `1s`, `5m`. */
export function shortSeconds(seconds: number): string {
  const number = (value: number): number => Number(value.toPrecision(3));
  if (seconds < 0.001) return `${number(seconds * 1e6)}µs`;
  if (seconds < 1) return `${number(seconds * 1000)}ms`;
  return seconds < 60 ? `${number(seconds)}s` : `${number(seconds / 60)}m`;
}

/** `10,000`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `1,234/s`, `12.3/s`, `0.42/s`, `0/s`. */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond)}/s`;
}

/** Three significant digits below a thousand, whole numbers above. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1000 || Number.isInteger(value)) return formatCount(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** `640 MiB`, `3.40 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toPrecision(3)} ${units[unit]}`;
}

/** A share as a whole percentage, one decimal below ten: `4.2 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** `2026-01-16 02:17 UTC` of RFC 3339 in UTC, as every document has it. */
export function formatMoment(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}
