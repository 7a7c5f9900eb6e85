// What keeps a store's changes beyond the life of the process, where something does.

import type { Change } from "./change-log.ts";
import type { Collection } from "./collection.ts";

export interface Journal {
  /** Takes a change that is about to be made; throws a StorageError where it cannot be kept, and then it is not made. */
  record(collection: Collection, change: Change): void;
}

/** A change that is made in memory and not yet kept. */
export interface Unkept {
  readonly collection: Collection;
  readonly change: Change;
}

/** A write cannot be kept; the message is a sentence for whoever asked for it. */
export class StorageError extends Error {
  override name = "StorageError";
}
