// Requests that leave HTTP: exec, attach and port-forward, over a WebSocket or over SPDY.

import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type Forwarder, forwarderFor } from "../forward/forward.ts";
import {
  SPDY_FORWARD_PROTOCOL,
  SPDY_TUNNEL_PROTOCOL,
  forwardOverSpdy,
} from "../forward/spdy-forward.ts";
import {
  WEBSOCKET_FORWARD_PROTOCOL,
  forwardOverWebSocket,
  forwardedPorts,
} from "../forward/websocket-forward.ts";
import type { Outcome } from "../remote/outcome.ts";
import { spdyProtocols, spdyStreams } from "../remote/spdy-streams.ts";
import { type RemoteStreams, wantedOf } from "../remote/streams.ts";
import { webSocketProtocols, webSocketStreams } from "../remote/websocket-streams.ts";
import { type ByteChannel, socketChannel } from "../../base/index.ts";
import { WebSocketConnection, acceptKey, webSocketChannel } from "../../base/index.ts";
import { type KubeletContext, checkContainer, podFor } from "./context.ts";
import { refusalOf, refuse } from "./refusal.ts";
import { listed, targetOf, urlOf } from "./request.ts";
import { type Session, attachSession, execSession } from "./sessions.ts";

/** A session in which nothing is said for so long is ended; the kubelet's own default. */
const IDLE_MS_MAX = 4 * 60 * 60 * 1000;

/** Serves one upgraded connection to its end. Never rejects. */
export async function upgrade(
  context: KubeletContext,
  request: IncomingMessage,
  socket: Duplex,
  head: Uint8Array,
): Promise<void> {
  socket.on("error", () => socket.destroy());
  if ("setTimeout" in socket) (socket as Socket).setTimeout(IDLE_MS_MAX, () => socket.destroy());
  try {
    checkOrigin(request);
    const serve = await sessionOf(context, request);
    await serve(socket, head);
  } catch (error) {
    const { status, message } = refusalOf(error);
    if (!socket.destroyed) socket.end(plainResponse(status, message));
  }
}

/** Pages in a browser on this machine could reach a loopback kubelet; programs send no Origin. */
function checkOrigin({ headers }: IncomingMessage): void {
  if (headers.origin !== undefined)
    refuse(
      403,
      "the simulated kubelet does not serve pages in browsers (the request has an Origin)",
    );
}

type Serve = (socket: Duplex, head: Uint8Array) => Promise<void>;

async function sessionOf(context: KubeletContext, request: IncomingMessage): Promise<Serve> {
  const { pathname, searchParams: query } = urlOf(request);
  const target = targetOf(pathname);
  if (target.kind === "page" || target.kind === "containerLogs")
    return refuse(404, `${pathname} cannot be upgraded`);
  if (!context.debuggingHandlers) return refuse(405, "debug endpoints are disabled");
  const pod = await podFor(context, target.pod);
  if (target.kind === "portForward") {
    const { namespace = "", name } = pod.metadata;
    return forwardServe(
      request,
      query,
      forwarderFor({ namespace, name }, context.live.settings.forwards),
    );
  }
  checkContainer(pod, target.container);
  const wanted = wantedOf(query);
  const session =
    target.kind === "exec"
      ? execSession(context, pod, target.container, query, wanted)
      : attachSession(context, pod, target.container);
  return remoteServe(request, session, query);
}

function remoteServe(request: IncomingMessage, session: Session, query: URLSearchParams): Serve {
  const wanted = wantedOf(query);
  if (isWebSocket(request)) {
    const protocol = negotiate(listed(request, "sec-websocket-protocol"), webSocketProtocols);
    return (socket, head) => {
      const connection = new WebSocketConnection(
        acceptWebSocket(request, socket, head, protocol),
        "server",
      );
      return run(session, webSocketStreams(connection, wanted));
    };
  }
  const protocol = negotiate(listed(request, "x-stream-protocol-version"), spdyProtocols);
  return async (socket, head) => {
    const channel = acceptSpdy(request, socket, head, protocol);
    let streams: RemoteStreams;
    try {
      streams = await spdyStreams(channel, protocol, wanted);
    } catch {
      // The client is gone: there is nobody to tell.
      return;
    }
    await run(session, streams);
  };
}

async function run(session: Session, streams: RemoteStreams): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await session(streams);
  } catch (error) {
    outcome = { kind: "failure", message: refusalOf(error).message };
  }
  await streams.finish(outcome);
}

function forwardServe(
  request: IncomingMessage,
  query: URLSearchParams,
  forwarder: Forwarder,
): Serve {
  if (!isWebSocket(request)) {
    const offered = listed(request, "x-stream-protocol-version");
    const protocol = negotiate(offered, [SPDY_FORWARD_PROTOCOL]);
    return async (socket, head) =>
      void forwardOverSpdy(acceptSpdy(request, socket, head, protocol), forwarder);
  }
  const offered = listed(request, "sec-websocket-protocol");
  const protocol = negotiate(offered, [SPDY_TUNNEL_PROTOCOL, WEBSOCKET_FORWARD_PROTOCOL]);
  const ports = protocol === WEBSOCKET_FORWARD_PROTOCOL ? forwardedPorts(query) : [];
  if (typeof ports === "string") return refuse(400, ports);
  return async (socket, head) => {
    const connection = new WebSocketConnection(
      acceptWebSocket(request, socket, head, protocol),
      "server",
    );
    if (protocol === WEBSOCKET_FORWARD_PROTOCOL)
      return forwardOverWebSocket(connection, ports, forwarder);
    forwardOverSpdy(webSocketChannel(connection), forwarder);
  };
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

/** The first of the client's protocols that is served. */
function negotiate<P extends string>(offered: readonly string[], served: readonly P[]): P {
  const chosen = offered.find((name): name is P => (served as readonly string[]).includes(name));
  return (
    chosen ??
    refuse(
      403,
      `no common protocol: the client speaks ${offered.join(", ") || "none"}, the simulated kubelet ${served.join(", ")}`,
    )
  );
}

function acceptWebSocket(
  { headers }: IncomingMessage,
  socket: Duplex,
  head: Uint8Array,
  protocol: string,
): ByteChannel {
  const key = headers["sec-websocket-key"];
  if (!key || headers["sec-websocket-version"] !== "13")
    return refuse(400, "not a WebSocket handshake of version 13");
  socket.write(
    switching("websocket", {
      "Sec-WebSocket-Accept": acceptKey(key),
      "Sec-WebSocket-Protocol": protocol,
    }),
  );
  return socketChannel(socket, head);
}

function acceptSpdy(
  { headers }: IncomingMessage,
  socket: Duplex,
  head: Uint8Array,
  protocol: string,
): ByteChannel {
  if (headers.upgrade?.toLowerCase() !== "spdy/3.1")
    return refuse(400, `only websocket and SPDY/3.1 are served, not ${headers.upgrade}`);
  socket.write(switching("SPDY/3.1", { "X-Stream-Protocol-Version": protocol }));
  return socketChannel(socket, head);
}

function switching(upgradeTo: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Connection: "Upgrade", Upgrade: upgradeTo, ...headers });
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

function plainResponse(status: number, message: string): string {
  const body = `${message}\n`;
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}
