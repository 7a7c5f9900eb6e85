// A pool of keep-alive connections to one server: each request in flight has a connection to itself, as client-go's have
// over HTTP/1.1. Half of Bun's fetch's CPU time a request (docs/performance.md), and load generation is what we do.

import { Connection, ConnectionLost, type ConnectOptions } from "./connection.ts";
import type { Http1Response, Keep } from "./response-reader.ts";

/** Beyond these, requests wait for a connection; the wait is part of their latency. */
const CONNECTIONS_MAX = 1_024;

export interface PooledRequest {
  readonly method: string;
  readonly path: string;
  /** Header lines without the ones that depend on the body, each ended by CRLF. */
  readonly headerLines: string;
  readonly body: string | undefined;
  readonly contentType: string;
  readonly keep: Keep;
  readonly signal: AbortSignal | undefined;
}

export class ConnectionPool {
  /** The last used is used first: the rest can grow old and be closed by the server. */
  private readonly idle: Connection[] = [];
  private readonly waiting: ((connection: Connection | undefined) => void)[] = [];
  private open = 0;

  constructor(private readonly options: ConnectOptions) {}

  /** Rejects when no connection can be made, when it is lost, and with the signal's reason on abort. */
  async send(request: PooledRequest): Promise<Http1Response> {
    try {
      return await this.sendOnce(request);
    } catch (error) {
      // A server may close an idle connection just as we use it. Sending again is safe unless it could create twice.
      const retry =
        error instanceof ConnectionLost &&
        error.reused &&
        !error.responseStarted &&
        request.method !== "POST";
      if (!retry) throw error;
      return this.sendOnce(request);
    }
  }

  /**
   * A response that may never end, on a connection of its own: its body goes to `onBody` as it comes. Resolves when
   * it has ended; a refusal comes whole, with its text.
   */
  async stream(request: PooledRequest, onBody: (bytes: Buffer) => void): Promise<Http1Response> {
    const { method, path, headerLines, signal } = request;
    signal?.throwIfAborted();
    const connection = await Connection.open(this.options, () => {});
    const abort = (): void => connection.close();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await connection.stream(`${method} ${path} HTTP/1.1\r\n${headerLines}\r\n`, onBody);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      connection.close();
    }
  }

  private async sendOnce(request: PooledRequest): Promise<Http1Response> {
    const { method, path, headerLines, body, contentType, keep, signal } = request;
    signal?.throwIfAborted();
    const connection = this.idle.pop() ?? (await this.connect());
    const bodyLines =
      body === undefined
        ? method === "POST" || method === "PUT"
          ? "content-length: 0\r\n"
          : ""
        : `content-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\n${headerLines}${bodyLines}\r\n`;
    const abort = signal && ((): void => connection.close());
    if (abort) signal.addEventListener("abort", abort, { once: true });
    try {
      const response = await connection.send(head, body ?? "", keep);
      this.release(connection);
      return response;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      if (abort) signal.removeEventListener("abort", abort);
    }
  }

  private release(connection: Connection): void {
    if (connection.closed) return;
    const next = this.waiting.shift();
    if (next) next(connection);
    else this.idle.push(connection);
  }

  private async connect(): Promise<Connection> {
    if (this.open >= CONNECTIONS_MAX) {
      const handed = await new Promise<Connection | undefined>((resolve) =>
        this.waiting.push(resolve),
      );
      if (handed && !handed.closed) return handed;
    }
    this.open++;
    try {
      return await Connection.open(this.options, (connection) => this.forget(connection));
    } catch (error) {
      this.open--;
      throw error;
    }
  }

  private forget(connection: Connection): void {
    this.open--;
    const at = this.idle.indexOf(connection);
    if (at >= 0) this.idle.splice(at, 1);
    // Whoever waits may open a new one in its place.
    this.waiting.shift()?.(undefined);
  }

  /** Closes what is idle; requests in flight end as they will. */
  close(): void {
    for (const connection of this.idle.splice(0)) connection.close("the pool was closed");
  }
}
