// Carries the handler over TLS where clients may show certificates. Bun's own server asks for them but does not tell its
// handler what they say; its node:http2 does, and speaks HTTP/1.1 to those who want that (docs/decisions/secure-serving.md).

import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { concat } from "../../../base/index.ts";
import type { Handler } from "./handler.ts";
import { UPGRADED, type Reply, typeHeader } from "./http.ts";
import type { ListenOptions, Listener, TlsOptions } from "./listen.ts";
import { NodeRequest, ResponseSink, UpgradeRequest } from "./node-exchange.ts";

/** As Go's servers say it; clients open another connection beyond. */
const STREAMS_MAX = 250;

export function listenForCertificates({
  hostname,
  port,
  tls,
  handler,
}: ListenOptions & { readonly tls: TlsOptions }): Listener {
  const server = createSecureServer({
    allowHTTP1: true,
    cert: tls.cert,
    key: tls.key,
    ca: tls.ca,
    requestCert: true,
    // Others are asked for a token.
    rejectUnauthorized: false,
    settings: { maxConcurrentStreams: STREAMS_MAX },
  });
  // Quiet watches and idle connections are kept.
  server.setTimeout(0);
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  server.on("request", (request, response) => {
    // Whoever has gone cannot be answered.
    answer(handler, new NodeRequest(request), response).catch(() => response.destroy());
  });
  server.on("upgrade", (request: Http2ServerRequest, socket: Duplex, head: Uint8Array) => {
    upgrade(handler, new UpgradeRequest(request, socket, head), socket).catch(() =>
      socket.destroy(),
    );
  });
  const sockets = openSockets(server);
  listenNow(server, port, hostname);
  return {
    hostname,
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Listens before it returns, or throws. */
function listenNow(server: Http2SecureServer, port: number, hostname: string): void {
  let failure: Error | undefined;
  const onError = (error: Error): void => void (failure = error);
  server.on("error", onError);
  server.listen(port, hostname);
  if (!server.address()) throw failure ?? Object.assign(new Error(`${hostname}:${port}`), IN_USE);
}

/** Bun tells a moment later why it does not listen; there is but one likely reason. */
const IN_USE = { code: "EADDRINUSE" };

function openSockets(server: Http2SecureServer): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>();
  server.on("secureConnection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A client that goes away in the middle is not news.
    socket.on("error", () => socket.destroy());
  });
  return sockets;
}

async function answer(
  handler: Handler,
  request: NodeRequest,
  response: Http2ServerResponse,
): Promise<void> {
  const reply = await handler(request);
  const { body, status, contentType, headers } = reply;
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    response.writeHead(status, { "content-type": contentType, ...headers });
    body.start(new ResponseSink(response));
    return;
  }
  response.writeHead(status, {
    ...typeHeader(contentType),
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  if (request.method === "HEAD") response.end();
  else response.end(body);
}

/** What is not upgraded is refused, on a connection that ends with the refusal. */
async function upgrade(handler: Handler, request: UpgradeRequest, socket: Duplex): Promise<void> {
  const reply = await handler(request);
  if (reply !== UPGRADED) socket.end(wholeAnswer(reply));
}

function wholeAnswer({ status, contentType, body }: Reply): Uint8Array {
  const bytes =
    typeof body === "string" || body instanceof Uint8Array ? Buffer.from(body) : Buffer.from("");
  const head =
    `HTTP/1.1 ${status} ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n` +
    "Connection: close\r\n\r\n";
  return concat(Buffer.from(head), bytes);
}
