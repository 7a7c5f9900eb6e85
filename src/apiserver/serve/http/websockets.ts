// Bun's WebSockets, handed to the peer that a request was upgraded for.

import type { ServerWebSocket, WebSocketHandler } from "bun";
import { MESSAGE_BYTES_MAX } from "../../../base/index.ts";
import type { WebSocketPeer } from "./http.ts";

export const webSocketHandlers: WebSocketHandler<WebSocketPeer> = {
  maxPayloadLength: MESSAGE_BYTES_MAX,
  // Clients ping on their own; a quiet session is not over.
  idleTimeout: 0,
  perMessageDeflate: false,
  open(socket: ServerWebSocket<WebSocketPeer>) {
    socket.data.opened({
      // Less than nothing: queued, and no room for more.
      send: (bytes) => socket.send(bytes) >= 0,
      close: (code) => socket.close(code),
    });
  },
  message(socket, message) {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
    void socket.data.message(bytes);
  },
  drain: (socket) => socket.data.drained(),
  close: (socket) => socket.data.closed(),
};
