// The server's side of a SPDY/3.1 connection: streams the client opens, each a pair of byte streams with headers.
// As in the library Kubernetes uses, nobody keeps to flow-control windows: the connection's own back-pressure does it.

import type { ByteChannel } from "../../base/index.ts";
import { ByteQueue } from "./byte-queue.ts";
import {
  type SpdyFrame,
  SpdyFrameReader,
  dataFrame,
  goAwayFrame,
  pingFrame,
  rstStatus,
  rstStreamFrame,
  synReplyFrame,
} from "./spdy-frames.ts";
import { HeaderInflater, HeaderStore, type SpdyHeaders } from "./spdy-headers.ts";

/** Streams of one connection at once; a port-forward uses two for each of its connections. */
export const STREAMS_MAX = 1_024;

export interface SpdyStream {
  readonly headers: SpdyHeaders;
  /** What the client sends; ends when the client's side does. */
  readonly incoming: ByteQueue;
  /** Aborted when the stream was reset, or is over on both sides, or with its connection. */
  readonly closed: AbortSignal;
  /** Resolves once there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  end(): void;
  reset(): void;
}

export class SpdySession {
  private readonly reader = new SpdyFrameReader();
  private readonly inflater = new HeaderInflater();
  private readonly store = new HeaderStore();
  private readonly streams = new Map<number, Stream>();
  private lastStreamId = 0;

  /** `accept` is called for each new stream; false refuses it. */
  constructor(
    private readonly channel: ByteChannel,
    private readonly accept: (stream: SpdyStream) => boolean,
  ) {
    channel.closed.addEventListener("abort", () => {
      for (const stream of this.streams.values()) stream.abandon();
      this.streams.clear();
      this.inflater.close();
    });
    channel.receive(async (chunk) => {
      for (const frame of this.reader.read(chunk)) await this.frame(frame);
    });
  }

  get closed(): AbortSignal {
    return this.channel.closed;
  }

  /** Says goodbye and ends after everything written. */
  close(): void {
    void this.channel.write(goAwayFrame(this.lastStreamId));
    this.channel.end();
  }

  destroy(): void {
    this.channel.destroy();
  }

  private async frame(frame: SpdyFrame): Promise<void> {
    switch (frame.kind) {
      case "data":
        return this.data(frame.streamId, frame.data, frame.isFinal);
      case "synStream":
        return this.open(frame.streamId, await this.inflater.read(frame.block), frame.isFinal);
      case "headers":
        await this.inflater.read(frame.block);
        return;
      case "rstStream":
        this.streams.get(frame.streamId)?.abandon();
        this.streams.delete(frame.streamId);
        return;
      case "ping":
        return this.channel.write(pingFrame(frame.id));
      case "goAway":
        return this.channel.end();
      case "ignored":
        return;
    }
  }

  private async data(id: number, data: Uint8Array, isFinal: boolean): Promise<void> {
    const stream = this.streams.get(id);
    // A stream we know nothing of (any more): the client has not seen yet that it is over.
    if (!stream) return;
    await stream.incoming.push(new Uint8Array(data));
    if (isFinal) stream.finishIncoming();
  }

  private async open(id: number, headers: SpdyHeaders, isFinal: boolean): Promise<void> {
    // A client's streams have odd numbers that only grow.
    if (id % 2 === 0 || id <= this.lastStreamId)
      return this.channel.write(rstStreamFrame(id, rstStatus.protocolError));
    this.lastStreamId = id;
    const stream = new Stream(id, headers, this.channel, () => this.streams.delete(id));
    if (this.streams.size >= STREAMS_MAX || !this.accept(stream)) {
      stream.abandon();
      return this.channel.write(rstStreamFrame(id, rstStatus.refusedStream));
    }
    this.streams.set(id, stream);
    await this.channel.write(synReplyFrame(id, this.store.write(new Map())));
    if (isFinal) stream.finishIncoming();
  }
}

class Stream implements SpdyStream {
  readonly incoming = new ByteQueue();
  private readonly closing = new AbortController();
  private isIncomingOver = false;
  private isOutgoingOver = false;

  constructor(
    private readonly id: number,
    readonly headers: SpdyHeaders,
    private readonly channel: ByteChannel,
    private readonly onOver: () => void,
  ) {}

  get closed(): AbortSignal {
    return this.closing.signal;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.isOutgoingOver && bytes.length > 0)
      await this.channel.write(dataFrame(this.id, bytes, false));
  }

  end(): void {
    if (this.isOutgoingOver) return;
    this.isOutgoingOver = true;
    void this.channel.write(dataFrame(this.id, new Uint8Array(0), true));
    this.checkOver();
  }

  reset(): void {
    if (this.closing.signal.aborted) return;
    void this.channel.write(rstStreamFrame(this.id, rstStatus.cancel));
    this.abandon();
    this.onOver();
  }

  finishIncoming(): void {
    this.isIncomingOver = true;
    this.incoming.end();
    this.checkOver();
  }

  /** The other side, or the connection, is gone. */
  abandon(): void {
    this.isOutgoingOver = true;
    this.isIncomingOver = true;
    this.incoming.end();
    this.closing.abort();
  }

  private checkOver(): void {
    if (!this.isIncomingOver || !this.isOutgoingOver) return;
    this.closing.abort();
    this.onOver();
  }
}
