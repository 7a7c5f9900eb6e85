// The frames of a WebSocket (RFC 6455, section 5).

import { ByteBuffer, concat } from "./byte-buffer.ts";

export const opcodes = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** Close codes (section 7.4.1). */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  tooLarge: 1009,
} as const;

/** A peer that sends more in one frame or message is cut off. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
const CONTROL_BYTES_MAX = 125;

export interface WebSocketFrame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Uint8Array;
}

/** A violation of the protocol by the peer. */
export class WebSocketError extends Error {
  override name = "WebSocketError";
  constructor(
    message: string,
    readonly closeCode: number = closeCodes.protocolError,
  ) {
    super(message);
  }
}

/** Clients mask what they send, servers do not. */
export type WebSocketRole = "client" | "server";

/** Splits the bytes of one direction into frames. */
export class WebSocketFrameReader {
  private readonly buffer = new ByteBuffer();

  /** `role` is whose side this is: a server reads masked frames. */
  constructor(private readonly role: WebSocketRole) {}

  /** The frames that `chunk` completes. Throws WebSocketError. */
  read(chunk: Uint8Array): WebSocketFrame[] {
    this.buffer.append(chunk);
    const frames: WebSocketFrame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): WebSocketFrame | undefined {
    const { buffer } = this;
    if (buffer.length < 2) return undefined;
    const view = buffer.view();
    const [first, second] = [view.getUint8(0), view.getUint8(1)];
    const opcode = first & 0x0f;
    const isFinal = (first & 0x80) !== 0;
    if ((first & 0x70) !== 0)
      throw new WebSocketError("a reserved bit is set, but no extension was negotiated");
    const isMasked = (second & 0x80) !== 0;
    if (isMasked !== (this.role === "server"))
      throw new WebSocketError("a client's frame must be masked, and a server's must not");
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
    if (buffer.length < headBytes) return undefined;
    const length =
      lengthBytes === 0
        ? short
        : lengthBytes === 2
          ? view.getUint16(2)
          : Number(view.getBigUint64(2));
    if (length > MESSAGE_BYTES_MAX)
      throw new WebSocketError("a frame is too large", closeCodes.tooLarge);
    if (opcode >= opcodes.close && (length > CONTROL_BYTES_MAX || !isFinal))
      throw new WebSocketError("a control frame is too large or fragmented");
    if (buffer.length < headBytes + length) return undefined;
    const mask = buffer.take(headBytes).subarray(headBytes - 4);
    const payload = buffer.take(length);
    return { opcode, isFinal, payload: isMasked ? masked(payload, mask) : payload.slice() };
  }
}

/** Masks, and takes a mask off: the same operation. */
function masked(payload: Uint8Array, mask: Uint8Array): Uint8Array {
  return payload.map((byte, at) => byte ^ mask[at & 3]!);
}

/** A frame made by `webSocketFrame`, masked as a client must send it. */
export function maskedFrame(frame: Uint8Array, mask: Uint8Array): Uint8Array {
  const short = frame[1] ?? 0;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  const head = frame.slice(0, headBytes);
  head[1] = short | 0x80;
  return concat(head, mask, masked(frame.subarray(headBytes), mask));
}

/** One whole message, or a control frame, as a server sends it: unmasked. */
export function webSocketFrame(opcode: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = new Uint8Array(headBytes + length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, 0x80 | opcode);
  if (headBytes === 2) view.setUint8(1, length);
  else if (headBytes === 4) {
    view.setUint8(1, 126);
    view.setUint16(2, length);
  } else {
    view.setUint8(1, 127);
    view.setBigUint64(2, BigInt(length));
  }
  let at = headBytes;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** A close frame with its code and reason (cut to 123 bytes). */
export function closeFrame(code: number, reason: string): Uint8Array {
  const text = new TextEncoder().encode(reason).subarray(0, CONTROL_BYTES_MAX - 2);
  return webSocketFrame(opcodes.close, new Uint8Array([code >> 8, code & 0xff]), text);
}
