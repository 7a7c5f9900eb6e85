// The frames of SPDY/3.1 (draft 3.1, section 2.2), as far as Kubernetes' streaming uses them.

import { ByteBuffer } from "../../base/index.ts";

const VERSION = 3;
const FLAG_FIN = 1;
const HEAD_BYTES = 8;

/** Peers write pieces of 32 KiB; a frame beyond this ends the connection. */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

const types = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;

export const rstStatus = { protocolError: 1, refusedStream: 3, cancel: 5 } as const;

export type SpdyFrame =
  | { kind: "data"; streamId: number; isFinal: boolean; data: Uint8Array }
  | { kind: "synStream"; streamId: number; isFinal: boolean; block: Uint8Array }
  | { kind: "rstStream"; streamId: number }
  /** Headers of a known stream: nobody reads them, yet they must be unpacked, for the compression goes on. */
  | { kind: "headers"; block: Uint8Array }
  | { kind: "ping"; id: number }
  | { kind: "goAway" }
  /** Settings and windows: neither side of Kubernetes keeps to windows. */
  | { kind: "ignored" };

export class SpdyFrameReader {
  private readonly buffer = new ByteBuffer();

  /** The frames that `chunk` completes. Throws on what is no SPDY/3 frame. */
  read(chunk: Uint8Array): SpdyFrame[] {
    this.buffer.append(chunk);
    const frames: SpdyFrame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): SpdyFrame | undefined {
    const { buffer } = this;
    if (buffer.length < HEAD_BYTES) return undefined;
    const head = buffer.view();
    const first = head.getUint32(0);
    const length = head.getUint32(4) & 0xff_ffff;
    const isFinal = (head.getUint8(4) & FLAG_FIN) !== 0;
    if (length > FRAME_BYTES_MAX) throw new RangeError("a frame is too large");
    if (buffer.length < HEAD_BYTES + length) return undefined;
    buffer.take(HEAD_BYTES);
    const body = buffer.take(length);
    if (first >>> 31 === 0) return { kind: "data", streamId: first, isFinal, data: body };
    if (((first >>> 16) & 0x7fff) !== VERSION) throw new RangeError("not a frame of SPDY/3");
    return controlFrame(first & 0xffff, isFinal, body);
  }
}

function controlFrame(type: number, isFinal: boolean, body: Uint8Array): SpdyFrame {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const streamId = (): number => view.getUint32(0) & 0x7fff_ffff;
  switch (type) {
    case types.synStream:
      return { kind: "synStream", streamId: streamId(), isFinal, block: body.subarray(10) };
    case types.synReply:
    case types.headers:
      return { kind: "headers", block: body.subarray(4) };
    case types.rstStream:
      return { kind: "rstStream", streamId: streamId() };
    case types.ping:
      return { kind: "ping", id: view.getUint32(0) };
    case types.goAway:
      return { kind: "goAway" };
    default:
      return { kind: "ignored" };
  }
}

/** `isFinal`: this side writes nothing more to the stream. */
export function dataFrame(streamId: number, data: Uint8Array, isFinal: boolean): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + data.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, streamId);
  view.setUint32(4, data.length);
  if (isFinal) view.setUint8(4, FLAG_FIN);
  frame.set(data, HEAD_BYTES);
  return frame;
}

export function synReplyFrame(streamId: number, block: Uint8Array): Uint8Array {
  const frame = control(types.synReply, 4 + block.length);
  new DataView(frame.buffer).setUint32(HEAD_BYTES, streamId);
  frame.set(block, HEAD_BYTES + 4);
  return frame;
}

export function rstStreamFrame(streamId: number, status: number): Uint8Array {
  return control(types.rstStream, 8, streamId, status);
}

export function pingFrame(id: number): Uint8Array {
  return control(types.ping, 4, id);
}

export function goAwayFrame(lastStreamId: number): Uint8Array {
  return control(types.goAway, 8, lastStreamId, 0);
}

function control(type: number, length: number, ...words: readonly number[]): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + length);
  const view = new DataView(frame.buffer);
  view.setUint16(0, 0x8000 | VERSION);
  view.setUint16(2, type);
  view.setUint32(4, length);
  for (const [at, word] of words.entries()) view.setUint32(HEAD_BYTES + 4 * at, word);
  return frame;
}
