// How latency moved over the run: a bounded grid of counts, time by latency, coarse enough to keep for every metric.

import type { Slices } from "../result/index.ts";

const BUCKETS_PER_DOUBLING = 4;
/** 1 µs to an hour is just under 32 doublings. */
const BUCKETS = 32 * BUCKETS_PER_DOUBLING;
const STEPS_MAX = 240;

/** A run longer than the grid has its step doubled, two columns merging into one. */
export class HeatGrid {
  private stepMs = 500;
  private columns = new Uint32Array(16 * BUCKETS);

  /** `sinceStartMs` says which column, `latencyMs` which row. */
  record(sinceStartMs: number, latencyMs: number): void {
    const atMs = Math.max(0, sinceStartMs);
    while (atMs >= STEPS_MAX * this.stepMs) this.halve();
    const column = Math.floor(atMs / this.stepMs);
    if ((column + 1) * BUCKETS > this.columns.length) this.grow(column + 1);
    this.columns[column * BUCKETS + bucketOf(latencyMs)]!++;
  }

  slices(): Slices {
    const cells: [number, number, number][] = [];
    for (let index = 0; index < this.columns.length; index++) {
      const count = this.columns[index]!;
      if (count > 0) cells.push([Math.floor(index / BUCKETS), index % BUCKETS, count]);
    }
    return { stepSeconds: this.stepMs / 1000, bucketsPerDoubling: BUCKETS_PER_DOUBLING, cells };
  }

  private grow(columns: number): void {
    const larger = new Uint32Array(Math.min(STEPS_MAX, Math.max(columns, 32) * 2) * BUCKETS);
    larger.set(this.columns);
    this.columns = larger;
  }

  private halve(): void {
    this.stepMs *= 2;
    const merged = new Uint32Array(this.columns.length);
    for (let index = 0; index < this.columns.length; index++) {
      const column = Math.floor(index / BUCKETS);
      merged[(column >> 1) * BUCKETS + (index % BUCKETS)]! += this.columns[index]!;
    }
    this.columns = merged;
  }
}

function bucketOf(latencyMs: number): number {
  const micros = latencyMs * 1000;
  if (micros < 1) return 0;
  return Math.min(BUCKETS - 1, Math.floor(Math.log2(micros) * BUCKETS_PER_DOUBLING));
}
