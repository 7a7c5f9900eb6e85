// What every controller of pods shares: it knows its owners, looks at one when it or a child changed, and keeps count of
// what it expects to see.

import type { Clock, Logger } from "../../base/index.ts";
import {
  type KubeObject,
  type LabelSelector,
  type LabelSelectorObject,
  type Resource,
  keyOf,
  labelSelectorFromObject,
} from "../../kube/index.ts";
import { Expectations } from "../wire/expectations.ts";
import type { Feeds } from "../wire/feeds.ts";
import { WorkQueue } from "../wire/work-queue.ts";
import type { Writer } from "../wire/write.ts";
import type { ChildChange, Children } from "./children.ts";
import { type Claims, claim } from "./claims.ts";
import type { ChildView, PodView } from "./pod-view.ts";

/** What the manager gives each controller. */
export interface Context {
  readonly feeds: Feeds;
  readonly pods: Children<PodView>;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the manager sees of each controller. */
export interface Controller {
  readonly queues: readonly WorkQueue[];
}

/** Owners looked at at once, per controller; writes have their own limit. */
const WORKERS_MAX = 32;

export interface Owner<T extends KubeObject> {
  readonly object: T;
  /** Selects nothing where the object's selector is missing or not valid. */
  readonly selector: LabelSelector;
}

export interface OwnerOptions<T extends KubeObject, V extends ChildView> {
  readonly resource: Resource;
  readonly childResource: Resource;
  readonly children: Children<V>;
  readonly sync: (owner: Owner<T>) => Promise<void>;
  /** The owner is gone. */
  readonly forget?: (owner: Owner<T>) => void;
}

export class OwnerController<T extends KubeObject, V extends ChildView> {
  readonly expectations = new Expectations();
  readonly queue: WorkQueue;
  private readonly owners = new Map<string, Owner<T>>();
  private readonly keyByUid = new Map<string, string>();

  constructor(
    context: Context,
    private readonly options: OwnerOptions<T, V>,
  ) {
    const { clock, logger, feeds } = context;
    this.queue = new WorkQueue({
      name: options.resource.plural,
      workersMax: WORKERS_MAX,
      clock,
      logger,
      sync: (key) => this.sync(key),
    });
    feeds.on<T>(options.resource, (type, object) => this.observe(type, object));
    options.children.listen((change) => this.childChanged(change));
  }

  /** The owner a child's controller reference names, if it is one of ours. */
  ownerOf(uid: string): Owner<T> | undefined {
    const key = this.keyByUid.get(uid);
    return key === undefined ? undefined : this.owners.get(key);
  }

  /** The owner's children, with the writes that settle whose they are. */
  claim(owner: Owner<T>): Claims<V> {
    const { resource, childResource, children } = this.options;
    const { uid = "", namespace = "" } = owner.object.metadata;
    return claim({
      owner: owner.object,
      ownerResource: resource,
      childResource,
      selector: owner.selector,
      owned: children.ownedBy(uid),
      orphans: children.orphansIn(namespace),
    });
  }

  private async sync(key: string): Promise<void> {
    const owner = this.owners.get(key);
    if (owner) await this.options.sync(owner);
  }

  private observe(type: string, object: T): void {
    const key = keyOf(object.metadata);
    const { uid = "" } = object.metadata;
    const before = this.owners.get(key);
    if (before && (type === "DELETED" || before.object.metadata.uid !== uid))
      this.lose(key, before);
    if (type === "DELETED") return;
    const selector = selectorOf(object, before);
    this.owners.set(key, { object, selector });
    this.keyByUid.set(uid, key);
    this.queue.add(key);
  }

  private lose(key: string, owner: Owner<T>): void {
    const { uid = "" } = owner.object.metadata;
    this.owners.delete(key);
    this.keyByUid.delete(uid);
    this.expectations.forget(uid);
    this.options.forget?.(owner);
  }

  private childChanged({ before, after }: ChildChange<V>): void {
    const ownerBefore = before?.owner?.uid;
    const ownerAfter = after?.owner?.uid;
    if (before && ownerBefore !== undefined && (!after || after.deleting))
      this.expectations.deleted(ownerBefore, before.uid);
    if (!before && ownerAfter !== undefined) this.expectations.created(ownerAfter);
    for (const uid of new Set([ownerBefore, ownerAfter])) {
      const key = uid === undefined ? undefined : this.keyByUid.get(uid);
      if (key !== undefined) this.queue.add(key);
    }
    if (after && ownerAfter === undefined) this.offer(after);
  }

  /** An orphan may be what some owner looks for. */
  private offer(orphan: V): void {
    for (const [key, { object, selector }] of this.owners)
      if (object.metadata.namespace === orphan.namespace && selector.matches(orphan.labels))
        this.queue.add(key);
  }
}

const NOTHING = labelSelectorFromObject(undefined);

function selectorOf<T extends KubeObject>(object: T, before: Owner<T> | undefined): LabelSelector {
  const text = (object["spec"] as { selector?: LabelSelectorObject } | undefined)?.selector;
  // Selectors do not change; only their owner's other fields do.
  if (before && before.object.metadata.uid === object.metadata.uid) return before.selector;
  try {
    const selector = labelSelectorFromObject(text);
    return selector.empty ? NOTHING : selector;
  } catch {
    return NOTHING;
  }
}
