// Reads Prometheus' text exposition format 0.0.4 in pieces as they arrive: a busy server's page is tens of megabytes.

export type PrometheusType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

export interface PrometheusReading {
  readonly name: string;
  /** Between the braces, as it stands: `code="200",verb="POST"`; empty without labels. */
  readonly labels: string;
  readonly value: number;
  /** When it was measured, in milliseconds since the epoch, where the page says so. */
  readonly timestampMs: number | undefined;
  /** Of the family: for `x_bucket`, `x_sum` and `x_count` that of `x`. */
  readonly type: PrometheusType;
}

const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?\d+))?/;
const TYPE = /^#\s*TYPE\s+(\S+)\s+(\w+)/;
const TYPES: readonly PrometheusType[] = ["counter", "gauge", "histogram", "summary"];
const SUFFIX = /_(?:bucket|sum|count|total|created)$/;
/** Longer lines are discarded. */
const LINE_CHARACTERS_MAX = 64 * 1024;

/** Calls `take` for each sample. Lines that do not follow the format are skipped. */
export class PrometheusReader {
  private rest = "";
  private readonly types = new Map<string, PrometheusType>();

  constructor(private readonly take: (reading: PrometheusReading) => void) {}

  /** Reads the next piece of the page, which may be cut anywhere. */
  feed(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.line(this.rest + text.slice(from, end));
      this.rest = "";
      from = end + 1;
    }
    this.rest += text.slice(from);
    if (this.rest.length > LINE_CHARACTERS_MAX) this.rest = "";
  }

  /** Reads the last line, which may lack its newline. */
  end(): void {
    this.line(this.rest);
    this.rest = "";
  }

  private line(line: string): void {
    if (line.startsWith("#")) {
      const [, name, word] = TYPE.exec(line) ?? [];
      const type = TYPES.find((known) => known === word) ?? "untyped";
      if (name !== undefined) this.types.set(name, type);
      return;
    }
    const [, name, labels = "", text, timestamp] = SAMPLE.exec(line) ?? [];
    if (name === undefined || text === undefined) return;
    const value = numberOf(text);
    if (Number.isNaN(value)) return;
    const timestampMs = timestamp === undefined ? undefined : Number(timestamp);
    this.take({ name, labels, value, timestampMs, type: this.typeOf(name) });
  }

  private typeOf(name: string): PrometheusType {
    return this.types.get(name) ?? this.types.get(name.replace(SUFFIX, "")) ?? "untyped";
  }
}

function numberOf(text: string): number {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}
