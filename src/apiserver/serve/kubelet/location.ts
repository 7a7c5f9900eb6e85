// Where a pod's or a node's kubelet is, and what it is asked (registry/core/pod/strategy.go, kubelet/client).

import { status, type KubeObject } from "../../../kube/index.ts";
import { recordAt } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { currentOf } from "../write/update.ts";

/** An address of a machine is better than a name: names of simulated nodes resolve to nothing. */
const ADDRESS_TYPES = ["InternalIP", "ExternalIP", "Hostname", "InternalDNS", "ExternalDNS"];
const KUBELET_PORT = 10_250;

/** `https://127.0.0.1:10250` of the named node; refuses where it has no address. */
export function kubeletUrl(call: Call, nodeName: string): string {
  const { api } = call;
  const nodes = api.registry.find("v1", "nodes");
  const stored = nodes && api.store.collection(nodes.definition).get("", nodeName);
  if (!stored) return refuse(status.notFound({ group: "", plural: "nodes" }, nodeName));
  return urlOf(api.store.read(stored));
}

export function urlOf(node: KubeObject): string {
  const nodeStatus = recordAt(node, "status");
  const addresses = (nodeStatus["addresses"] ?? []) as readonly {
    readonly type: string;
    readonly address: string;
  }[];
  const address = ADDRESS_TYPES.flatMap(
    (type) => addresses.find((candidate) => candidate.type === type)?.address ?? [],
  )[0];
  if (address === undefined)
    return refuse(status.internalError(`node ${node.metadata.name} has no address of a kubelet`));
  const endpoints = recordAt(nodeStatus, "daemonEndpoints");
  const port = Number(recordAt(endpoints, "kubeletEndpoint")["Port"]) || KUBELET_PORT;
  return `https://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** The pod the call names. */
export function podOf(call: Call): KubeObject {
  return call.api.store.read(currentOf(call));
}

export function nodeNameOf(pod: KubeObject): string {
  const { nodeName } = recordAt(pod, "spec") as { nodeName?: string };
  return nodeName ?? "";
}

/** The container that was asked for, or the only one. */
export function containerOf(pod: KubeObject, asked: string): string {
  const spec = recordAt(pod, "spec");
  const named = (field: string): readonly string[] =>
    ((spec[field] ?? []) as readonly { readonly name: string }[]).map(({ name }) => name);
  const [main, init, ephemeral] = ["containers", "initContainers", "ephemeralContainers"].map(
    named,
  );
  const { name } = pod.metadata;
  if (asked !== "") {
    const all = [main, init, ephemeral].flat();
    return all.includes(asked)
      ? asked
      : refuse(status.badRequest(`container ${asked} is not valid for pod ${name}`));
  }
  const [only, another] = main ?? [];
  if (only !== undefined && another === undefined && init?.length === 0) return only;
  const choices = `a container name must be specified for pod ${name}, choose one of: [${main?.join(" ")}]`;
  const more = init?.length ? ` or one of the init containers: [${init.join(" ")}]` : "";
  return refuse(status.badRequest(choices + more));
}
