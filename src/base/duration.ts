// Go's duration grammar (time.ParseDuration), which Kubernetes, KWOK and scenarios all use.

const MS_BY_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of `1h30m`, `-1.5s`, `300ms`, `0`; undefined if the text is not a Go duration. */
export function parseDurationMs(text: string): number | undefined {
  const [, sign, body] = /^([+-]?)(.*)$/.exec(text) ?? [];
  if (body === undefined) return undefined;
  if (body === "0") return 0;
  const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let totalMs = 0;
  let at = 0;
  while (at < body.length) {
    part.lastIndex = at;
    const match = part.exec(body);
    if (!match) return undefined;
    totalMs += Number(match[1]) * MS_BY_UNIT[match[2]!]!;
    at = part.lastIndex;
  }
  if (at === 0) return undefined;
  return sign === "-" ? -totalMs : totalMs;
}

/** time.Duration's String: `1h2m3.5s`, `15ms`, `0s`. */
export function formatGoDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000_000_000n) {
    const [unit, scale] =
      size < 1000n ? ["ns", 1n] : size < 1_000_000n ? ["µs", 1000n] : ["ms", 1_000_000n];
    return `${sign}${decimal(size, scale)}${unit}`;
  }
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n
    ? `${sign}${minutes}m${seconds}`
    : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, scale: bigint): string {
  const fraction = String(value % scale)
    .padStart(String(scale).length - 1, "0")
    .replace(/0+$/, "");
  return `${value / scale}${fraction && scale > 1n ? `.${fraction}` : ""}`;
}

/** A duration for people: `340µs`, `12.3ms`, `4.56s`, `2m05s`, `1h02m`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size === 0) return "0s";
  if (size < 1) return `${Math.round(ms * 1000)}µs`;
  if (size < 10) return `${ms.toFixed(2)}ms`;
  if (size < 100) return `${ms.toFixed(1)}ms`;
  if (size < 1000) return `${Math.round(ms)}ms`;
  if (size < 59_995) return `${(ms / 1000).toFixed(2)}s`;
  const seconds = Math.round(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (size < 3_599_500) return `${Math.trunc(seconds / 60)}m${pad(seconds % 60)}s`;
  return `${Math.trunc(seconds / 3600)}h${pad(Math.trunc(seconds / 60) % 60)}m`;
}
