// A long list as a stream of slices: between two of them every other request has its turn.

import type { Chunk } from "../../store/chunk.ts";
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
    start: (sink) => new SlicedList(sink, objects, representation, metadata, defer).begin(),
  };
}

class SlicedList {
  private next = 0;
  private isClosed = false;
  private isScheduled = false;
  /** Slices made and not written, where the list's head must know them all. */
  private held: Chunk[] = [];
  private heldSize = 0;

  constructor(
    private readonly sink: ChunkSink,
    private readonly objects: readonly StoredObject[],
    private readonly representation: Representation,
    private readonly metadata: ListMeta,
    private readonly defer: (task: () => void) => void,
  ) {}

  begin(): void {
    const { sink, representation, metadata } = this;
    sink.onRoom = () => this.schedule();
    sink.onClosed = () => {
      this.isClosed = true;
      this.held = [];
    };
    if (!representation.saysSize) sink.write(representation.listHead(metadata, 0));
    this.advance();
  }

  private schedule(): void {
    if (this.isScheduled || this.isClosed || this.sink.backlogChars > BACKLOG_CHARS_MAX) return;
    this.isScheduled = true;
    this.defer(() => {
      this.isScheduled = false;
      if (!this.isClosed) this.advance();
    });
  }

  private advance(): void {
    const { objects, sink, representation, metadata } = this;
    if (this.next === objects.length) return this.writeHeld();
    const isFirst = this.next === 0;
    const end = Math.min(objects.length, this.next + SLICE_OBJECTS_MAX);
    const items = representation.items(objects.slice(this.next, end), isFirst);
    this.next = end;
    if (representation.saysSize) {
      this.held.push(items);
      this.heldSize += items.length;
      if (end === objects.length) sink.write(representation.listHead(metadata, this.heldSize));
    } else sink.write(items);
    if (end === objects.length && this.held.length === 0) this.finish();
    else this.schedule();
  }

  private writeHeld(): void {
    const items = this.held.shift();
    if (items) this.sink.write(items);
    if (this.held.length === 0) this.finish();
    else this.schedule();
  }

  private finish(): void {
    this.isClosed = true;
    this.sink.write(this.representation.listTail);
    this.sink.end();
  }
}
