// Times as Kubernetes keeps them: metav1.Time has whole seconds, metav1.MicroTime six decimals, both in UTC.
// Clients (kwok's templates among them) send finer ones; kept as sent, an unchanged status would look changed.

/** Fields of type MicroTime; every other field whose name says time is a metav1.Time. */
const MICRO_TIME_FIELDS = new Set(["renewTime", "acquireTime", "eventTime", "lastObservedTime"]);

const TIME_FIELD = /(?:Time|Timestamp|At)$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
/** A time somewhere in the text that is not yet in whole UTC seconds. */
const UNUSUAL_TIME = /T\d\d:\d\d:\d\d(?:\.\d|[+-]\d\d:\d\d")/;

/** `value` with its times as the server keeps them, changed in place; `text` is what it was parsed from. */
export function normaliseTimes(value: unknown, text: string): unknown {
  if (UNUSUAL_TIME.test(text)) walk(value);
  return value;
}

function walk(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item);
    return;
  }
  const record = value as Record<string, unknown>;
  for (const name in record) {
    const field = record[name];
    if (typeof field !== "string") walk(field);
    else if (TIME_FIELD.test(name) && RFC3339.test(field)) record[name] = normalised(name, field);
  }
}

function normalised(name: string, time: string): string {
  const utc = new Date(time);
  if (Number.isNaN(utc.getTime())) return time;
  const seconds = utc.toISOString().slice(0, 19);
  if (!MICRO_TIME_FIELDS.has(name)) return `${seconds}Z`;
  // Date knows milliseconds only; the micros are taken from the text.
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? "";
  return `${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}
