// The objects by the value of one selectable field; upstream indexes pods by spec.nodeName, and so do we.

import type { StoredObject } from "./stored-object.ts";

export class FieldIndex {
  private readonly byValue = new Map<string, Map<string, StoredObject>>();

  constructor(private readonly position: number) {}

  /** Records that `previous` became `current`; either may be absent. */
  move(previous: StoredObject | undefined, current: StoredObject | undefined): void {
    const before = previous?.fields[this.position] ?? "";
    const after = current?.fields[this.position] ?? "";
    if (previous && before !== "" && before !== after) this.drop(before, previous);
    if (current && after !== "") this.put(after, current);
    else if (previous && before !== "" && before === after) this.drop(before, previous);
  }

  /** The objects with this value, in no particular order. The empty value is not indexed. */
  get(value: string): Iterable<StoredObject> {
    return this.byValue.get(value)?.values() ?? [];
  }

  private put(value: string, object: StoredObject): void {
    let objects = this.byValue.get(value);
    if (!objects) this.byValue.set(value, (objects = new Map()));
    objects.set(`${object.namespace}/${object.name}`, object);
  }

  private drop(value: string, object: StoredObject): void {
    const objects = this.byValue.get(value);
    if (!objects) return;
    objects.delete(`${object.namespace}/${object.name}`);
    if (objects.size === 0) this.byValue.delete(value);
  }
}
