// metrics.k8s.io is served from the moment on that a node has a kubelet to ask: clients take a group that is there for one
// that answers.

import { metricsResources } from "../../registry/metrics-resources.ts";
import { collectionOf, type Api } from "../http/call.ts";
import { askKubelet } from "../kubelet/fetch.ts";
import { urlOf } from "../kubelet/location.ts";

const LOOK_INTERVAL_MS = 500;
/** After a kubelet has not answered. */
const RETRY_INTERVAL_MS = 2000;
const ANSWER_TIMEOUT_MS = 5000;
/** Nodes that are looked at, and kubelets that are tried. */
const NODES_MAX = 100;
const KUBELETS_MAX = 4;

/** Looks until it has found one. The returned function ends it. */
export function offerMetrics(api: Api): () => void {
  let isAsking = false;
  let tried = "";
  let retryAtMs = 0;
  const look = async (): Promise<void> => {
    const urls = kubeletUrls(api);
    const key = urls.join(" ");
    if (urls.length === 0 || (key === tried && api.clock.nowMs() < retryAtMs)) return;
    const answers = await Promise.all(urls.map((url) => isThere(url)));
    tried = key;
    retryAtMs = api.clock.nowMs() + RETRY_INTERVAL_MS;
    if (!answers.includes(true)) return;
    clearInterval(timer);
    for (const resource of metricsResources()) api.registry.add(resource);
  };
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void look().finally(() => (isAsking = false));
  }, LOOK_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function kubeletUrls(api: Api): string[] {
  const urls = new Set<string>();
  const nodes = api.registry.find("v1", "nodes");
  if (!nodes) return [];
  let looked = 0;
  for (const stored of collectionOf(api, nodes).all()) {
    if (looked++ >= NODES_MAX || urls.size >= KUBELETS_MAX) break;
    const node = api.store.read(stored);
    if (hasAddress(node)) urls.add(urlOf(node));
  }
  return [...urls];
}

function hasAddress({ status }: ReturnType<Api["store"]["read"]>): boolean {
  const { addresses, daemonEndpoints } = (status ?? {}) as Record<string, unknown>;
  return Array.isArray(addresses) && addresses.length > 0 && daemonEndpoints !== undefined;
}

async function isThere(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await askKubelet(`${url}/healthz`, { signal });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
