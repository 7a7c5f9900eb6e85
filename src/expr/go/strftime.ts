// C's strftime and strptime, as timefmt-go has them; UTC only.

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_MS = 86_400_000;

const pad = (value: number, width: number, fill = "0"): string => {
  const digits = String(Math.abs(value)).padStart(width - (value < 0 ? 1 : 0), fill);
  return value < 0 ? `-${digits}` : digits;
};

interface Moment {
  readonly date: Date;
  readonly yearDay: number;
  readonly epochMs: number;
}

/** ISO 8601's year and week of a date. */
function isoWeek({ date }: Moment): { year: number; week: number } {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 3);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS));
  return { year, week };
}

const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;

const COMPOSITES: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  D: "%m/%d/%y",
  x: "%m/%d/%y",
  c: "%a %b %e %H:%M:%S %Y",
  v: "%e-%b-%Y",
  "+": "%a %b %e %H:%M:%S %Z %Y",
};

const WRITERS: Readonly<Record<string, (moment: Moment) => string>> = {
  Y: ({ date }) => pad(date.getUTCFullYear(), 4),
  y: ({ date }) => pad(date.getUTCFullYear() % 100, 2),
  C: ({ date }) => pad(Math.floor(date.getUTCFullYear() / 100), 2),
  G: (moment) => pad(isoWeek(moment).year, 4),
  g: (moment) => pad(isoWeek(moment).year % 100, 2),
  V: (moment) => pad(isoWeek(moment).week, 2),
  m: ({ date }) => pad(date.getUTCMonth() + 1, 2),
  B: ({ date }) => MONTHS[date.getUTCMonth()]!,
  b: ({ date }) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  h: ({ date }) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  d: ({ date }) => pad(date.getUTCDate(), 2),
  e: ({ date }) => pad(date.getUTCDate(), 2, " "),
  j: ({ yearDay }) => pad(yearDay + 1, 3),
  A: ({ date }) => DAYS[date.getUTCDay()]!,
  a: ({ date }) => DAYS[date.getUTCDay()]!.slice(0, 3),
  u: ({ date }) => String(date.getUTCDay() || 7),
  w: ({ date }) => String(date.getUTCDay()),
  U: ({ date, yearDay }) => pad(Math.floor((yearDay + 7 - date.getUTCDay()) / 7), 2),
  W: ({ date, yearDay }) => pad(Math.floor((yearDay + 7 - ((date.getUTCDay() + 6) % 7)) / 7), 2),
  H: ({ date }) => pad(date.getUTCHours(), 2),
  k: ({ date }) => pad(date.getUTCHours(), 2, " "),
  I: ({ date }) => pad(hour12(date), 2),
  l: ({ date }) => pad(hour12(date), 2, " "),
  M: ({ date }) => pad(date.getUTCMinutes(), 2),
  S: ({ date }) => pad(date.getUTCSeconds(), 2),
  s: ({ epochMs }) => String(Math.floor(epochMs / 1000)),
  f: ({ epochMs }) => pad(Math.floor((((epochMs % 1000) + 1000) % 1000) * 1000), 6),
  p: ({ date }) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: ({ date }) => (date.getUTCHours() < 12 ? "am" : "pm"),
  z: () => "+0000",
  Z: () => "UTC",
  n: () => "\n",
  t: () => "\t",
  "%": () => "%",
};

/** strftime of epoch milliseconds, in UTC. */
export function formatTime(epochMs: number, format: string): string {
  const date = new Date(Math.floor(epochMs));
  const yearDay = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS);
  const moment = { date, yearDay, epochMs };
  return format.replace(
    /%([-_0^#:]*)([0-9]*)([A-Za-z%+])/g,
    (whole, flags: string, width: string, verb: string) => {
      const composite = COMPOSITES[verb];
      if (composite !== undefined) return formatTime(epochMs, composite);
      if (flags.includes(":") && verb === "z") return "+00:00";
      const written = WRITERS[verb]?.(moment);
      if (written === undefined) return whole;
      return adjusted(written, flags, width);
    },
  );
}

function adjusted(written: string, flags: string, width: string): string {
  let text = written;
  if (/^[ 0]*[0-9]+$/.test(text)) {
    if (flags.includes("-")) text = text.replace(/^[ 0]+(?=.)/, "");
    if (flags.includes("_")) text = text.replace(/^0+(?=.)/, (zeros) => " ".repeat(zeros.length));
    if (flags.includes("0")) text = text.replace(/^ +/, (spaces) => "0".repeat(spaces.length));
  }
  if (flags.includes("^")) text = text.toUpperCase();
  return width === ""
    ? text
    : text.padStart(Number(width), /^[0-9]+$/.test(text) && !flags.includes("_") ? "0" : " ");
}

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  offsetMinutes: number;
  isAfternoon: boolean | undefined;
  yearDay: number | undefined;
  epochSeconds: number | undefined;
}

type Reader = (fields: Fields, text: string) => void;

