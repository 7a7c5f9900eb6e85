// Children by their controller, and those that have none, as the watch shows them.

import type { ChildView } from "./pod-view.ts";

export type ChildChange<V> =
  | { readonly before: undefined; readonly after: V }
  | { readonly before: V; readonly after: V }
  | { readonly before: V; readonly after: undefined };

export class Children<V extends ChildView> {
  private readonly byKey = new Map<string, V>();
  private readonly byOwner = new Map<string, Map<string, V>>();
  private readonly orphansByNamespace = new Map<string, Map<string, V>>();
  private readonly listeners: ((change: ChildChange<V>) => void)[] = [];

  get size(): number {
    return this.byKey.size;
  }

  /** Listeners hear of each change after it was made. */
  listen(listener: (change: ChildChange<V>) => void): void {
    this.listeners.push(listener);
  }

  get(key: string): V | undefined {
    return this.byKey.get(key);
  }

  all(): IterableIterator<V> {
    return this.byKey.values();
  }

  ownedBy(ownerUid: string): readonly V[] {
    return [...(this.byOwner.get(ownerUid)?.values() ?? [])];
  }

  orphansIn(namespace: string): readonly V[] {
    return [...(this.orphansByNamespace.get(namespace)?.values() ?? [])];
  }

  set(view: V): void {
    const before = this.byKey.get(view.key);
    // Another uid under the same name is another object, and its predecessor is gone.
    if (before && before.uid !== view.uid) this.delete(view.key);
    else if (before) this.unindex(before);
    this.byKey.set(view.key, view);
    this.index(view);
    const known = before?.uid === view.uid ? before : undefined;
    for (const listener of this.listeners)
      listener({ before: known, after: view } as ChildChange<V>);
  }

  delete(key: string): void {
    const before = this.byKey.get(key);
    if (!before) return;
    this.byKey.delete(key);
    this.unindex(before);
    for (const listener of this.listeners) listener({ before, after: undefined });
  }

  private index(view: V): void {
    const [group, name] = this.groupOf(view);
    const members = group.get(name) ?? new Map<string, V>();
    members.set(view.key, view);
    group.set(name, members);
  }

  private unindex(view: V): void {
    const [group, name] = this.groupOf(view);
    const members = group.get(name);
    members?.delete(view.key);
    if (members?.size === 0) group.delete(name);
  }

  private groupOf(view: V): readonly [Map<string, Map<string, V>>, string] {
    return view.owner ? [this.byOwner, view.owner.uid] : [this.orphansByNamespace, view.namespace];
  }
}
