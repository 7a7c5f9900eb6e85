// All collections under one revision counter, as etcd has it: what a write returns, what its watch event
// carries and what a later bookmark says are one ordered sequence.

import { assert, type Clock } from "../../base/index.ts";
import type { KubeObject } from "../../kube/index.ts";
import type { Change, ChangeType } from "./change-log.ts";
import { Collection, type CollectionDefinition } from "./collection.ts";
import type { Journal, Unkept } from "./journal.ts";
import { EVERYTHING } from "./selection.ts";
import type { Draft } from "./draft.ts";
import { ParsedCache, StoredObject } from "./stored-object.ts";
import type { WatchHub } from "./watch-hub.ts";

export interface StoreOptions {
  readonly clock: Clock;
  /** Called when a hub has frames to write; must call `hub.flush()` soon, and not from within this call. */
  readonly scheduleFlush: (hub: WatchHub) => void;
}

/** Told of every write; may write itself. */
export interface WriteObserver {
  /** Right before: it is certain, and the object is still a draft. */
  readonly before?: (collection: Collection, write: PendingWrite) => void;
  /** Right after. */
  readonly after?: (collection: Collection, change: Change) => void;
}

export interface PendingWrite {
  readonly type: ChangeType;
  /** Not to be changed. */
  readonly draft: KubeObject;
  readonly previous: StoredObject | undefined;
}

export class Store {
  private readonly collections = new Map<string, Collection>();
  private readonly parsed = new ParsedCache();
  private readonly observers: WriteObserver[] = [];
  private revision: number;
  /** Undefined: everything is in memory only. */
  private journal: Journal | undefined;

  /**
   * The counter starts at the wall clock in microseconds: a client that remembers a resourceVersion from before
   * a restart always holds an older one and is told 410, never "too large".
   */
  constructor(private readonly options: StoreOptions) {
    this.revision = Math.floor(options.clock.wallMs() * 1000);
    assert(Number.isSafeInteger(this.revision), "a resourceVersion is an exact integer");
  }

  /** The newest resourceVersion. */
  get resourceVersion(): number {
    return this.revision;
  }

  /** The collection of `definition`, made when first asked for. */
  collection(definition: CollectionDefinition): Collection {
    let collection = this.collections.get(definition.name);
    if (!collection) {
      collection = new Collection(definition, this.revision, this.options.scheduleFlush);
      this.collections.set(definition.name, collection);
    }
    const { fill } = collection;
    if (fill) {
      collection.fill = undefined;
      fill();
    }
    return collection;
  }

  /** Has `fill` write the objects that a collection starts with, when somebody asks for it the next time. */
  fillOnDemand(definition: CollectionDefinition, fill: () => void): void {
    this.collection(definition).fill = fill;
  }

  get all(): Iterable<Collection> {
    return this.collections.values();
  }

  /**
   * Gives a collection, which need not be there yet, another set of selectable fields. Its history begins anew, so those
   * who watch it must have been sent away.
   */
  redefine(definition: CollectionDefinition): void {
    const before = this.collections.get(definition.name);
    this.collections.delete(definition.name);
    const collection = this.collection(definition);
    for (const object of before?.select(EVERYTHING) ?? [])
      collection.adopt(object.withFields(definition.readFields(this.read(object))));
  }

  /** Forgets a collection that is empty of objects, as when a custom resource goes. */
  drop(name: string): void {
    const collection = this.collections.get(name);
    assert(!collection || collection.size === 0, "a dropped collection is empty");
    this.collections.delete(name);
  }

  /** Takes the place of an earlier life that was at `resourceVersion`, before anything is adopted or replayed. */
  resumeAt(resourceVersion: number): void {
    this.revision = resourceVersion;
    for (const { log } of this.collections.values()) log.beginAnew(resourceVersion);
  }

  /** The next write comes after `resourceVersion`. */
  advanceTo(resourceVersion: number): void {
    this.revision = Math.max(this.revision, resourceVersion);
  }

  /** Takes in an object of the state that an earlier life left. */
  adopt(collection: Collection, text: string): void {
    const { readFields } = collection.definition;
    collection.adopt(StoredObject.parse(text, readFields));
  }

