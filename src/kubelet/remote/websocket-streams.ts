// Exec and attach over a WebSocket: each message begins with the number of its stream.
// v4.channel.k8s.io has streams 0 to 4; v5 adds 255, by which a client ends one of its own.

import { ByteQueue } from "../wire/byte-queue.ts";
import type { WebSocketConnection } from "../../base/index.ts";
import { outcomeStatus } from "./outcome.ts";
import { type RemoteStreams, ResizeFeed, type Wanted, parseSize } from "./streams.ts";

/** In the order we prefer them. */
export const webSocketProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"] as const;

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

const nothing = new Uint8Array(0);

export function webSocketStreams(connection: WebSocketConnection, wanted: Wanted): RemoteStreams {
  const stdin = new ByteQueue();
  const resizes = new ResizeFeed();
  if (!wanted.stdin) stdin.discard();
  connection.closed.addEventListener("abort", () => stdin.end());
  connection.receive(async (message) => {
    const payload = message.subarray(1);
    switch (message[0] ?? channels.close) {
      case channels.stdin:
        return stdin.push(payload);
      case channels.resize:
        return resizes.push(parseSize(new TextDecoder().decode(payload)));
      case channels.close:
        if (payload[0] === channels.stdin) stdin.end();
        return;
    }
  });
  const send = (channel: number, bytes: Uint8Array): Promise<void> =>
    connection.send(new Uint8Array([channel]), bytes);
  // An empty message tells the client that the streams are there.
  void send(wanted.stdout ? channels.stdout : channels.error, nothing);
  return {
    stdin: wanted.stdin ? stdin : undefined,
    gone: connection.closed,
    writeOutput: async (bytes) => (wanted.stdout ? send(channels.stdout, bytes) : undefined),
    writeError: async (bytes) => (wanted.stderr ? send(channels.stderr, bytes) : undefined),
    onResize: (listener) => resizes.listen(listener),
    finish: async (outcome) => {
      stdin.discard();
      await send(channels.error, new TextEncoder().encode(outcomeStatus(outcome)));
      connection.close();
    },
  };
}
