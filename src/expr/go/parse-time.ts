// time.Parse: text to a moment, by one of Go's layouts.

import { DAYS, type GoMoment, LAYOUT_TOKEN, MONTHS } from "./time.ts";

const PATTERNS: Readonly<Record<string, string>> = {
  "2006": "([0-9]{4})",
  "06": "([0-9]{2})",
  January: `(${MONTHS.join("|")})`,
  Jan: `(${MONTHS.map((name) => name.slice(0, 3)).join("|")})`,
  "01": "([0-9]{2})",
  "1": "([0-9]{1,2})",
  Monday: `(${DAYS.join("|")})`,
  Mon: `(${DAYS.map((name) => name.slice(0, 3)).join("|")})`,
  "02": "([0-9]{2})",
  "2": "([0-9]{1,2})",
  _2: "( ?[0-9]{1,2})",
  "15": "([0-9]{1,2})",
  "03": "([0-9]{2})",
  "3": "([0-9]{1,2})",
  "04": "([0-9]{2})",
  "4": "([0-9]{1,2})",
  // A fraction of a second may follow though the layout has none.
  "05": "([0-9]{2}(?:[.,][0-9]+)?)",
  "5": "([0-9]{1,2}(?:[.,][0-9]+)?)",
  PM: "(AM|PM)",
  pm: "(am|pm)",
  MST: "([A-Z]{3,4}|GMT[+-][0-9]+)",
};

/** time.Parse; undefined where the text is not of the layout. Zone names other than UTC count as UTC. */
export function parseLayout(layout: string, text: string): GoMoment | undefined {
  const tokens: string[] = [];
  let pattern = "";
  let at = 0;
  for (const found of layout.matchAll(LAYOUT_TOKEN)) {
    pattern += escapeText(layout.slice(at, found.index)) + patternOf(found[0]);
    tokens.push(found[0]);
    at = found.index + found[0].length;
  }
  const match = new RegExp(`^${pattern}${escapeText(layout.slice(at))}$`, "i").exec(text);
  if (!match) return undefined;
  const fields: Readonly<Record<string, string>> = Object.fromEntries(
    tokens.map((token, index) => [token, match[index + 1] ?? ""]),
  );
  return momentOf(fields);
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function patternOf(token: string): string {
  if (/^[.,]9/.test(token)) return "([.,][0-9]+)?";
  if (/^[.,]/.test(token)) return `([.,][0-9]{${token.length - 1}})`;
  if (/^Z|^-/.test(token)) {
    const separator = token.includes(":") ? ":" : "";
    const body = token.length > 3 ? `[0-9]{2}${separator}[0-9]{2}` : "[0-9]{2}";
    return `(${token.startsWith("Z") ? "Z|" : ""}[+-]${body})`;
  }
  return PATTERNS[token] ?? "()";
}

function momentOf(fields: Readonly<Record<string, string>>): GoMoment | undefined {
  const pick = (...names: string[]): string | undefined =>
    names.map((name) => fields[name]).find((value) => value !== undefined);
  const monthName = pick("January", "Jan");
  const month =
    monthName === undefined
      ? Number(pick("01", "1") ?? 1)
      : MONTHS.findIndex(
          (name) => name.slice(0, 3).toLowerCase() === monthName.slice(0, 3).toLowerCase(),
        ) + 1;
  const shortYear = fields["06"];
  const year =
    shortYear === undefined
      ? Number(fields["2006"] ?? 0)
      : Number(shortYear) + (Number(shortYear) >= 69 ? 1900 : 2000);
  const day = Number(pick("02", "_2", "2") ?? 1);
  let hour = Number(pick("15", "03", "3") ?? 0);
  const half = pick("PM", "pm")?.toLowerCase();
  if (half === "pm" && hour < 12) hour += 12;
  if (half === "am" && hour === 12) hour = 0;
  const [second = "0", extra = ""] = (pick("05", "5") ?? "0").split(/[.,]/);
  const declared = Object.entries(fields)
    .find(([token]) => /^[.,]/.test(token))?.[1]
    .slice(1);
  const zone = Object.entries(fields).find(([token]) => /^Z|^-/.test(token))?.[1] ?? "";
  const minute = Number(pick("04", "4") ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    Number(second) < 60;
  if (!isReal) return undefined;
  date.setUTCHours(hour, minute, Number(second));
  const offsetMinutes = offsetOf(zone);
  return {
    seconds: date.getTime() / 1000 - offsetMinutes * 60,
    nanoseconds: Number((declared || extra || "0").padEnd(9, "0").slice(0, 9)),
    offsetMinutes,
    zoneName: offsetMinutes === 0 ? "UTC" : "",
  };
}

function offsetOf(zone: string): number {
  const found = /^([+-])([0-9]{2}):?([0-9]{2})?/.exec(zone);
  if (!found) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3] ?? 0));
}
