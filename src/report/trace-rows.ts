// Rows of a trace, given out by time: each journey gets the lowest row that is free when it begins.

/** Journeys are added in any order, rows asked for in the same order. */
export class TraceRows {
  private readonly fromMs: number[] = [];
  private readonly toMs: number[] = [];
  private rows = new Int32Array(0);
  private asked = 0;

  add(fromMs: number, toMs: number): void {
    this.fromMs.push(fromMs);
    this.toMs.push(toMs);
  }

  /** To be called once everything is added. */
  assign(): void {
    this.rows = new Int32Array(this.fromMs.length);
    const begins = Uint32Array.from(this.fromMs.keys());
    begins.sort((left, right) => this.fromMs[left]! - this.fromMs[right]!);
    const busy = new Heap();
    const free = new Heap();
    let rows = 0;
    for (const journey of begins) {
      while (busy.size > 0 && busy.least <= this.fromMs[journey]!) {
        const row = busy.take();
        free.add(row, row);
      }
      const row = free.size > 0 ? free.take() : rows++;
      this.rows[journey] = row;
      busy.add(this.toMs[journey]!, row);
    }
  }

  /** The row of the next journey, in the order they were added. */
  next(): number {
    return this.rows[this.asked++]!;
  }
}

/** Rows by a key, least first. */
class Heap {
  private readonly keys: number[] = [];
  private readonly rows: number[] = [];

  get size(): number {
    return this.keys.length;
  }

  get least(): number {
    return this.keys[0]!;
  }

  add(key: number, row: number): void {
    let at = this.keys.length;
    for (let parent = (at - 1) >> 1; at > 0 && this.keys[parent]! > key; parent = (at - 1) >> 1) {
      this.move(parent, at);
      at = parent;
    }
    this.put(at, key, row);
  }

  take(): number {
    const [row] = this.rows as [number];
    const [key, last] = [this.keys.pop()!, this.rows.pop()!];
    const size = this.keys.length;
    if (size === 0) return row;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < size && this.keys[child + 1]! < this.keys[child]!) child++;
      if (child >= size || this.keys[child]! >= key) break;
      this.move(child, at);
      at = child;
    }
    this.put(at, key, last);
    return row;
  }

  private move(from: number, to: number): void {
    this.put(to, this.keys[from]!, this.rows[from]!);
  }

  private put(at: number, key: number, row: number): void {
    this.keys[at] = key;
    this.rows[at] = row;
  }
}
