// What every form of an object must be able to do: stand alone, in a list, in a watch.

import type { Status } from "../../../kube/index.ts";
import type { Chunk } from "../../store/chunk.ts";
import type { Rendering } from "../../store/watch-group.ts";
import type { StoredObject } from "../../store/stored-object.ts";

export interface ListMeta {
  /** Absent where what is listed has no versions. */
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface Representation extends Rendering {
  readonly contentType: string;
  readonly watchType: string;
  /** One object on its own. */
  object(object: StoredObject): Chunk;
  /** Objects among the items of a list, where they are the first of it or come after others. */
  items(objects: readonly StoredObject[], areFirst: boolean): Chunk;
  /** A list up to its first item; all its items are `itemsSize` long. */
  listHead(metadata: ListMeta, itemsSize: number): Chunk;
  readonly listTail: Chunk;
  /** Whether a list begins with how long it is, so that nothing can be sent before all is made. */
  readonly saysSize: boolean;
  /** The items of a list in the order in which they are shown, where that is another. */
  readonly ordered?: (objects: readonly StoredObject[]) => readonly StoredObject[];
  /** What a watch can begin with before anything has happened: the head of a response leaves with the first chunk. */
  readonly opening: Chunk;
  /** The first frames of a watch, with what only the first one says and without what `opening` said. */
  readonly opened?: (frames: Chunk) => Chunk;
  /** An ERROR event. */
  failure(failure: Status): Chunk;
}

export function bookmarkMetadata(resourceVersion: number, initialEventsEnd: boolean): object {
  return {
    resourceVersion: String(resourceVersion),
    ...(initialEventsEnd && { annotations: { "k8s.io/initial-events-end": "true" } }),
  };
}
