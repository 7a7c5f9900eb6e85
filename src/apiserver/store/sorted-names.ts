// Names in order without paying for order on every write: new names wait in a heap of their own
// until somebody lists, and are then sorted and merged in.

export class SortedNames {
  private sorted: readonly string[] = [];
  private added: string[] = [];
  private removed = false;

  add(name: string): void {
    this.added.push(name);
  }

  /** Says that some name went; which one is found out by `isPresent` when the order is needed. */
  remove(): void {
    this.removed = true;
  }

  /** The present names in order of their UTF-16 units, which for Kubernetes names is byte order. */
  list(isPresent: (name: string) => boolean): readonly string[] {
    if (this.removed) {
      this.sorted = this.sorted.filter(isPresent);
      // A name may have been added, removed and added again between two lists.
      this.added = [...new Set(this.added)].filter(isPresent);
      this.removed = false;
    }
    if (this.added.length > 0) {
      this.sorted = merge(this.sorted, this.added.sort());
      this.added = [];
    }
    return this.sorted;
  }
}

/** Two ordered lists as one, each name once. */
function merge(left: readonly string[], right: readonly string[]): string[] {
  const merged: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const [a, b] = [left[i]!, right[j]!];
    if (a <= b) {
      merged.push(a);
      i++;
      if (a === b) j++;
    } else {
      merged.push(b);
      j++;
    }
  }
  for (; i < left.length; i++) merged.push(left[i]!);
  for (; j < right.length; j++) merged.push(right[j]!);
  return merged;
}