  /** Makes a change of an earlier life again: who saw that life can resume from it. */
  replay(collection: Collection, type: ChangeType, text: string): void {
    const object = StoredObject.parse(text, collection.definition.readFields);
    const { namespace, name, resourceVersion } = object;
    const previous = collection.get(namespace, name);
    const atMs = this.options.clock.nowMs();
    collection.apply({ type, resourceVersion, object, previous, atMs });
    this.revision = resourceVersion;
  }

  /** From now on every change is recorded in `journal` before it is made. */
  attach(journal: Journal): void {
    this.journal = journal;
  }

  /**
   * Takes back changes that could not be kept, the newest last. Whoever may have been about to hear of them is sent away;
   * history begins anew where they were, so that whoever follows it looks at everything again. Their revisions are not
   * given out again.
   */
  takeBack(unkept: readonly Unkept[]): void {
    this.revision++;
    for (const { collection, change } of unkept.toReversed()) {
      // It may have been redefined meanwhile: the one of that name now is the one that has the change.
      const present = this.collections.get(collection.definition.name);
      present?.takeBack(change);
      present?.log.beginAnew(this.revision);
    }
    for (const { hub } of this.collections.values()) hub.sendAwayUntold();
  }

  /** The parsed body: shared, not to be changed. */
  read(stored: StoredObject): KubeObject {
    return this.parsed.read(stored);
  }

  observe(observer: WriteObserver): void {
    this.observers.push(observer);
  }

  /** Adds an object that is not there yet. The draft belongs to the store afterwards. */
  create(collection: Collection, draft: Draft): StoredObject {
    const { namespace, name } = draft.metadata;
    assert(!collection.get(namespace ?? "", name), "a created object did not exist");
    return this.writeDraft(collection, "ADDED", draft, undefined);
  }

  /** Replaces the version `previous`, which must be the present one. */
  replace(collection: Collection, previous: StoredObject, draft: Draft): StoredObject {
    assert(
      collection.get(previous.namespace, previous.name) === previous,
      "the replaced version is the present one",
    );
    return this.writeDraft(collection, "MODIFIED", draft, previous);
  }

  /**
   * Removes the version `previous`, changed to `draft` on the way where one is given; returns its last state, stamped with
   * the revision of the deletion.
   */
  remove(collection: Collection, previous: StoredObject, draft?: Draft): StoredObject {
    assert(
      collection.get(previous.namespace, previous.name) === previous,
      "the removed version is the present one",
    );
    if (draft) return this.writeDraft(collection, "DELETED", draft, previous);
    const write = { type: "DELETED", draft: this.read(previous), previous } as const;
    return this.write(collection, write, (revision) => previous.restamped(revision));
  }

  /** What `draft` would look like if it were written now; nothing is kept. */
  preview(collection: Collection, draft: Draft, resourceVersion: number): StoredObject {
    return StoredObject.from(draft, resourceVersion, collection.definition.readFields);
  }

  private writeDraft(
    collection: Collection,
    type: ChangeType,
    draft: Draft,
    previous: StoredObject | undefined,
  ): StoredObject {
    const { readFields } = collection.definition;
    return this.write(collection, { type, draft, previous }, (revision) => {
      const object = StoredObject.from(draft, revision, readFields, previous);
      if (type !== "DELETED") this.parsed.remember(object, draft);
      return object;
    });
  }

  /** `stamp` makes of the write what is stored under a revision. */
  private write(
    collection: Collection,
    write: PendingWrite,
    stamp: (revision: number) => StoredObject,
  ): StoredObject {
    for (const { before } of this.observers) before?.(collection, write);
    const resourceVersion = ++this.revision;
    const object = stamp(resourceVersion);
    const { type, previous } = write;
    const change: Change = {
      type,
      resourceVersion,
      object,
      previous,
      atMs: this.options.clock.nowMs(),
    };
    this.journal?.record(collection, change);
    collection.apply(change);
    for (const { after } of this.observers) after?.(collection, change);
    if (previous) previous.parsed = undefined;
    return object;
  }
}
