// Where the controller answers for its health and what it counts.

import { fail, messageOf } from "../base/index.ts";
import type { ControllerMetrics } from "./metrics.ts";
import type { ListenOptions } from "./options.ts";
import { prometheusText } from "./prometheus.ts";

export interface Observed {
  readonly isSynced: boolean;
  metrics(): ControllerMetrics;
}

export interface Listener {
  readonly url: string;
  stop(): Promise<void>;
}

/** Throws FailureError when the address cannot be had. */
export function listen(options: ListenOptions, observed: Observed): Listener {
  const { hostname, port } = options;
  try {
    const server = Bun.serve({ hostname, port, fetch: (request) => answer(request, observed) });
    return { url: `http://${hostname}:${server.port}`, stop: () => server.stop(true) };
  } catch (error) {
    return fail(
      `cannot listen on ${hostname}:${port}: ${messageOf(error)}`,
      "choose another port, or 0 for a free one",
    );
  }
}

function answer(request: Request, observed: Observed): Response {
  switch (new URL(request.url).pathname) {
    case "/healthz":
    case "/livez":
      return new Response("ok");
    case "/readyz":
      return observed.isSynced
        ? new Response("ok")
        : new Response("not synced yet", { status: 503 });
    case "/metrics":
      return new Response(prometheusText(observed.metrics()), {
        headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      });
    case "/kwokbench/metrics.json":
      return Response.json({ ...observed.metrics(), ...ownUsage() });
    default:
      return new Response("not found", { status: 404 });
  }
}

/** CPU this process has used since it started, and the memory it holds now. */
function ownUsage(): { cpuSeconds: number; rssBytes: number } {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() };
}
