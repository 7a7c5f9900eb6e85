// A user's own latency: from the first event that meets one condition to the first that meets another, on objects that
// belong together by name, by owner or by a label. Whether a condition holds was decided by the caller.

import { type KubeObject, keyOf } from "../kube/index.ts";
import type { MetricBook } from "./metric-book.ts";
import type { SpanDefinition } from "./types.ts";

/** Keys remembered for each span, of closed pairs too, so that a condition that goes on holding counts once. */
const KEYS_MAX = 500_000;

interface Pair {
  fromMs: number | undefined;
  toMs: number | undefined;
  readonly object: string;
}

export class SpanMeter {
  private readonly pairs = new Map<string, Pair>();

  constructor(
    private readonly definition: SpanDefinition,
    private readonly book: MetricBook,
    private readonly measuredFromMs: number,
  ) {}

  /** The condition of `point` holds for `object` as received; only the first time counts. */
  event(point: "from" | "to", object: KubeObject, receivedMs: number): void {
    const pair = this.pair(point, object);
    if (!pair) return;
    const moment = point === "from" ? "fromMs" : "toMs";
    if (pair[moment] !== undefined) return;
    pair[moment] = receivedMs;
    if (pair.fromMs !== undefined && pair.toMs !== undefined) this.close(pair.fromMs, pair);
  }

  /** Counts what began and was never seen to end. */
  finish(): void {
    for (const { fromMs, toMs } of new Set(this.pairs.values()))
      if (fromMs !== undefined && toMs === undefined && fromMs >= this.measuredFromMs)
        this.book.latency(this.definition.name).censor("");
  }

  private close(fromMs: number, { toMs, object }: Pair): void {
    if (fromMs < this.measuredFromMs) return;
    const endMs = Math.max(fromMs, toMs ?? fromMs);
    this.book.latency(this.definition.name).record("", fromMs, endMs);
    const seconds = Math.round((endMs - fromMs) * 1000) / 1e6;
    this.book
      .slowest(this.definition.name)
      .offer(seconds, () => ({ object, seconds, timeline: { from: 0, to: seconds } }));
  }

  /** The pair the object belongs to; a new one when none of its keys is known. */
  private pair(point: "from" | "to", object: KubeObject): Pair | undefined {
    const keys = this.keys(point, object);
    // A beginning goes by its own key alone, or two children of one owner would be taken for each other.
    for (const key of point === "from" ? keys.slice(0, 1) : keys) {
      const known = this.pairs.get(key);
      if (known) return known;
    }
    if (keys.length === 0) return undefined;
    if (this.pairs.size >= KEYS_MAX) {
      this.book.count("spans_dropped", { span: this.definition.name });
      return undefined;
    }
    const pair: Pair = { fromMs: undefined, toMs: undefined, object: keyOf(object.metadata) };
    for (const key of keys) if (!this.pairs.has(key)) this.pairs.set(key, pair);
    return pair;
  }

  /**
   * By owner, the end may be on the same object, on one it owns, or on its owner: an owned beginning is also found by
   * `child of` its owner.
   */
  private keys(point: "from" | "to", { metadata }: KubeObject): string[] {
    const { correlate } = this.definition;
    if (correlate === "name") return [keyOf(metadata)];
    if (correlate !== "owner") {
      const value = metadata.labels?.[correlate.label];
      return value === undefined ? [] : [`${metadata.namespace ?? ""}/${value}`];
    }
    const uid = metadata.uid ?? "";
    const owners = metadata.ownerReferences?.map((owner) => owner.uid) ?? [];
    return point === "from"
      ? [uid, ...owners.map((owner) => `child of ${owner}`)]
      : [uid, ...owners, `child of ${uid}`];
  }
}
