// A duplex stream of bytes, whatever carries it: a socket, or the messages of a WebSocket.

import type { Duplex } from "node:stream";

export interface ByteChannel {
  /** Resolves once there is room for more, or the channel is closed. Never rejects. */
  write(bytes: Uint8Array): Promise<void>;
  /** Called once. The listener gets each piece in order; nothing more is read while its promise is pending. */
  receive(listener: (bytes: Uint8Array) => Promise<void> | void): void;
  /** Ends after everything written. */
  end(): void;
  /** Ends at once. */
  destroy(): void;
  /** Aborted when the connection is over, whoever ended it. */
  readonly closed: AbortSignal;
}

/** A socket as a channel; `head` holds the bytes that were read from it already. */
export function socketChannel(socket: Duplex, head: Uint8Array): ByteChannel {
  const closing = new AbortController();
  socket.on("close", () => closing.abort());
  // A peer that resets the connection is no error of ours.
  socket.on("error", () => socket.destroy());
  return {
    closed: closing.signal,
    write: (bytes) =>
      new Promise((resolve) => {
        if (socket.destroyed || socket.writableEnded || socket.write(bytes)) return resolve();
        const done = (): void => {
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
      }),
    receive: (listener) => void pump(socket, head, listener),
    end: () => socket.end(),
    destroy: () => socket.destroy(),
  };
}

async function pump(
  socket: Duplex,
  head: Uint8Array,
  listener: (bytes: Uint8Array) => Promise<void> | void,
): Promise<void> {
  try {
    if (head.length > 0) await listener(head);
    for await (const chunk of socket as AsyncIterable<Uint8Array>) await listener(chunk);
  } catch {
    // The connection broke, or the listener could not understand what came; both end it.
  }
  socket.destroy();
}
