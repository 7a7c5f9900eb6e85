// GET of nodes and pods of metrics.k8s.io: what `kubectl top` shows and what autoscalers go by.

import { assert, formatGoDuration, rfc3339 } from "../../../base/index.ts";
import { formatQuantity, parseQuantity, status } from "../../../kube/index.ts";
import type { Collection } from "../../store/collection.ts";
import type { Draft } from "../../store/draft.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { isWatch, selectionOf } from "../read/list-options.ts";
import { listReply } from "../read/list.ts";
import { acceptable, objectReply } from "../represent/choose.ts";
import type { Usage } from "./node-usage.ts";

const NANOS_PER_MS = 1_000_000n;

/** Nodes and pods whose metrics are not to be had are left out, as if they were not there. */
export async function metricsReply(call: Call): Promise<Reply> {
  const { request, resource, namespace, name, subresource } = call;
  if (request.method !== "GET" && request.method !== "HEAD") refuse(status.methodNotAllowed());
  if (subresource !== "" || (name === "" && isWatch(call))) refuse(status.methodNotAllowed());
  acceptable(call);
  const isPods = resource.info.plural === "pods";
  const source = collectionNamed(call, resource.info.plural);
  const chosen =
    name === "" ? source.select(selectionOf(call)) : (source.get(namespace, name) ?? []);
  const made = await (isPods ? podMetrics : nodeMetrics)(call, [chosen].flat());
  if (name === "") return listReply(call, made, {});
  const named = isPods ? `${namespace}/${name}` : name;
  return objectReply(call, made[0] ?? refuse(status.notFound(resource.info, named)), 200);
}

async function nodeMetrics(call: Call, nodes: readonly StoredObject[]): Promise<StoredObject[]> {
  const { api } = call;
  const readings = await api.usage.of(nodes.map((node) => api.store.read(node)));
  return nodes.flatMap((node) => {
    const usage = readings.get(node.name)?.node();
    return usage ? [made(call, node, usage, { usage: amounts(usage) })] : [];
  });
}

async function podMetrics(call: Call, pods: readonly StoredObject[]): Promise<StoredObject[]> {
  const { api } = call;
  const { fieldNames } = collectionNamed(call, "pods").definition;
  const [phase, nodeName] = ["status.phase", "spec.nodeName"].map((name) =>
    fieldNames.indexOf(name),
  );
  const nodeOf = ({ fields }: StoredObject): string => fields[nodeName ?? -1] ?? "";
  const running = pods.filter(({ fields }) => fields[phase ?? -1] === "Running");
  const nodes = collectionNamed(call, "nodes");
  const asked = [...new Set(running.map(nodeOf))].flatMap((name) => nodes.get("", name) ?? []);
  const readings = await api.usage.of(asked.map((node) => api.store.read(node)));
  return running.flatMap((pod) => {
    const usages = readings.get(nodeOf(pod))?.pod(pod.namespace, pod.name);
    const [first] = usages?.values() ?? [];
    if (!usages || !first) return [];
    const containers = [...usages].map(([name, usage]) => ({ name, usage: amounts(usage) }));
    return [made(call, pod, first, { containers })];
  });
}

function collectionNamed({ api }: Call, plural: string): Collection {
  const resource = api.registry.find("v1", plural);
  assert(resource, "nodes and pods are served");
  return api.store.collection(resource.definition);
}

/** The metrics of `of`, in the resource's own kind. */
function made(call: Call, of: StoredObject, { atMs, windowMs }: Usage, rest: object): StoredObject {
  const { api, resource, collection } = call;
  const { name, namespace, labels } = of;
  const draft: Draft = {
    kind: resource.info.kind,
    apiVersion: resource.apiVersion,
    metadata: {
      name,
      ...(namespace !== "" && { namespace }),
      creationTimestamp: rfc3339(api.clock.wallMs()),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
    timestamp: rfc3339(atMs),
    window: formatGoDuration(BigInt(Math.round(windowMs)) * NANOS_PER_MS),
    ...rest,
  };
  return api.store.preview(collection, draft, 0);
}

/** To the nanocore and the kibibyte, as metrics-server gives them. */
function amounts({ cpuCores, memoryBytes }: Usage): {
  readonly cpu: string;
  readonly memory: string;
} {
  return {
    cpu: formatQuantity(parseQuantity(`${Math.round(cpuCores * 1e9)}n`)),
    memory: formatQuantity(parseQuantity(`${Math.round(memoryBytes / 1024)}Ki`)),
  };
}
