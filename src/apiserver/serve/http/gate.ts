// Nothing leaves the server that shows a write which could still be lost: answers wait for the group that keeps what they
// may have seen, and what a watch has to tell waits in front of its stream. Only there where writes are kept on disk.

import type { CommitLog } from "../../durable/commit-log.ts";
import { joined, type Chunk } from "../../store/chunk.ts";
import type { ChunkSink, Reply } from "./http.ts";

export class Gate {
  /** The streams in front of which something waits. */
  private readonly waiting = new Set<HeldSink>();

  constructor(private readonly log: CommitLog) {
    log.onSettled = (outcome) => {
      for (const sink of this.waiting) sink.release();
      if (outcome === "lost") for (const sink of this.waiting) sink.drop();
    };
  }

  /** The reply, or the refusal, when everything that it may have seen is kept; rejects with a StorageError where that is lost. */
  async hold(answer: () => Reply | Promise<Reply>): Promise<Reply> {
    let reply: Reply;
    try {
      reply = await answer();
    } catch (error) {
      if (!this.log.isSettled) await this.log.settled();
      throw error;
    }
    if (!this.log.isSettled) await this.log.settled();
    const { body } = reply;
    if (typeof body === "string" || body instanceof Uint8Array || !body.isLive) return reply;
    const start = (sink: ChunkSink): void => body.start(new HeldSink(sink, this.log, this.waiting));
    return { ...reply, body: { start } };
  }
}

interface Held {
  readonly resourceVersion: number;
  readonly chunk: Chunk;
}

/** Holds chunks back until what they may tell of is kept; drops those of writes that are lost. */
class HeldSink implements ChunkSink {
  private held: Held[] = [];
  private heldChars = 0;
  private isEnding = false;

  constructor(
    private readonly sink: ChunkSink,
    private readonly log: CommitLog,
    private readonly waiting: Set<HeldSink>,
  ) {}

  get backlogChars(): number {
    return this.sink.backlogChars + this.heldChars;
  }

  get onRoom(): (() => void) | undefined {
    return this.sink.onRoom;
  }

  set onRoom(task: (() => void) | undefined) {
    this.sink.onRoom = task;
  }

  get onClosed(): (() => void) | undefined {
    return this.sink.onClosed;
  }

  set onClosed(task: (() => void) | undefined) {
    this.sink.onClosed = () => {
      this.forget();
      task?.();
    };
  }

  write(chunk: Chunk): void {
    if (this.isEnding) return;
    if (this.held.length === 0 && this.log.isSettled) return this.sink.write(chunk);
    this.held.push({ resourceVersion: this.log.newest, chunk });
    this.heldChars += chunk.length;
    this.waiting.add(this);
  }

  /** Writes what is kept by now. */
  release(): void {
    const { kept } = this.log;
    const firstHeld = this.held.findIndex(({ resourceVersion }) => resourceVersion > kept);
    const released = this.held.splice(0, firstHeld < 0 ? this.held.length : firstHeld);
    const ready = joined(released.map(({ chunk }) => chunk));
    this.heldChars -= ready.length;
    if (ready.length > 0) this.sink.write(ready);
    if (this.held.length > 0) return;
    this.waiting.delete(this);
    if (this.isEnding) this.sink.end();
  }

  end(): void {
    this.isEnding = true;
    if (this.held.length === 0) this.sink.end();
  }

  /** Ends the stream of a client that would have been told of what is lost; it will resume from what it has seen. */
  drop(): void {
    this.forget();
    this.sink.end();
  }

  abort(): void {
    this.forget();
    this.sink.abort();
  }

  private forget(): void {
    this.held = [];
    this.heldChars = 0;
    this.waiting.delete(this);
  }
}
