// The endpoints that are pages: health, pods, metrics, statistics, discovery.

import type { IncomingMessage } from "node:http";
import { ownUsage } from "../../base/index.ts";
import type { NodeSnapshot } from "../metrics/usage-meter.ts";
import { resourcePage } from "../metrics/resource-page.ts";
import { summary } from "../metrics/summary.ts";
import type { KubeletContext } from "./context.ts";
import { refuse } from "./refusal.ts";
import { nodeOf, urlOf } from "./request.ts";

export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
/** KWOK's path for one node's metrics; metrics-server takes it from a node's annotation. */
const NODE_RESOURCE = /^\/metrics\/nodes\/([^/]+)\/metrics\/resource$/;

export async function pageFor(context: KubeletContext, request: IncomingMessage): Promise<Page> {
  const { pathname, searchParams } = urlOf(request);
  const node = nodeOf(request, searchParams);
  switch (pathname) {
    case "/healthz":
    case "/livez":
      return text("ok");
    case "/readyz":
      return context.pages.ready() ? text("ok") : text("not synced yet", 503);
    case "/metrics":
      return { status: 200, contentType: PROMETHEUS, body: context.pages.prometheus() };
    case "/kwokbench/metrics.json":
      return json({ ...(context.pages.data() as object), ...ownUsage() });
    case "/discovery/prometheus":
      return json(await discovery(context, request));
    case "/pods":
    case "/runningpods":
    case "/runningpods/": {
      const { pods } = await snapshotOf(context, node);
      return json({ kind: "PodList", apiVersion: "v1", metadata: {}, items: pods });
    }
    case "/stats/summary": {
      const snapshot = await snapshotOf(context, node);
      return json(summary(snapshot, context.live.metrics.meter, context.clock.wallMs()));
    }
    default:
      return metricPage(context, pathname, node);
  }
}

async function metricPage(
  context: KubeletContext,
  path: string,
  asked: string | undefined,
): Promise<Page> {
  const { pages, meter } = context.live.metrics;
  for (const page of pages) {
    const match = page.match(path);
    if (!match) continue;
    const body = page.render(await snapshotOf(context, match.node ?? asked));
    return { status: 200, contentType: PROMETHEUS, body };
  }
  const [, node] = NODE_RESOURCE.exec(path) ?? [];
  if (node === undefined && path !== "/metrics/resource")
    return refuse(404, `the simulated kubelet has no ${path}`);
  const snapshot = await snapshotOf(context, node ?? asked);
  const body = resourcePage(snapshot, meter, context.clock.wallMs());
  return { status: 200, contentType: PROMETHEUS, body };
}

/** The node and its pods now. With one node only, a request need not name it. */
async function snapshotOf(
  context: KubeletContext,
  asked: string | undefined,
): Promise<NodeSnapshot> {
  const name = asked ?? (await onlyNode(context));
  const node = await context.cluster.node(name);
  if (!node) return refuse(404, `node "${name}" not found`);
  return { name, node, pods: await context.cluster.podsOf(name) };
}

async function onlyNode({ cluster }: KubeletContext): Promise<string> {
  const nodes = await cluster.nodes();
  const [first, second] = nodes;
  if (first && !second) return first.metadata.name;
  return refuse(
    400,
    `this kubelet answers for ${nodes.length} nodes: say which, as ?node=NAME, or ask through the API server, at /api/v1/nodes/NAME/proxy`,
  );
}

/** Targets for Prometheus' http_sd: one for each node and page of metrics. */
async function discovery(
  { cluster, live }: KubeletContext,
  request: IncomingMessage,
): Promise<object[]> {
  const nodes = await cluster.nodes();
  const pages =
    live.metrics.pages.length > 0
      ? live.metrics.pages
      : [{ name: "metrics-resource", path: "/metrics/nodes/{nodeName}/metrics/resource" }];
  const targets = [request.headers.host ?? ""];
  const scheme = "encrypted" in request.socket && request.socket.encrypted ? "https" : "http";
  return pages.flatMap(({ name, path }) => {
    const target = (labels: object, at: string): object => ({
      targets,
      labels: { metrics_name: name, __scheme__: scheme, __metrics_path__: at, ...labels },
    });
    if (!path.includes("{nodeName}")) return [target({}, path)];
    return nodes.map(({ metadata }) =>
      target({ node: metadata.name }, path.replace("{nodeName}", metadata.name)),
    );
  });
}

function text(body: string, status = 200): Page {
  return { status, contentType: "text/plain; charset=utf-8", body };
}

function json(value: unknown): Page {
  return { status: 200, contentType: "application/json", body: JSON.stringify(value) };
}
