// Two ways to the wire, one for every server, embedded or real: short requests go through a pool of our own
// connections, since they are the load; watches stream through Bun's fetch.

import { ConnectionPool } from "./http1/pool.ts";

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
  /** Undefined when the caller had no use for the body and the request succeeded. */
  readonly text: string | undefined;
  readonly retryAfter: string | undefined;
}

export interface Transport {
  readonly endpoint: Endpoint;
  /** Sends, and reads the response to its end. `keepBody: false` saves making a string of it. Rejects when the connection fails. */
  exchange(request: ApiRequest, keepBody: boolean): Promise<ApiResponse>;
  /** Sends and gives the response as soon as its head is there, for bodies that do not end. */
  stream(request: ApiRequest): Promise<Response>;
  /** Closes idle connections. */
  close(): void;
}

export function createTransport(endpoint: Endpoint, userAgent: string): Transport {
  const url = new URL(endpoint.url);
  // A server behind a path prefix (a proxy such as Rancher's) keeps it on every request.
  const prefix = url.pathname === "/" ? "" : url.pathname;
  const tls = url.protocol === "https:" ? bunTls(endpoint.tls ?? {}, url.hostname) : undefined;
  const port = Number(url.port) || (tls ? 443 : 80);
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const pool = new ConnectionPool({ hostname, port, tls });
  const fixedLines = headerLines({ host: url.host, "user-agent": userAgent, ...endpoint.headers });

  const exchange = (request: ApiRequest, keepBody: boolean, authorization?: string) =>
    pool.send({
      method: request.method,
      path: prefix + request.path,
      headerLines:
        fixedLines +
        `accept: ${request.accept ?? "application/json"}\r\n` +
        (authorization ? `authorization: ${authorization}\r\n` : "") +
        (request.headers ? headerLines(request.headers) : ""),
      body: request.body,
      contentType: request.contentType ?? "application/json",
      keepBody,
      signal: request.signal,
    });
  const stream = (request: ApiRequest, authorization?: string): Promise<Response> =>
    fetch(endpoint.url + request.path, {
      method: request.method,
      headers: {
        "user-agent": userAgent,
        accept: request.accept ?? "application/json",
        ...endpoint.headers,
        ...request.headers,
        ...(authorization && { authorization }),
      },
      ...(request.signal && { signal: request.signal }),
      ...(tls && { tls }),
      // Bun gives up after five minutes otherwise; a watch lasts as long as the server likes.
      timeout: false,
    } as RequestInit);

  return {
    endpoint,
    exchange: (request, keepBody) => {
      const authorization = endpoint.authorization?.();
      if (authorization instanceof Promise)
        return authorization.then((value) => exchange(request, keepBody, value));
      return exchange(request, keepBody, authorization);
    },
    stream: async (request) => stream(request, await endpoint.authorization?.()),
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
