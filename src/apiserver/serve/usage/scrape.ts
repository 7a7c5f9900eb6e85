// One reading of a kubelet's /metrics/resource: what a node and its containers have used so far.

import { PrometheusReader, type PrometheusReading } from "../../../base/index.ts";
import type { KubeObject } from "../../../kube/index.ts";
import { urlOf } from "../kubelet/location.ts";
import { askKubelet } from "../kubelet/fetch.ts";

const SCRAPE_TIMEOUT_MS = 10_000;
/** Where a node says that its metrics are elsewhere, as metrics-server reads it. */
const PATH_ANNOTATION = "metrics.k8s.io/resource-metrics-path";
const PATH = "/metrics/resource";

export interface Reading {
  /** Since it started. */
  cpuSeconds?: number;
  /** The working set. */
  memoryBytes?: number;
  /** Since the epoch. */
  startSeconds?: number;
  /** Since the epoch: when the CPU time was read. */
  atMs?: number;
}

export interface Scrape {
  readonly node: Reading;
  /** By `namespace/pod`, then by name. */
  readonly pods: ReadonlyMap<string, ReadonlyMap<string, Reading>>;
}

/** Rejects when the kubelet does not answer, or not with metrics. `nowMs` since the epoch. */
export async function scrapeNode(node: KubeObject, nowMs: () => number): Promise<Scrape> {
  const { name, annotations = {} } = node.metadata;
  const path = annotations[PATH_ANNOTATION] ?? PATH;
  // A kubelet that answers for many nodes learns from this which one is asked.
  const headers = { "x-forwarded-uri": `/api/v1/nodes/${name}/proxy${path}` };
  const signal = AbortSignal.timeout(SCRAPE_TIMEOUT_MS);
  const response = await askKubelet(`${urlOf(node)}${path}`, { headers, signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`it answers ${path} with ${response.status}`);
  return readScrape(text, nowMs());
}

const LABEL = /(\w+)="([^"]*)"/g;
const FIELDS: Readonly<Record<string, "cpuSeconds" | "memoryBytes" | "startSeconds">> = {
  cpu_usage_seconds_total: "cpuSeconds",
  memory_working_set_bytes: "memoryBytes",
  start_time_seconds: "startSeconds",
};

/** `nowMs` stands for when samples were measured that do not say. */
export function readScrape(text: string, nowMs: number): Scrape {
  const node: Reading = {};
  const pods = new Map<string, Map<string, Reading>>();
  const reader = new PrometheusReader((sample) => {
    const [, about = "", what = ""] = /^(node|container)_(.*)$/.exec(sample.name) ?? [];
    const field = FIELDS[what];
    if (!field) return;
    const reading = about === "node" ? node : readingOf(pods, sample);
    reading[field] = sample.value;
    if (field === "cpuSeconds") reading.atMs = sample.timestampMs ?? nowMs;
  });
  reader.feed(text);
  reader.end();
  return { node, pods };
}

function readingOf(
  pods: Map<string, Map<string, Reading>>,
  { labels }: PrometheusReading,
): Reading {
  const named: Record<string, string> = {};
  for (const [, label = "", value = ""] of labels.matchAll(LABEL)) named[label] = value;
  const { namespace = "", pod = "", container = "" } = named;
  const key = `${namespace}/${pod}`;
  let containers = pods.get(key);
  if (!containers) pods.set(key, (containers = new Map()));
  let reading = containers.get(container);
  if (!reading) containers.set(container, (reading = {}));
  return reading;
}
