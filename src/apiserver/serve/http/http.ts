// What the handler knows of HTTP: a request to read and a reply to send. Which server carries them is not its business.

import type { Chunk } from "../../store/chunk.ts";

/** As the real API server: larger bodies are refused with 413. */
export const BODY_BYTES_MAX = 3 * 1024 * 1024;
/** Characters a stream may hold before `onRoom` waits for the client. */
export const STREAM_CHARS_HIGH = 1024 * 1024;

export interface HttpRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  /** The first value, or undefined. `name` is lower case. */
  header(name: string): string | undefined;
  /** All values; none where there is no such header. */
  headers(name: string): readonly string[];
  /** In lower case. */
  headerNames(): Iterable<string>;
  /** Of the connection; undefined where the client showed none that our authority signed. */
  peerCertificate?(): PeerCertificate | undefined;
  /** Of whoever is at the other end of the connection; undefined where that is not known. */
  peerAddress?(): string | undefined;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  /** Makes a WebSocket of the connection, which then is the peer's; false when it cannot be. The reply is UPGRADED. */
  upgrade?(protocol: string, peer: WebSocketPeer): boolean;
}

/** The same object for all requests of a connection. */
export interface PeerCertificate {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** Of the certificate in DER, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** Whoever talks to a client over a WebSocket. */
export interface WebSocketPeer {
  opened(client: WebSocketClient): void;
  /** Settles once it has been taken; a connection that can wait is not read from before. */
  message(bytes: Uint8Array): Promise<void>;
  /** There is room again after `send` said that there was none. */
  drained(): void;
  closed(): void;
}

export interface WebSocketClient {
  /** One binary message. False: wait for `drained` before the next. */
  send(bytes: Uint8Array): boolean;
  close(code: number): void;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Chunk | StreamBody;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A body that is written over time. */
export interface StreamBody {
  /** Called once, when the reply's head is out. */
  start(sink: ChunkSink): void;
  /** Whether it tells of what happens while it is open, and not of one moment. */
  readonly isLive?: boolean;
}

export interface ChunkSink {
  /** Never blocks; what the client has not taken yet is counted in `backlogChars`. */
  write(chunk: Chunk): void;
  /** Characters, or bytes, written and not yet handed to the socket. */
  readonly backlogChars: number;
  /** Ends the body after everything written. */
  end(): void;
  /** Cuts the connection, throwing away what was not sent. */
  abort(): void;
  /** Called whenever there is room for more. */
  onRoom: (() => void) | undefined;
  /** Called once when the client has gone or the body has ended. */
  onClosed: (() => void) | undefined;
}

/** The connection is no longer HTTP's. */
export const UPGRADED: Reply = { status: 101, contentType: "", body: "" };

/** Done, and nothing to tell. */
export const NO_CONTENT: Reply = { status: 204, contentType: "", body: "" };

/** The header that says what a body is; none where there is no body. */
export function typeHeader(contentType: string): Readonly<Record<string, string>> {
  return contentType ? { "content-type": contentType } : {};
}

export const JSON_TYPE = "application/json";

/** What client-go prefers for built-in kinds. */
export const PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";

export function jsonReply(code: number, body: string): Reply {
  return { status: code, contentType: JSON_TYPE, body };
}

export function textReply(code: number, body: string): Reply {
  return { status: code, contentType: "text/plain; charset=utf-8", body };
}
