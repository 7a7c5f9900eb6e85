// Latency histograms: HDR, 1 µs to 1 h, 3 significant digits, so that merging loses nothing and no percentile is ever
// averaged. hdr-histogram-js without its WASM: under Bun the plain one is faster (40 ns a recording).

import {
  type JsHistogram,
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
} from "hdr-histogram-js";

/** One hour; longer latencies are recorded as this. */
const MICROSECONDS_MAX = 3_600_000_000;

export class LatencyHistogram {
  private constructor(private readonly histogram: JsHistogram) {}

  static empty(): LatencyHistogram {
    const histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: MICROSECONDS_MAX,
      numberOfSignificantValueDigits: 3,
      bitBucketSize: 32,
      useWebAssembly: false,
    });
    return new LatencyHistogram(histogram as JsHistogram);
  }

  /** Reads HDR V2, compressed, base64, as `encode` and any HDR library write it. Throws on anything else. */
  static decode(text: string): LatencyHistogram {
    const merged = LatencyHistogram.empty();
    merged.histogram.add(decodeFromCompressedBase64(text, 32, false) as JsHistogram);
    return merged;
  }

  /** Negative latencies (an event that overtook its acknowledgement) count as the smallest, 1 µs. */
  recordMs(ms: number): void {
    const micros = Math.round(ms * 1000);
    this.histogram.recordValue(
      micros < 1 ? 1 : micros > MICROSECONDS_MAX ? MICROSECONDS_MAX : micros,
    );
  }

  /** Merges `other` into this one, without loss. */
  add(other: LatencyHistogram): void {
    this.histogram.add(other.histogram);
  }

  reset(): void {
    this.histogram.reset();
  }

  get count(): number {
    return this.histogram.totalCount;
  }

  /** Milliseconds; 0 when nothing was recorded. So are `maxMs` and `meanMs`. */
  get minMs(): number {
    return this.count === 0 ? 0 : this.histogram.minNonZeroValue / 1000;
  }

  get maxMs(): number {
    return this.histogram.maxValue / 1000;
  }

  get meanMs(): number {
    return this.count === 0 ? 0 : this.histogram.mean / 1000;
  }

  /** `percentile` in [0, 100]; 0 when nothing was recorded. */
  percentileMs(percentile: number): number {
    if (this.count === 0) return 0;
    // A bucket's upper edge may lie above the largest value in it.
    return (
      Math.min(this.histogram.getValueAtPercentile(percentile), this.histogram.maxValue) / 1000
    );
  }

  /** HDR V2, compressed, base64, values in µs: any HDR library merges it again. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram);
  }

  /** The buckets that hold anything: value (ms, upper edge) and count, ascending. */
  *recorded(): Generator<{ readonly valueMs: number; readonly count: number }> {
    const iterator = this.histogram.recordedValuesIterator;
    iterator.reset();
    while (iterator.hasNext()) {
      const value = iterator.next();
      yield { valueMs: value.valueIteratedTo / 1000, count: value.countAtValueIteratedTo };
    }
  }
}
