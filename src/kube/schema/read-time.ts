// Times as Go's time.Parse takes them and Kubernetes prints them: UTC, with whole seconds (metav1.Time) or six decimals
// (metav1.MicroTime). A time that does not parse is refused with Go's sentence.

import { MismatchError } from "./mismatch.ts";

type TimeKind = "time" | "microTime";

const layouts = {
  time: "2006-01-02T15:04:05Z07:00",
  microTime: "2006-01-02T15:04:05.000000Z07:00",
} as const;

/** Times that are certainly right as they stand; the last days of a month need a calendar. */
const second =
  "\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d";
const printed = {
  time: new RegExp(`^${second}Z$`),
  microTime: new RegExp(`^${second}\\.\\d{6}Z$`),
} as const;

interface LayoutPart {
  /** As it stands in the layout. */
  readonly text: string;
  readonly form: RegExp;
  /** Go's name for a number and the range it must be in. */
  readonly range?: readonly [name: string, min: number, max: number];
}

const literal = (text: string): LayoutPart => ({ text, form: new RegExp(`^${text}`) });
const number = (text: string, name: string, min: number, max: number): LayoutPart => ({
  text,
  form: new RegExp(`^\\d{${text.length}}`),
  range: [name, min, max],
});

const untilSeconds: readonly LayoutPart[] = [
  number("2006", "year", 0, 9999),
  literal("-"),
  number("01", "month", 1, 12),
  literal("-"),
  number("02", "day", 1, 31),
  literal("T"),
  number("15", "hour", 0, 23),
  literal(":"),
  number("04", "minute", 0, 59),
  literal(":"),
  number("05", "second", 0, 59),
];
const zone: LayoutPart = { text: "Z07:00", form: /^(?:Z|[+-]\d\d:\d\d)/ };

/** A layout without a fraction takes any; one of six digits takes exactly those. */
const parts: Readonly<Record<TimeKind, readonly LayoutPart[]>> = {
  time: [...untilSeconds, { text: "", form: /^(?:[.,]\d+)?/ }, zone],
  microTime: [...untilSeconds, { text: ".000000", form: /^[.,]\d{6}/ }, zone],
};

/** A metav1.Time that only its fraction keeps from being printed so: what templates with nanoseconds write. */
const fractional = new RegExp(`^${second}\\.\\d+Z$`);

/** The time as Kubernetes prints it; throws MismatchError. */
export function readTime(kind: TimeKind, value: string): string {
  if (printed[kind].test(value)) return value;
  if (kind === "time" && fractional.test(value)) return `${value.slice(0, 19)}Z`;
  return parseTime(kind, value);
}

/** Date.parse takes 30 February for 1 March. */
function isSameDay(value: string, milliseconds: number): boolean {
  return new Date(milliseconds).getUTCDate() === Number(value.slice(8, 10));
}

function parseTime(kind: TimeKind, value: string): string {
  const texts: string[] = [];
  let rest = value;
  for (const { text, form, range } of parts[kind]) {
    const found = form.exec(rest)?.[0];
    if (found === undefined) throw unparsable(kind, value, rest, text);
    if (range && !isWithin(Number(found), range))
      throw new MismatchError(`parsing time ${quoted(value)}: ${range[0]} out of range`);
    texts.push(found);
    rest = rest.slice(found.length);
  }
  if (rest !== "")
    throw new MismatchError(`parsing time ${quoted(value)}: extra text: ${quoted(rest)}`);
  const [offset, fraction] = [texts.pop() ?? "", texts.pop() ?? ""];
  const local = texts.join("");
  const milliseconds = Date.parse(`${local}Z`);
  if (Number.isNaN(milliseconds) || !isSameDay(local, milliseconds))
    throw new MismatchError(`parsing time ${quoted(value)}: day out of range`);
  const utc = new Date(Date.parse(`${local}${offset}`)).toISOString().slice(0, 19);
  return kind === "time" ? `${utc}Z` : `${utc}.${fraction.slice(1)}Z`;
}

function isWithin(value: number, [, min, max]: readonly [string, number, number]): boolean {
  return value >= min && value <= max;
}

function unparsable(kind: TimeKind, value: string, rest: string, part: string): MismatchError {
  return new MismatchError(
    `parsing time ${quoted(value)} as "${layouts[kind]}": cannot parse ${quoted(rest)} as "${part}"`,
  );
}

const quoted = (text: string): string => JSON.stringify(text);
