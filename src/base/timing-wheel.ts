// Keyed timers: one slot a key, cancel and replace in O(1).
// A wheel, not a heap: 100,000 pods wait on the same few delays, and a heap would pay log n to learn that.

import { assert } from "./assert.ts";

interface Entry<T> {
  readonly key: string;
  readonly value: T;
  readonly dueMs: number;
}

/** A hashed timing wheel (Varghese and Lauck, 1987, scheme 6) over an injected clock. */
export class TimingWheel<T> {
  private readonly slots: Map<string, Entry<T>>[];
  private readonly slotByKey = new Map<string, number>();
  private cursorTick: number;

  /** `tickMs` is the resolution; entries further away than `slots × tickMs` go round more than once. */
  constructor(
    nowMs: number,
    readonly tickMs = 10,
    slotCount = 4096,
  ) {
    assert(tickMs > 0 && slotCount > 1, "a wheel has slots and a tick");
    this.slots = Array.from({ length: slotCount }, () => new Map());
    this.cursorTick = Math.floor(nowMs / tickMs);
  }

  get size(): number {
    return this.slotByKey.size;
  }

  has(key: string): boolean {
    return this.slotByKey.has(key);
  }

  get(key: string): T | undefined {
    const slot = this.slotByKey.get(key);
    return slot === undefined ? undefined : this.slots[slot]!.get(key)?.value;
  }

  /** Puts `value` in the key's one place, due at `dueMs`; whatever waited there is replaced. */
  set(key: string, value: T, dueMs: number): void {
    this.cancel(key);
    const tick = Math.max(this.cursorTick, Math.ceil(dueMs / this.tickMs));
    const slot = tick % this.slots.length;
    this.slots[slot]!.set(key, { key, value, dueMs });
    this.slotByKey.set(key, slot);
  }

  /** Removes the key's entry; says whether there was one. */
  cancel(key: string): boolean {
    const slot = this.slotByKey.get(key);
    if (slot === undefined) return false;
    this.slots[slot]!.delete(key);
    this.slotByKey.delete(key);
    return true;
  }

  /** Takes out everything due by `nowMs`, earliest slot first. */
  take(nowMs: number): { key: string; value: T; dueMs: number }[] {
    const due: Entry<T>[] = [];
    const nowTick = Math.floor(nowMs / this.tickMs);
    const last = Math.min(nowTick, this.cursorTick + this.slots.length - 1);
    for (let tick = this.cursorTick; tick <= last; tick++) {
      const slot = this.slots[tick % this.slots.length]!;
      for (const entry of slot.values()) {
        if (entry.dueMs > nowMs) continue;
        slot.delete(entry.key);
        this.slotByKey.delete(entry.key);
        due.push(entry);
      }
    }
    this.cursorTick = Math.max(this.cursorTick, nowTick);
    return due;
  }
}
