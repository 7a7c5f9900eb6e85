// One way to the wire for every role: Bun's fetch, with the endpoint's TLS and credentials.
// The same transport serves the embedded API server and a real one, so their numbers compare.

/** Where an API server is and how to be let in. */
export interface Endpoint {
  /** Without a trailing slash: `https://127.0.0.1:6443`. */
  readonly url: string;
  readonly tls?: EndpointTls | undefined;
  /** The Authorization header, asked for on each request so that short-lived tokens can rotate. */
  readonly authorization?: (() => Promise<string | undefined> | string | undefined) | undefined;
  /** Headers every request carries, such as impersonation. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** HTTP/2 over TLS: one connection for all requests in flight. */
  readonly http2?: boolean | undefined;
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

export interface Transport {
  readonly endpoint: Endpoint;
  /** Sends and gives the response as soon as its head is there. Rejects when the connection fails. */
  send(request: ApiRequest): Promise<Response>;
}

export function fetchTransport(endpoint: Endpoint, userAgent: string): Transport {
  // Bun's own options beside the standard ones: no five-minute limit, and the endpoint's TLS.
  const base: Record<string, unknown> = { timeout: false };
  if (endpoint.tls) base["tls"] = bunTls(endpoint.tls);
  if (endpoint.http2) base["protocol"] = "http2";
  const fixedHeaders = { "user-agent": userAgent, ...endpoint.headers };

  const headersOf = (request: ApiRequest, authorization?: string): Record<string, string> => {
    const headers: Record<string, string> = { ...fixedHeaders, ...request.headers };
    headers["accept"] = request.accept ?? "application/json";
    if (request.body !== undefined)
      headers["content-type"] = request.contentType ?? "application/json";
    if (authorization) headers["authorization"] = authorization;
    return headers;
  };
  const start = (request: ApiRequest, authorization?: string): Promise<Response> =>
    fetch(endpoint.url + request.path, {
      ...base,
      method: request.method,
      headers: headersOf(request, authorization),
      ...(request.body !== undefined && { body: request.body }),
      ...(request.signal && { signal: request.signal }),
    } as RequestInit);

  return {
    endpoint,
    send: (request) => {
      const authorization = endpoint.authorization?.();
      if (authorization instanceof Promise)
        return authorization.then((value) => start(request, value));
      return start(request, authorization);
    },
  };
}

function bunTls(tls: EndpointTls): Record<string, unknown> {
  return {
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
    ...(tls.serverName && { serverName: tls.serverName }),
    ...(tls.rejectUnauthorized === false && { rejectUnauthorized: false }),
  };
}
