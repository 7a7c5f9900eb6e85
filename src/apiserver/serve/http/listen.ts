// Carries the handler over Bun's HTTP server, with the traps of that server in one place.

import type { Server } from "bun";
import { status } from "../../../kube/index.ts";
import type { Chunk } from "../../store/chunk.ts";
import { refuse } from "./api-error.ts";
import type { Handler } from "./handler.ts";
import {
  BODY_BYTES_MAX,
  STREAM_CHARS_HIGH,
  type ChunkSink,
  type HttpRequest,
  type Reply,
  type StreamBody,
  UPGRADED,
  type WebSocketPeer,
  typeHeader,
} from "./http.ts";
import { webSocketHandlers } from "./websockets.ts";

/** PEM texts. */
export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients. */
  readonly ca: string;
  readonly asksForCertificates: boolean;
}

/** What is larger still is refused before it is read, with the same code and no Status. */
const BODY_BYTES_READ_MAX = 8 * 1024 * 1024;

export interface ListenOptions {
  readonly hostname: string;
  readonly port: number;
  readonly tls?: Pick<TlsOptions, "cert" | "key"> | undefined;
  readonly handler: Handler;
}

export interface Listener {
  readonly hostname: string;
  readonly port: number;
  stop(): Promise<void>;
}

export function listen({ hostname, port, tls, handler }: ListenOptions): Listener {
  const server = Bun.serve<WebSocketPeer>({
    hostname,
    port,
    // The default of ten seconds cuts every quiet watch.
    idleTimeout: 0,
    maxRequestBodySize: BODY_BYTES_READ_MAX,
    ...(tls && {
      http2: true,
      tls: {
        cert: tls.cert,
        key: tls.key,
      },
    }),
    websocket: webSocketHandlers,
    fetch(request, server) {
      const reply = handler(new BunRequest(request, server));
      return reply instanceof Promise ? reply.then(toResponse) : toResponse(reply);
    },
  });
  return {
    hostname: server.hostname ?? hostname,
    port: server.port ?? port,
    stop: () => server.stop(true),
  };
}

class BunRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;

  constructor(
    private readonly request: Request,
    private readonly server: Server<WebSocketPeer>,
  ) {
    this.method = request.method;
    // The scheme and host come first; a URL object would cost more than all that follows.
    const { url } = request;
    const at = url.indexOf("/", 8);
    this.target = at < 0 ? "/" : url.slice(at);
  }

  header(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined;
  }

  /** Repeated headers come joined, so a value with a comma and a space in it is taken for two. */
  headers(name: string): readonly string[] {
    return this.request.headers.get(name)?.split(", ") ?? [];
  }

  headerNames(): Iterable<string> {
    return this.request.headers.keys();
  }

  peerAddress(): string | undefined {
    return this.server.requestIP(this.request)?.address;
  }

  /** A character takes one byte at least: what is sent without its length is found out then, as nearly as matters. */
  text(): Promise<string> {
    this.refuseLength();
    return this.request.text().then(bounded, refuseBroken);
  }

  bytes(): Promise<Uint8Array> {
    this.refuseLength();
    return this.request.bytes().then(bounded, refuseBroken);
  }

  private refuseLength(): void {
    bounded({ length: Number(this.request.headers.get("content-length")) });
  }

  upgrade(protocol: string, peer: WebSocketPeer): boolean {
    const headers = { "sec-websocket-protocol": protocol };
    return this.server.upgrade(this.request, { data: peer, headers });
  }
}

function bounded<Body extends { readonly length: number }>(body: Body): Body {
  if (body.length > BODY_BYTES_MAX)
    refuse(status.requestEntityTooLarge(`limit is ${BODY_BYTES_MAX}`));
  return body;
}

/** The client left in the middle of the body: nobody hears the refusal, and it is no error of ours. */
function refuseBroken(): never {
  return refuse(status.badRequest("the body ended before it was complete"));
}

function toResponse(reply: Reply): Response | undefined {
  if (reply === UPGRADED) return undefined;
  const { status, contentType, body, headers } = reply;
  const init = headers
    ? { status, headers: { ...typeHeader(contentType), ...headers } }
    : plainInit(status, contentType);
  if (typeof body === "string" || body instanceof Uint8Array) return new Response(body, init);
  return new Response(streamOf(body), init);
}

const plainInits = new Map<string, Map<number, { status: number; headers: Headers }>>();

/** The head of an ordinary reply, made once: there are a dozen codes and a handful of content types. */
function plainInit(status: number, contentType: string): { status: number; headers: Headers } {
  let byStatus = plainInits.get(contentType);
  if (!byStatus) plainInits.set(contentType, (byStatus = new Map()));
  let init = byStatus.get(status);
  if (!init) {
    init = { status, headers: new Headers(typeHeader(contentType)) };
    byStatus.set(status, init);
  }
  return init;
}

function streamOf(body: StreamBody): ReadableStream<Chunk> {
  let sink: StreamSink | undefined;
  return new ReadableStream<Chunk>(
    {
      start(controller) {
        sink = new StreamSink(controller);
        body.start(sink);
      },
      pull() {
        sink?.onRoom?.();
      },
      cancel() {
        sink?.closed();
      },
    },
    { highWaterMark: STREAM_CHARS_HIGH, size: (chunk) => chunk?.length ?? 0 },
  );
}

class StreamSink implements ChunkSink {
  onRoom: (() => void) | undefined;
  onClosed: (() => void) | undefined;
  private open = true;

  constructor(private readonly controller: ReadableStreamDefaultController<Chunk>) {}

  get backlogChars(): number {
    return STREAM_CHARS_HIGH - (this.controller.desiredSize ?? STREAM_CHARS_HIGH);
  }

  write(chunk: Chunk): void {
    if (this.open) this.controller.enqueue(chunk);
  }

  end(): void {
    if (!this.open) return;
    this.controller.close();
    this.closed();
  }

  abort(): void {
    if (!this.open) return;
    this.controller.error(new Error("the client reads too slowly"));
    this.closed();
  }

  closed(): void {
    if (!this.open) return;
    this.open = false;
    this.onClosed?.();
  }
}
