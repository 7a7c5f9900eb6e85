// A long list as a stream of slices: between two of them every other request has its turn.

import type { StoredObject } from "../../store/stored-object.ts";
import type { ChunkSink, StreamBody } from "../http/http.ts";
import type { ListMeta, Representation } from "../represent/representation.ts";

/**
 * Objects joined into one chunk; with pods of 2 KB that is 200 KB. Chunks of a megabyte halve the rate: the allocator takes
 * fresh memory for each, and the first touch of a page is dear (docs/performance.md).
 */
const SLICE_OBJECTS_MAX = 100;
/** No further slice is made while more than this waits for the client. */
const BACKLOG_CHARS_MAX = 2 * 1024 * 1024;

export function slicedList(
  objects: readonly StoredObject[],
  representation: Representation,
  metadata: ListMeta,
  defer: (task: () => void) => void,
): StreamBody {
  return {
    start(sink: ChunkSink): void {
      let next = 0;
      let closed = false;
      let scheduled = false;
      const slice = (): void => {
        scheduled = false;
        if (closed) return;
        const head = next === 0 ? representation.listHead(metadata) : ",";
        const end = Math.min(objects.length, next + SLICE_OBJECTS_MAX);
        const items: string[] = [];
        for (let at = next; at < end; at++) items.push(representation.item(objects[at]!));
        next = end;
        sink.write(
          `${head}${items.join(",")}${end === objects.length ? representation.listTail : ""}`,
        );
        if (end === objects.length) sink.end();
        else schedule();
      };
      const schedule = (): void => {
        if (scheduled || closed || next >= objects.length || sink.backlogChars > BACKLOG_CHARS_MAX)
          return;
        scheduled = true;
        defer(slice);
      };
      sink.onRoom = schedule;
      sink.onClosed = () => {
        closed = true;
      };
      slice();
    },
  };
}
