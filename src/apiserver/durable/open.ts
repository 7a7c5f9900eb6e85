// A store with a data directory: locked, read, gone on with, and left.

import { mkdirSync } from "node:fs";
import type { Logger } from "../../base/index.ts";
import type { CollectionDefinition } from "../store/collection.ts";
import type { Store } from "../store/store.ts";
import { CommitLog } from "./commit-log.ts";
import { Compaction, COMPACTION_LIMITS, type CompactionLimits } from "./compaction.ts";
import { continueSegment, createSegment, type Fsync, removeFiles } from "./files.ts";
import { lockDirectory } from "./lock.ts";
import { recover, type Recovered } from "./recover.ts";
import type { State } from "./snapshot.ts";

export interface DataOptions {
  readonly directory: string;
  readonly fsync: Fsync;
  readonly compaction?: CompactionLimits | undefined;
}

/** What the store is given and how it goes on. */
export interface DataContext {
  /** Empty; it has what the directory holds when openData returns. */
  readonly store: Store;
  /** The collections there are without any CustomResourceDefinition. */
  readonly builtin: Iterable<CollectionDefinition>;
  readonly logger: Logger;
  readonly defer: (task: () => void) => void;
}

export interface OpenData {
  readonly log: CommitLog;
  /** Waits until everything is kept, and lets the directory go. */
  close(): Promise<void>;
}

/** Fails with a sentence where another process has the directory, or what it holds is damaged. */
export function openData(options: DataOptions, context: DataContext): OpenData {
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  try {
    const recovered = recover(directory);
    restore(context, recovered);
    return goOn(options, context, recovered, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function restore({ store, builtin, logger }: DataContext, recovered: Recovered): void {
  const { objects, changes, resourceVersion, torn } = recovered;
  if (torn)
    logger.warn("the end of the log was cut: it had not been written whole, nor acknowledged", {
      file: torn.file,
      offset: torn.offset,
      bytes: torn.bytes,
    });
  if (resourceVersion === undefined) return;
  // A new store counts from the clock, which is past whatever was given out, and not yet kept, in an earlier life.
  const byClock = store.resourceVersion;
  store.resumeAt(resourceVersion);
  const definitions = new Map<string, CollectionDefinition>();
  for (const definition of builtin) {
    definitions.set(definition.name, definition);
    store.collection(definition);
  }
  const collectionNamed = (name: string): ReturnType<Store["collection"]> =>
    store.collection(definitions.get(name) ?? undefinedYet(name));
  for (const { collection, text } of objects) store.adopt(collectionNamed(collection), text);
  for (const { type, collection, text } of changes)
    if (type !== "SEAL") store.replay(collectionNamed(collection), type, text);
  store.advanceTo(Math.max(recovered.newest, byClock));
}

/** Custom resources come before the definition that says which of their fields can be selected; see Store.redefine. */
function undefinedYet(name: string): CollectionDefinition {
  return { name, fieldNames: [], readFields: () => [] };
}

function goOn(
  { directory, fsync, compaction: limits = COMPACTION_LIMITS }: DataOptions,
  { store, logger, defer }: DataContext,
  { last, obsolete }: Recovered,
  unlock: () => void,
): OpenData {
  const segment = last
    ? continueSegment(directory, last.number, last.length, fsync)
    : createSegment(directory, 1, fsync);
  removeFiles(directory, obsolete);
  const compaction = new Compaction({
    directory,
    fsync,
    limits,
    logger,
    capture: () => stateOf(store),
    segmentNumber: last?.number ?? 1,
  });
  const log = new CommitLog({
    segment,
    logger,
    defer,
    betweenGroups: (log) => compaction.between(log),
    resourceVersion: store.resourceVersion,
  });
  log.onLost = (unkept) => store.takeBack(unkept);
  log.seal();
  store.attach(log);
  return {
    log,
    async close() {
      await log.close();
      await compaction.finish();
      unlock();
    },
  };
}

function stateOf(store: Store): State {
  const collections = [...store.all].map((collection) => ({
    name: collection.definition.name,
    objects: [...collection.all()],
  }));
  return { resourceVersion: store.resourceVersion, collections };
}
