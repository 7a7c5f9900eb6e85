// One latency metric while it grows: a histogram for each phase (merged for the whole, never averaged), its raw twin,
// what was censored, and how it moved over time.

import { LatencyHistogram } from "../base/index.ts";
import { type Metric, type Statistics, statisticsOf } from "../result/index.ts";
import { HeatGrid } from "./heat-grid.ts";

interface PhasePart {
  readonly histogram: LatencyHistogram;
  censored: number;
}

export class LatencyMetric {
  private readonly parts = new Map<string, PhasePart>();
  private raw: LatencyHistogram | undefined;
  private readonly grid = new HeatGrid();

  /** `startMs` is the run's zero: where the heat map begins. */
  constructor(private readonly startMs: number) {}

  /** From the intended moment to the end. */
  record(phase: string, fromMs: number, toMs: number): void {
    const latencyMs = toMs - fromMs;
    this.part(phase).histogram.recordMs(latencyMs);
    this.grid.record(fromMs - this.startMs, latencyMs);
  }

  /** The same end, counted from the moment the request was sent. */
  recordRaw(fromMs: number, toMs: number): void {
    this.raw ??= LatencyHistogram.empty();
    this.raw.recordMs(toMs - fromMs);
  }

  /** One that will not be seen to end. */
  censor(phase: string): void {
    this.part(phase).censored++;
  }

  /** A histogram measured elsewhere (another process, another clock), not known by phase. */
  merge(encoded: string): void {
    this.part("").histogram.add(LatencyHistogram.decode(encoded));
  }

  /** Of the newest phase so far, in seconds: for the live screen, without merging anything. */
  glance(): { count: number; p50: number; p99: number } {
    const newest = [...this.parts.values()].at(-1)?.histogram ?? LatencyHistogram.empty();
    return {
      count: newest.count,
      p50: newest.percentileMs(50) / 1000,
      p99: newest.percentileMs(99) / 1000,
    };
  }

  metric(): Metric {
    const { histogram, censored } = this.whole();
    const { cells, ...rest } = this.grid.slices();
    const phases = this.phases();
    return {
      unit: "seconds",
      ...statisticsOf(histogram, censored),
      ...(this.raw && { raw: statisticsOf(this.raw, censored) }),
      ...(Object.keys(phases).length > 0 && { phases }),
      ...(cells.length > 0 && { slices: { ...rest, cells } }),
    };
  }

  private phases(): Record<string, Statistics> {
    const phases: Record<string, Statistics> = {};
    for (const [phase, { histogram, censored }] of this.parts) {
      if (phase !== "") phases[phase] = statisticsOf(histogram, censored);
    }
    return phases;
  }

  private whole(): PhasePart {
    const [first] = this.parts.values();
    if (first && this.parts.size === 1) return first;
    const whole = { histogram: LatencyHistogram.empty(), censored: 0 };
    for (const { histogram, censored } of this.parts.values()) {
      whole.histogram.add(histogram);
      whole.censored += censored;
    }
    return whole;
  }

  private part(phase: string): PhasePart {
    let part = this.parts.get(phase);
    if (!part) this.parts.set(phase, (part = { histogram: LatencyHistogram.empty(), censored: 0 }));
    return part;
  }
}
