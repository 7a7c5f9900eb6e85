// The wire, the same for every server, embedded or real: HTTP/1.1 over our own connections, since requests are the load
// and watches the measurement, and each costs half of what it costs through fetch (docs/performance.md).

import { Gathering } from "./http1/gathering.ts";
import { ConnectionPool } from "./http1/pool.ts";
import type { Keep } from "./http1/response-reader.ts";

/** Where an API server is and how to be let in. */
export interface Endpoint {
  /** Without a trailing slash: `https://127.0.0.1:6443`. */
  readonly url: string;
  readonly tls?: EndpointTls | undefined;
  /** The Authorization header, asked for on each request so that short-lived tokens can rotate. */
  readonly authorization?: (() => Promise<string | undefined> | string | undefined) | undefined;
  /** Headers every request carries, such as impersonation. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** PEM texts, as Bun's `tls` option takes them. */
export interface EndpointTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly serverName?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query: `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiResponse {
  readonly status: number;
  /** Undefined when the caller had no use for the body and the request succeeded; the version where only that is kept. */
  readonly text: string | undefined;
  readonly retryAfter: string | undefined;
}

export interface Transport {
  readonly endpoint: Endpoint;
  /** Sends, and reads the response to its end. What is not kept of the body is not made a string of. Rejects when the connection fails. */
  exchange(request: ApiRequest, keep: Keep): Promise<ApiResponse>;
  /**
   * For bodies that do not end: `onBody` is lent each piece as it is read. Resolves when the response has ended;
   * a refusal (status ≥ 400) has its text.
   */
  stream(request: ApiRequest, onBody: (bytes: Buffer) => void): Promise<ApiResponse>;
  /** Closes idle connections. */
  close(): void;
}

export interface TransportOptions {
  /** A request that nothing was heard of for so long is given up. */
  readonly silenceSecondsMax?: number;
  /** What a busy server sends is read in larger pieces, later by a tenth of the time it takes to answer, at most 20 ms. */
  readonly gathers?: boolean;
}

/** A real API server gives up a request after 60 s itself, and says so. */
const SILENCE_SECONDS_MAX = 75;

export function createTransport(
  endpoint: Endpoint,
  userAgent: string,
  { silenceSecondsMax = SILENCE_SECONDS_MAX, gathers = false }: TransportOptions = {},
): Transport {
  const url = new URL(endpoint.url);
  // A server behind a path prefix (a proxy such as Rancher's) keeps it on every request.
  const prefix = url.pathname === "/" ? "" : url.pathname;
  const tls = url.protocol === "https:" ? bunTls(endpoint.tls ?? {}, url.hostname) : undefined;
  const port = Number(url.port) || (tls ? 443 : 80);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const gathering = gathers ? new Gathering() : undefined;
  const pool = new ConnectionPool({ hostname, port, tls, silenceSecondsMax, gathering });
  const fixedLines = headerLines({ host: url.host, "user-agent": userAgent, ...endpoint.headers });

  const pooled = (request: ApiRequest, keep: Keep, authorization?: string) => ({
    method: request.method,
    path: prefix + request.path,
    headerLines:
      fixedLines +
      `accept: ${request.accept ?? "application/json"}\r\n` +
      (authorization ? `authorization: ${authorization}\r\n` : "") +
      (request.headers ? headerLines(request.headers) : ""),
    body: request.body,
    contentType: request.contentType ?? "application/json",
    keep,
    signal: request.signal,
  });

  return {
    endpoint,
    exchange: (request, keep) => {
      const authorization = endpoint.authorization?.();
      if (authorization instanceof Promise)
        return authorization.then((value) => pool.send(pooled(request, keep, value)));
      return pool.send(pooled(request, keep, authorization));
    },
    stream: async (request, onBody) =>
      pool.stream(pooled(request, "nothing", await endpoint.authorization?.()), onBody),
    close: () => pool.close(),
  };
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

function bunTls(tls: EndpointTls, hostname: string): Record<string, unknown> {
  // SNI carries names only; an IP address is checked against the certificate all the same.
  const name = tls.serverName ?? (/^[\d.]+$|:/.test(hostname) ? undefined : hostname);
  return {
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
    ...(name && { serverName: name }),
    ...(tls.rejectUnauthorized === false && { rejectUnauthorized: false }),
  };
}
