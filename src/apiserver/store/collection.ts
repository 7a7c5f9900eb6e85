// The objects of one resource: by namespace and name, in order when somebody lists, and with their history.

import { ChangeLog, type Change, type ChangeLogLimits } from "./change-log.ts";
import { FieldIndex } from "./field-index.ts";
import { isSelected, isSelective, type Selection } from "./selection.ts";
import { SortedNames } from "./sorted-names.ts";
import type { FieldReader, StoredObject } from "./stored-object.ts";
import { WatchHub } from "./watch-hub.ts";

export interface CollectionDefinition {
  /** `pods`, `deployments.apps`: unique in the store. */
  readonly name: string;
  /** What a field selector may name besides metadata.name and metadata.namespace. */
  readonly fieldNames: readonly string[];
  readonly readFields: FieldReader;
  /** The subset of `fieldNames` that lists and watches find by index. */
  readonly indexedFields?: readonly string[];
  readonly changeLogLimits?: ChangeLogLimits;
}

interface Partition {
  readonly objects: Map<string, StoredObject>;
  readonly names: SortedNames;
}

export class Collection {
  readonly log: ChangeLog;
  readonly hub: WatchHub;
  /** What makes the objects it starts with, until somebody asks for them. */
  fill: (() => void) | undefined;
  private readonly partitions = new Map<string, Partition>();
  private readonly namespaces = new SortedNames();
  private readonly indexes = new Map<string, FieldIndex>();
  private count = 0;

  constructor(
    readonly definition: CollectionDefinition,
    firstResourceVersion: number,
    scheduleFlush: (hub: WatchHub) => void,
  ) {
    this.log = new ChangeLog(firstResourceVersion, definition.changeLogLimits);
    for (const field of definition.indexedFields ?? [])
      this.indexes.set(field, new FieldIndex(definition.fieldNames.indexOf(field)));
    this.hub = new WatchHub(definition, scheduleFlush);
  }

  get size(): number {
    return this.count;
  }

  get(namespace: string, name: string): StoredObject | undefined {
    return this.partitions.get(namespace)?.objects.get(name);
  }

  /** How many objects there are in `namespace`. */
  sizeOf(namespace: string): number {
    return this.partitions.get(namespace)?.objects.size ?? 0;
  }

  /** Makes `change` the present, remembers it, and hands it to the watchers. */
  apply(change: Change): void {
    const { object, previous } = change;
    const present = change.type === "DELETED" ? undefined : object;
    if (present) this.put(present);
    else this.remove(object);
    for (const index of this.indexes.values()) index.move(previous, present);
    this.log.append(change);
    this.hub.publish(change);
  }

  /** Undoes `change`, the last one of its object; the history is the caller's to mend. */
  takeBack(change: Change): void {
    const { object, previous } = change;
    const present = change.type === "DELETED" ? undefined : object;
    if (previous) this.put(previous);
    else this.remove(object);
    for (const index of this.indexes.values()) index.move(present, previous);
  }

  /** Takes an object in as part of the state its history begins with. */
  adopt(object: StoredObject): void {
    this.put(object);
    for (const index of this.indexes.values()) index.move(undefined, object);
  }

  /** Every object, in no order that means anything but this: what was created first tends to come first. */
  *all(): Iterable<StoredObject> {
    for (const { objects } of this.partitions.values()) yield* objects.values();
  }

  /** The selected objects of now, in order of namespace and name. */
  select(selection: Selection): StoredObject[] {
    return this.indexed(selection) ?? this.scan(selection);
  }

  /**
   * The selected objects as they were at `resourceVersion`, in the same order; undefined where that
   * is further back than the history goes.
   */
  selectAt(selection: Selection, resourceVersion: number): StoredObject[] | undefined {
    const undone = this.log.undoneSince(resourceVersion);
    if (!undone) return undefined;
    if (undone.size === 0) return this.select(selection);
    const objects = this.scan({ namespace: selection.namespace, key: "" }).filter(
      ({ namespace, name }) => !undone.has(`${namespace}/${name}`),
    );
    for (const object of undone.values()) if (object) objects.push(object);
    return objects.filter((object) => isSelected(selection, object)).sort(byKey);
  }

  /** The oldest object by insertion, for collections that are bounded. */
  oldest(): StoredObject | undefined {
    let oldest: StoredObject | undefined;
    for (const { objects } of this.partitions.values()) {
      const [first] = objects.values();
      if (first && (!oldest || first.resourceVersion < oldest.resourceVersion)) oldest = first;
    }
    return oldest;
  }

  private indexed(selection: Selection): StoredObject[] | undefined {
    const { exact } = selection;
    if (!exact) return undefined;
    const name = exact["metadata.name"];
    if (name !== undefined && selection.namespace !== "") {
      const object = this.get(selection.namespace, name);
      return object && isSelected(selection, object) ? [object] : [];
    }
    for (const [field, index] of this.indexes) {
      const value = exact[field];
      if (!value) continue;
      return [...index.get(value)].filter((object) => isSelected(selection, object)).sort(byKey);
    }
    return undefined;
  }

  private scan(selection: Selection): StoredObject[] {
    const selected: StoredObject[] = [];
    const selective = isSelective(selection);
    for (const namespace of this.namespacesOf(selection)) {
      const partition = this.partitions.get(namespace);
      if (!partition) continue;
      const { objects, names } = partition;
      for (const name of names.list((name) => objects.has(name))) {
        const object = objects.get(name)!;
        if (!selective || isSelected(selection, object)) selected.push(object);
      }
    }
    return selected;
  }

  private namespacesOf({ namespace }: Selection): readonly string[] {
    if (namespace !== "") return [namespace];
    // Sorted with the slash that follows them in a key: "a-b/x" comes before "a/x".
    return this.namespaces
      .list((slashed) => this.partitions.has(slashed.slice(0, -1)))
      .map((slashed) => slashed.slice(0, -1));
  }

  private put(object: StoredObject): void {
    let partition = this.partitions.get(object.namespace);
    if (!partition) {
      partition = { objects: new Map(), names: new SortedNames() };
      this.partitions.set(object.namespace, partition);
      this.namespaces.add(`${object.namespace}/`);
    }
    const { objects, names } = partition;
    const before = objects.size;
    objects.set(object.name, object);
    if (objects.size === before) return;
    names.add(object.name);
    this.count++;
  }

  private remove({ namespace, name }: StoredObject): void {
    const partition = this.partitions.get(namespace);
    if (!partition?.objects.delete(name)) return;
    partition.names.remove();
    this.count--;
    if (partition.objects.size > 0) return;
    this.partitions.delete(namespace);
    this.namespaces.remove();
  }
}

function byKey(left: StoredObject, right: StoredObject): number {
  const [a, b] = [`${left.namespace}/${left.name}`, `${right.namespace}/${right.name}`];
  return a < b ? -1 : a > b ? 1 : 0;
}
