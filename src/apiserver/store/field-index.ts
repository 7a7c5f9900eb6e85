// The objects by the value of one selectable field; upstream indexes pods by spec.nodeName, and so do we.

import type { StoredObject } from "./stored-object.ts";

export class FieldIndex {
  private readonly byValue = new Map<string, Set<StoredObject>>();

  constructor(private readonly position: number) {}

  /** Records that `previous` became `current`; either may be absent. */
  move(previous: StoredObject | undefined, current: StoredObject | undefined): void {
    const before = previous?.fields[this.position];
    if (previous && before) this.drop(before, previous);
    const after = current?.fields[this.position];
    if (current && after) this.put(after, current);
  }

  /** The objects with this value, in no particular order. The empty value is not indexed. */
  get(value: string): Iterable<StoredObject> {
    return this.byValue.get(value) ?? [];
  }

  private put(value: string, object: StoredObject): void {
    const objects = this.byValue.get(value);
    if (objects) objects.add(object);
    else this.byValue.set(value, new Set([object]));
  }

  private drop(value: string, object: StoredObject): void {
    const objects = this.byValue.get(value);
    if (!objects) return;
    objects.delete(object);
    if (objects.size === 0) this.byValue.delete(value);
  }
}
