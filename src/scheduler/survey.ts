// Which nodes suit a class of pods, kept current node by node. A node is judged when it is first looked at and again when
// it changes, never once a pod: so a decision costs the same in a cluster of a hundred nodes and of ten thousand.

import { assert } from "../base/index.ts";
import type { NodeTable } from "./node-table.ts";
import { type PodClass, judge } from "./pod-class.ts";

/** Not looked at yet, or no such node. Reason bits are never negative, and 0 means the node suits. */
const UNKNOWN: number = -1;

export class Survey {
  /** How many judgements were made: what a decision costs. */
  judged = 0;
  private reasons: Int32Array<ArrayBuffer>;
  /** The slots that suit, in no particular order, and where each stands among them. */
  private suitable: Int32Array<ArrayBuffer>;
  private place: Int32Array<ArrayBuffer>;
  private suitableCount = 0;
  private readonly countByReasons = new Map<number, number>();
  /** Slots not yet walked over: `walkLeft` of them from `walkAt` on, going round at `walkSlots`. */
  private walkAt: number;
  private walkLeft: number;
  private readonly walkSlots: number;
  /** Where among the suitable the next decision begins, so that all get their turn. */
  private turn = 0;

  /** The first look begins at `startSlot`, so that classes do not all crowd the first nodes. */
  constructor(
    readonly podClass: PodClass,
    private readonly nodes: NodeTable,
    startSlot: number,
  ) {
    const capacity = nodes.present.length;
    this.reasons = new Int32Array(capacity).fill(UNKNOWN);
    this.suitable = new Int32Array(capacity);
    this.place = new Int32Array(capacity);
    this.walkSlots = nodes.slots;
    this.walkAt = this.walkSlots > 0 ? startSlot % this.walkSlots : 0;
    this.walkLeft = podClass.names ? 0 : this.walkSlots;
    for (const name of podClass.names ?? []) {
      const slot = nodes.find(name);
      if (slot !== undefined) this.update(slot);
    }
  }

  /** How many of the nodes looked at suit. */
  get size(): number {
    return this.suitableCount;
  }

  /** The node in `slot` came, changed or went. */
  update(slot: number): void {
    const { names } = this.podClass;
    if (names && !names.has(this.nodes.names[slot]!)) return;
    if (slot >= this.reasons.length) this.grow();
    const after = this.nodes.present[slot] === 1 ? judge(this.podClass, this.nodes, slot) : UNKNOWN;
    this.judged++;
    this.settle(slot, after);
  }

  /**
   * Puts up to `out.length` suitable slots into `out` and says how many: first nodes nobody has looked at, then those
   * known to suit, each in its turn. Fewer only when no more suit; each slot at most once.
   */
  candidates(out: Int32Array): number {
    const known = this.suitableCount;
    let found = this.walk(out);
    const wanted = Math.min(out.length - found, known);
    for (let step = 0; step < wanted; step++)
      out[found++] = this.suitable[(this.turn + step) % known]!;
    if (known > 0) this.turn = (this.turn + wanted) % known;
    return found;
  }

  /** How many nodes fail for each set of reasons. Meaningful once no node suits, for then all have been looked at. */
  failures(): ReadonlyMap<number, number> {
    return this.countByReasons;
  }

  private walk(out: Int32Array): number {
    let found = 0;
    while (this.walkLeft > 0 && found < out.length) {
      const slot = this.walkAt;
      this.walkAt = slot + 1 === this.walkSlots ? 0 : slot + 1;
      this.walkLeft--;
      // Known already where it changed since the walk began.
      if (this.reasons[slot] !== UNKNOWN || this.nodes.present[slot] === 0) continue;
      this.update(slot);
      if (this.reasons[slot] === 0) out[found++] = slot;
    }
    return found;
  }

  private settle(slot: number, after: number): void {
    const before = this.reasons[slot]!;
    if (before === after) return;
    this.reasons[slot] = after;
    if (before === 0) this.exclude(slot);
    else if (before !== UNKNOWN) this.countReasons(before, -1);
    if (after === 0) this.include(slot);
    else if (after !== UNKNOWN) this.countReasons(after, 1);
  }

  private include(slot: number): void {
    this.place[slot] = this.suitableCount;
    this.suitable[this.suitableCount++] = slot;
  }

  private exclude(slot: number): void {
    const place = this.place[slot]!;
    const last = this.suitable[--this.suitableCount]!;
    assert(this.suitable[place] === slot || last === slot, "a suitable slot knows its place");
    this.suitable[place] = last;
    this.place[last] = place;
  }

  private countReasons(reasons: number, by: 1 | -1): void {
    const count = (this.countByReasons.get(reasons) ?? 0) + by;
    if (count > 0) this.countByReasons.set(reasons, count);
    else this.countByReasons.delete(reasons);
  }

  private grow(): void {
    const capacity = this.nodes.present.length;
    const grown = (column: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> => {
      const wider = new Int32Array(capacity).fill(fill);
      wider.set(column);
      return wider;
    };
    this.reasons = grown(this.reasons, UNKNOWN);
    this.suitable = grown(this.suitable, 0);
    this.place = grown(this.place, 0);
  }
}
