// One port for HTTP and HTTPS: the first byte of a connection tells which. API servers come with TLS, probes and scrapers
// often without.

import { type IncomingMessage, type ServerResponse, createServer as createHttp } from "node:http";
import { type Socket, createServer } from "node:net";
import type { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";
import { fail, messageOf } from "../../base/index.ts";

/** The first byte of a TLS handshake record. */
const TLS_HANDSHAKE = 0x16;
/** A connection that says nothing by then is closed. */
const FIRST_BYTE_MS_MAX = 10_000;
/** Connections at once; each may be a session with a process of its own. */
const CONNECTIONS_MAX = 4_096;

export interface ListenOptions {
  readonly hostname: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Asked for when the first connection wants TLS: making a certificate costs more memory than all the rest. */
  readonly secureContext: () => Promise<SecureContext>;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** The connection asked to speak something else; `head` is what was read beyond the request. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void;
}

export interface Listener {
  readonly port: number;
  stop(): Promise<void>;
}

/** Rejects with FailureError when the address cannot be had. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { hostname, port } = options;
  const http = createHttp((request, response) => options.onRequest(request, response));
  http.on("upgrade", (request, socket: Duplex, head: Uint8Array) =>
    options.onUpgrade(request, socket, head),
  );
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const timer = setTimeout(() => socket.destroy(), FIRST_BYTE_MS_MAX);
    socket.once("close", () => clearTimeout(timer));
    socket.once("data", (first: Uint8Array) => {
      clearTimeout(timer);
      socket.pause();
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) {
        http.emit("connection", socket);
        socket.resume();
        return;
      }
      options
        .secureContext()
        .then((secureContext) => {
          const secure = new TLSSocket(socket, { isServer: true, secureContext });
          secure.on("error", () => socket.destroy());
          http.emit("connection", secure);
        })
        .catch(() => socket.destroy());
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  }).catch((error: unknown) =>
    fail(
      `the kubelet cannot listen on ${hostname}:${port}: ${messageOf(error)}`,
      "choose another port with --server-address, or 0 for a free one",
    ),
  );
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