const number =
  (set: (fields: Fields, value: number) => void): Reader =>
  (fields, text) =>
    set(fields, Number(text));

const names = (list: readonly string[]): string =>
  list.map((name) => `${name}|${name.slice(0, 3)}`).join("|");
const monthOf = (text: string): number =>
  MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());

const READERS: Readonly<Record<string, readonly [string, Reader]>> = {
  Y: ["[+-]?[0-9]{1,4}", number((fields, value) => (fields.year = value))],
  y: [
    "[0-9]{1,2}",
    number((fields, value) => (fields.year = value < 69 ? 2000 + value : 1900 + value)),
  ],
  m: ["[0-9]{1,2}", number((fields, value) => (fields.month = value - 1))],
  B: [names(MONTHS), (fields, text) => (fields.month = monthOf(text))],
  b: [names(MONTHS), (fields, text) => (fields.month = monthOf(text))],
  h: [names(MONTHS), (fields, text) => (fields.month = monthOf(text))],
  d: ["[0-9]{1,2}", number((fields, value) => (fields.day = value))],
  e: [" ?[0-9]{1,2}", number((fields, value) => (fields.day = value))],
  j: ["[0-9]{1,3}", number((fields, value) => (fields.yearDay = value))],
  A: [names(DAYS), () => undefined],
  a: [names(DAYS), () => undefined],
  H: ["[0-9]{1,2}", number((fields, value) => (fields.hour = value))],
  k: [" ?[0-9]{1,2}", number((fields, value) => (fields.hour = value))],
  I: ["[0-9]{1,2}", number((fields, value) => (fields.hour = value))],
  l: [" ?[0-9]{1,2}", number((fields, value) => (fields.hour = value))],
  M: ["[0-9]{1,2}", number((fields, value) => (fields.minute = value))],
  S: ["[0-9]{1,2}", number((fields, value) => (fields.second = value))],
  s: ["[0-9]+", number((fields, value) => (fields.epochSeconds = value))],
  f: ["[0-9]{1,9}", (fields, text) => (fields.micros = Number(text.padEnd(6, "0").slice(0, 6)))],
  p: ["[AaPp][Mm]", (fields, text) => (fields.isAfternoon = /^p/i.test(text))],
  z: ["Z|[+-][0-9]{2}:?[0-9]{2}", (fields, text) => (fields.offsetMinutes = offsetOf(text))],
  Z: ["[A-Z]+", () => undefined],
  n: ["\\s+", () => undefined],
  t: ["\\s+", () => undefined],
  "%": ["%", () => undefined],
};

function offsetOf(text: string): number {
  if (text === "Z") return 0;
  const [, sign, hours, minutes] = /^([+-])([0-9]{2}):?([0-9]{2})$/.exec(text)!;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** strptime, as epoch milliseconds; throws where the text is not of the format. */
export function parseTime(text: string, format: string): number {
  const readers: Reader[] = [];
  const expanded = format.replace(/%([FTXRrDxcv+])/g, (_whole, verb: string) => COMPOSITES[verb]!);
  const pattern = expanded.replace(
    /%[-_0^#]*([A-Za-z%])|[\\^$.*+?()[\]{}|/]/g,
    (whole, verb?: string) => {
      if (verb === undefined) return `\\${whole}`;
      const reader = READERS[verb];
      if (!reader) throw new Error(`unexpected format "%${verb}"`);
      readers.push(reader[1]);
      return `(${reader[0]})`;
    },
  );
  const found = new RegExp(`^${pattern}$`, "i").exec(text);
  if (!found)
    throw new Error(`failed to parse ${JSON.stringify(text)} with ${JSON.stringify(format)}`);
  const fields: Fields = {
    year: 1900,
    month: 0,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    offsetMinutes: 0,
    isAfternoon: undefined,
    yearDay: undefined,
    epochSeconds: undefined,
  };
  for (const [index, read] of readers.entries()) read(fields, found[index + 1]!.trim());
  return toEpochMs(fields);
}

function toEpochMs(fields: Fields): number {
  if (fields.epochSeconds !== undefined) return fields.epochSeconds * 1000;
  const isInRange =
    fields.month >= 0 &&
    fields.month < 12 &&
    fields.day >= 1 &&
    fields.day <= 31 &&
    fields.hour < 24 &&
    fields.minute < 60 &&
    fields.second <= 60;
  if (!isInRange) throw new Error("a field is out of range");
  const hour =
    fields.isAfternoon === undefined
      ? fields.hour
      : (fields.hour % 12) + (fields.isAfternoon ? 12 : 0);
  const date = new Date(0);
  date.setUTCFullYear(
    fields.year,
    fields.yearDay === undefined ? fields.month : 0,
    fields.yearDay ?? fields.day,
  );
  date.setUTCHours(hour, fields.minute, fields.second);
  return date.getTime() - fields.offsetMinutes * 60_000 + fields.micros / 1000;
}
