// Schedules of CronJobs: the five fields of cron, or a name such as @daily, as github.com/robfig/cron reads them.

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const DAYS = "sun mon tue wed thu fri sat".split(" ");
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);
const DURATION = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)/;

/** Why a text is no schedule; undefined where it is one. */
export function scheduleError(schedule: string): string | undefined {
  const text = schedule.replace(/^(?:CRON_)?TZ=\S* +/, "");
  if (text.startsWith("@")) return descriptorError(text);
  const parts = text.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== FIELDS.length)
    return `expected exactly ${FIELDS.length} fields, found ${parts.length}: [${parts.join(" ")}]`;
  for (const [index, bounds] of FIELDS.entries())
    for (const range of (parts[index] ?? "").split(",").filter((part) => part !== "")) {
      const why = rangeError(range, bounds);
      if (why !== undefined) return why;
    }
  return undefined;
}

function descriptorError(text: string): string | undefined {
  if (DESCRIPTORS.has(text)) return undefined;
  const every = /^@every (.*)$/.exec(text)?.[1];
  if (every === undefined) return `unrecognized descriptor: ${text}`;
  return DURATION.test(every)
    ? undefined
    : `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(every)}`;
}

/** `*`, `5`, `1-5`, `*\/15`, `mon-fri/2`. */
function rangeError(range: string, bounds: Bounds): string | undefined {
  const [span = "", step, ...more] = range.split("/");
  const [low = "", high, ...others] = span.split("-");
  let start: number | string = bounds.min;
  let end: number | string = bounds.max;
  if (low !== "*" && low !== "?") {
    start = numberOrName(low, bounds.names, bounds.min);
    if (typeof start === "string") return start;
    if (others.length > 0) return `too many hyphens: ${range}`;
    end = high === undefined ? start : numberOrName(high, bounds.names, bounds.min);
    if (typeof end === "string") return end;
  }
  if (more.length > 0) return `too many slashes: ${range}`;
  const steps = step === undefined ? 1 : wholeNumber(step);
  if (typeof steps === "string") return steps;
  if (step !== undefined && high === undefined) end = bounds.max;
  if (start < bounds.min)
    return `beginning of range (${start}) below minimum (${bounds.min}): ${range}`;
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${range}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${range}`;
  return steps === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

/** The number, or why it is none. */
function numberOrName(text: string, names: readonly string[], first: number): number | string {
  const at = names.indexOf(text.toLowerCase());
  return at >= 0 ? at + first : wholeNumber(text);
}

function wholeNumber(text: string): number | string {
  if (!/^[-+]?\d+$/.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  const number = Number(text);
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
}
