// A user's own latency: from when one condition begins to hold to when another does, on objects that belong together by
// name, by owner or by a label. Whether a condition holds was decided by the caller.

import { type KubeObject, keyOf } from "../kube/index.ts";
import type { MetricBook } from "./metric-book.ts";
import type { SpanDefinition } from "./types.ts";

/** Keys remembered for each span, of closed pairs too, so that an end does not count for a span that is over. */
const KEYS_MAX = 500_000;

/** Two watches may tell of the end before the beginning by this much; what was seen earlier ended something else. */
const EARLY_MS_MAX = 1_000;

interface Pair {
  fromMs: number | undefined;
  toMs: number | undefined;
  /** The uid of the object the span began with: another one under the same key is another beginning. */
  fromUid: string;
  readonly object: string;
}

export class SpanMeter {
  private readonly pairs = new Map<string, Pair>();

  constructor(
    private readonly definition: SpanDefinition,
    private readonly book: MetricBook,
    private readonly measuredFromMs: number,
  ) {}

  /**
   * The condition of `point` begins to hold for `object` as received. A span under way goes on from its first
   * beginning; one that has ended may begin again, as a controller reconciles again.
   */
  event(point: "from" | "to", object: KubeObject, receivedMs: number): void {
    const pair = this.pair(point, object);
    if (!pair) return;
    if (point === "from") this.begin(pair, object.metadata.uid ?? "", receivedMs);
    else if (pair.toMs === undefined) pair.toMs = receivedMs;
    else return;
    if (pair.fromMs !== undefined && pair.toMs !== undefined) this.close(pair.fromMs, pair);
  }

  /** Counts what began and was never seen to end. */
  finish(): void {
    for (const pair of new Set(this.pairs.values())) this.censor(pair);
  }

  private begin(pair: Pair, uid: string, receivedMs: number): void {
    const ended = pair.fromMs !== undefined && pair.toMs !== undefined;
    const byName = this.definition.correlate === "name";
    const replaced = byName && pair.fromMs !== undefined && pair.fromUid !== uid;
    if (pair.fromMs !== undefined && !ended && !replaced) return;
    if (replaced) this.censor(pair);
    const isOld = pair.toMs !== undefined && receivedMs - pair.toMs > EARLY_MS_MAX;
    if (ended || isOld) pair.toMs = undefined;
    pair.fromMs = receivedMs;
    pair.fromUid = uid;
  }

  private censor({ fromMs, toMs }: Pair): void {
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
    const pair: Pair = {
      fromMs: undefined,
      toMs: undefined,
      fromUid: "",
      object: keyOf(object.metadata),
    };
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
