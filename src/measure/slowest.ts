// The slowest few, kept as they come: what a reader asks first after a bad percentile is "which ones?".

/**
 * Keeps the `max` entries of greatest weight. What an entry says is put into words when asked for: while a queue grows
 * every object is slower than the one before, and would be described only to be forgotten.
 */
export class Slowest<T> {
  /** Ascending by weight: the first is the first to go. */
  private readonly entries: { readonly weight: number; readonly value: () => T }[] = [];

  constructor(private readonly max: number) {}

  offer(weight: number, value: () => T): void {
    if (this.max === 0) return;
    if (this.entries.length === this.max) {
      if (weight <= this.entries[0]!.weight) return;
      this.entries.shift();
    }
    const at = this.entries.findIndex((entry) => entry.weight > weight);
    this.entries.splice(at < 0 ? this.entries.length : at, 0, { weight, value });
  }

  get size(): number {
    return this.entries.length;
  }

  /** Worst first. */
  values(): T[] {
    return this.entries.map((entry) => entry.value()).reverse();
  }
}
