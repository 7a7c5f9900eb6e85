// What every form of an object must be able to do: stand alone, in a list, in a watch.

import type { Rendering } from "../../store/watch-group.ts";
import type { StoredObject } from "../../store/stored-object.ts";

export interface ListMeta {
  /** Absent where what is listed has no versions. */
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface Representation extends Rendering {
  /** One object on its own. */
  text(object: StoredObject): string;
  /** One object among the items of a list. */
  item(object: StoredObject): string;
  /** A list up to its first item. */
  listHead(metadata: ListMeta): string;
  readonly listTail: string;
  /** The items of a list in the order in which they are shown, where that is another. */
  readonly ordered?: (objects: readonly StoredObject[]) => readonly StoredObject[];
  /** The first frames of a watch, with what only the first one says. */
  readonly opened?: (frames: string) => string;
}

export function bookmarkFrame(object: string): string {
  return `{"type":"BOOKMARK","object":${object}}\n`;
}

export function bookmarkMetadata(resourceVersion: number, initialEventsEnd: boolean): object {
  return {
    resourceVersion: String(resourceVersion),
    ...(initialEventsEnd && { annotations: { "k8s.io/initial-events-end": "true" } }),
  };
}
