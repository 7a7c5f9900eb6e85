// Requests and responses of Node's HTTP servers, HTTP/1.1 and HTTP/2 alike, in the handler's terms.

import { createHash } from "node:crypto";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketConnection, acceptKey, concat, socketChannel } from "../../../base/index.ts";
import { status } from "../../../kube/index.ts";
import type { Chunk } from "../../store/chunk.ts";
import { ApiError } from "./api-error.ts";
import {
  BODY_BYTES_MAX,
  type ChunkSink,
  type HttpRequest,
  type PeerCertificate,
  type WebSocketPeer,
} from "./http.ts";

export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;

  constructor(protected readonly request: Http2ServerRequest) {
    this.method = request.method;
    this.target = request.url;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  headers(name: string): readonly string[] {
    const { rawHeaders } = this.request;
    return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  }

  headerNames(): Iterable<string> {
    return Object.keys(this.request.headers);
  }

  peerCertificate(): PeerCertificate | undefined {
    const { httpVersionMajor, socket, stream } = this.request;
    return certificateOf(httpVersionMajor === 2 ? (stream.session?.socket ?? socket) : socket);
  }

  peerAddress(): string | undefined {
    const { socket, stream } = this.request;
    return (stream.session?.socket ?? socket).remoteAddress;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  bytes(): Promise<Uint8Array> {
    const { request } = this;
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      request.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
        if (length <= BODY_BYTES_MAX) chunks.push(chunk);
      });
      request.on("end", () => {
        if (length <= BODY_BYTES_MAX) resolve(concat(...chunks));
        else reject(new ApiError(status.requestEntityTooLarge(`limit is ${BODY_BYTES_MAX}`)));
      });
      request.on("error", reject);
      request.on("close", () =>
        reject(new ApiError(status.badRequest("the body ended before it was complete"))),
      );
    });
  }
}

const certificates = new WeakMap<object, { readonly found: PeerCertificate | undefined }>();

/** What the client of a connection showed, read once; undefined unless our authority signed it. */
function certificateOf(socket: object): PeerCertificate | undefined {
  let known = certificates.get(socket);
  if (!known) certificates.set(socket, (known = { found: readCertificate(socket as TLSSocket) }));
  return known.found;
}

function readCertificate(socket: TLSSocket): PeerCertificate | undefined {
  if (!socket.authorized) return undefined;
  const { subject, raw } = socket.getPeerCertificate() as Partial<
    ReturnType<TLSSocket["getPeerCertificate"]>
  >;
  const { CN: commonName, O: organizations = [] } = (subject ?? {}) as {
    CN?: string;
    O?: string | readonly string[];
  };
  if (!raw || typeof commonName !== "string" || commonName === "") return undefined;
  return {
    commonName,
    organizations: typeof organizations === "string" ? [organizations] : organizations,
    sha256: createHash("sha256").update(raw).digest("hex"),
  };
}

/** A request to make something else of its connection, which only HTTP/1.1 has. */
export class UpgradeRequest extends NodeRequest {
  constructor(
    request: Http2ServerRequest,
    private readonly socket: Duplex,
    /** What was read beyond the request's end. */
    private readonly head: Uint8Array,
  ) {
    super(request);
  }

  override async bytes(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  upgrade(protocol: string, peer: WebSocketPeer): boolean {
    const key = this.header("sec-websocket-key");
    if (key === undefined) return false;
    this.socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${acceptKey(key)}\r\n` +
        `${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ""}\r\n`,
    );
    const connection = new WebSocketConnection(socketChannel(this.socket, this.head), "server");
    connection.closed.addEventListener("abort", () => peer.closed());
    peer.opened({
      send(bytes) {
        // Whether there is room is known a moment later; until then there is none.
        void connection.send(bytes).then(() => peer.drained());
        return false;
      },
      close: (code) => connection.close(code),
    });
    connection.receive((message) => peer.message(message));
    return true;
  }
}

/** A response that is written over time. */
export class ResponseSink implements ChunkSink {
  onRoom: (() => void) | undefined;
  onClosed: (() => void) | undefined;
  private open = true;

  constructor(private readonly response: Http2ServerResponse) {
    response.on("drain", () => this.onRoom?.());
    response.on("close", () => this.closed());
    response.on("error", () => this.closed());
  }

  get backlogChars(): number {
    return this.response.writableLength;
  }

  write(chunk: Chunk): void {
    if (this.open) this.response.write(chunk);
  }

  end(): void {
    if (!this.open) return;
    this.response.end();
    this.closed();
  }

  abort(): void {
    if (!this.open) return;
    const { stream, socket } = this.response;
    if (stream) stream.close();
    else socket.destroy();
    this.closed();
  }

  private closed(): void {
    if (!this.open) return;
    this.open = false;
    this.onClosed?.();
  }
}
