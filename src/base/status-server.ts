// The status pages of a role over HTTP: is it alive, is it ready, what has it measured.

import type { Server } from "bun";

export interface ListenAddress {
  readonly hostname: string;
  /** 0 picks a free one. */
  readonly port: number;
}

export interface StatusPages {
  /** Whether the role has synced its watches: /readyz is 503 until then. */
  ready(): boolean;
  /** /metrics: Prometheus text. */
  prometheus(): string;
  /** /kwokbench/metrics.json: what the runner collects, as JSON. */
  data(): unknown;
}

export interface StatusServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts serving at once. Throws the system's error where the address is in use or not of this machine. */
export function serveStatus(listen: ListenAddress, pages: StatusPages): StatusServer {
  const server: Server<undefined> = Bun.serve({
    hostname: listen.hostname,
    port: listen.port,
    fetch: (request) => answer(new URL(request.url).pathname, pages),
  });
  return {
    url: server.url.origin,
    stop: () => server.stop(true),
  };
}

function answer(path: string, pages: StatusPages): Response {
  switch (path) {
    case "/healthz":
    case "/livez":
      return new Response("ok");
    case "/readyz":
      return pages.ready() ? new Response("ok") : new Response("not synced yet", { status: 503 });
    case "/metrics":
      return new Response(pages.prometheus(), {
        headers: { "content-type": "text/plain; version=0.0.4" },
      });
    case "/kwokbench/metrics.json":
      return Response.json(pages.data());
    default:
      return new Response("not found: /healthz, /readyz, /metrics, /kwokbench/metrics.json", {
        status: 404,
      });
  }
}
