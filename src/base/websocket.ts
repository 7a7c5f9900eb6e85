// A WebSocket over an upgraded connection: messages whole, pings answered, closed in order.

import { createHash, randomBytes } from "node:crypto";
import { concat } from "./byte-buffer.ts";
import type { ByteChannel } from "./byte-channel.ts";
import {
  MESSAGE_BYTES_MAX,
  WebSocketError,
  type WebSocketFrame,
  WebSocketFrameReader,
  type WebSocketRole,
  closeCodes,
  closeFrame,
  maskedFrame,
  opcodes,
  webSocketFrame,
} from "./websocket-frames.ts";

/** The GUID of RFC 6455, section 1.3. */
const ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/** How long a peer may take to answer a close before the connection is cut. */
const CLOSE_MS_MAX = 2_000;

/** The Sec-WebSocket-Accept of a Sec-WebSocket-Key. */
export function acceptKey(key: string): string {
  return createHash("sha1")
    .update(key + ACCEPT_SALT)
    .digest("base64");
}

export type MessageListener = (message: Uint8Array) => Promise<void> | void;

/** The messages of one connection. A peer that breaks the protocol is answered with a close frame and cut off. */
export class WebSocketConnection {
  private readonly reader: WebSocketFrameReader;
  private parts: Uint8Array[] = [];
  private partsBytes = 0;
  private closeSent = false;

  constructor(
    private readonly channel: ByteChannel,
    private readonly role: WebSocketRole,
  ) {
    this.reader = new WebSocketFrameReader(role);
  }

  get closed(): AbortSignal {
    return this.channel.closed;
  }

  /** Whether a close frame was sent or answered; a connection that ends without one was broken off. */
  get isClosing(): boolean {
    return this.closeSent;
  }

  /** Called once; messages come in order, and no more is read while the listener's promise is pending. */
  receive(listener: MessageListener): void {
    this.channel.receive(async (chunk) => {
      try {
        for (const frame of this.reader.read(chunk)) await this.frame(frame, listener);
      } catch (error) {
        if (!(error instanceof WebSocketError)) throw error;
        this.close(error.closeCode, error.message);
      }
    });
  }

  /** One binary message made of the parts; resolves when there is room for more. */
  async send(...parts: readonly Uint8Array[]): Promise<void> {
    if (!this.closeSent) await this.write(webSocketFrame(opcodes.binary, ...parts));
  }

  close(code: number = closeCodes.normal, reason = ""): void {
    if (this.closeSent) return;
    this.closeSent = true;
    void this.write(closeFrame(code, reason));
    const timer = setTimeout(() => this.channel.destroy(), CLOSE_MS_MAX);
    this.channel.closed.addEventListener("abort", () => clearTimeout(timer));
  }

  private write(frame: Uint8Array): Promise<void> {
    return this.channel.write(this.role === "client" ? maskedFrame(frame, randomBytes(4)) : frame);
  }

  private async frame(frame: WebSocketFrame, listener: MessageListener): Promise<void> {
    switch (frame.opcode) {
      case opcodes.ping:
        return this.write(webSocketFrame(opcodes.pong, frame.payload));
      case opcodes.pong:
        return;
      case opcodes.close:
        this.close();
        return this.channel.end();
      case opcodes.continuation:
      case opcodes.text:
      case opcodes.binary:
        return this.part(frame, listener);
      default:
        throw new WebSocketError(`there is no opcode ${frame.opcode}`);
    }
  }

  private async part(frame: WebSocketFrame, listener: MessageListener): Promise<void> {
    this.partsBytes += frame.payload.length;
    if (this.partsBytes > MESSAGE_BYTES_MAX)
      throw new WebSocketError("a message is too large", closeCodes.tooLarge);
    this.parts.push(frame.payload);
    if (!frame.isFinal) return;
    const message = this.parts.length === 1 ? frame.payload : concat(...this.parts);
    this.parts = [];
    this.partsBytes = 0;
    await listener(message);
  }
}

/** A WebSocket whose binary messages are one stream of bytes: a tunnel. */
export function webSocketChannel(connection: WebSocketConnection): ByteChannel {
  return {
    closed: connection.closed,
    write: (bytes) => connection.send(bytes),
    receive: (listener) => connection.receive(listener),
    end: () => connection.close(),
    destroy: () => connection.close(),
  };
}
