// POST pods/NAME/binding: what a scheduler does (registry/core/pod/storage).

import { rfc3339 } from "../../../base/index.ts";
import { status, type Condition, type KubeObject } from "../../../kube/index.ts";
import { draftOf, recordAt, type Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import { createdReply } from "../represent/choose.ts";
import { readBody } from "../write/body.ts";
import { isDryRun, type Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { checkUid } from "../write/preconditions.ts";
import { currentOf } from "../write/update.ts";

export interface Binding {
  readonly metadata?: KubeObject["metadata"];
  readonly target?: { readonly kind?: string; readonly name?: string };
}

const BINDING = { group: "", plural: "pods/binding" };

export async function bind(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  return bindPod(call, value ?? {});
}

/** Binds the pod the call names. */
export function bindPod(call: Call, binding: Binding): Reply {
  const { kind = "", name: nodeName = "" } = binding.target ?? {};
  if (binding.metadata?.name !== call.name)
    refuse(status.badRequest("name in URL does not match name in Binding object"));
  if (kind !== "" && kind !== "Node")
    refuse(
      invalid(
        call.name,
        "target.kind",
        `Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
      ),
    );
  if (nodeName === "") refuse(invalid(call.name, "target.name", "Required value"));
  const current = currentOf(call);
  const pod = call.api.store.read(current);
  checkBindable(call, pod, binding.metadata, nodeName);
  if (!isDryRun(call)) {
    const { api, collection } = call;
    api.store.replace(collection, current, bound(call, pod, binding, nodeName));
  }
  return createdReply(call);
}

function invalid(name: string, field: string, message: string): ReturnType<typeof status.invalid> {
  const reason = message === "Required value" ? "FieldValueRequired" : "FieldValueNotSupported";
  return status.invalid({ group: "", kind: "Binding" }, name, [{ field, reason, message }]);
}

function checkBindable(
  { resource, name }: Call,
  pod: KubeObject,
  wanted: Binding["metadata"],
  nodeName: string,
): void {
  const conflict = (why: string): never => refuse(status.conflict(BINDING, name, why));
  const { resourceVersion, deletionTimestamp } = pod.metadata;
  if (wanted?.uid) checkUid(resource.info, pod, wanted.uid);
  if (wanted?.resourceVersion && wanted.resourceVersion !== resourceVersion)
    conflict(
      `Precondition failed: ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  const spec = recordAt(pod, "spec");
  if (deletionTimestamp) conflict(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (spec["nodeName"])
    conflict(`pod ${name} is already assigned to node ${JSON.stringify(spec["nodeName"])}`);
  const gates = spec["schedulingGates"];
  if (Array.isArray(gates) && gates.length > 0)
    conflict(`pod ${name} has non-empty .spec.schedulingGates`);
  if (nodeName === "") conflict("no node");
}

const TOPOLOGY_LABELS = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

function bound(call: Call, pod: KubeObject, { metadata: extra }: Binding, nodeName: string): Draft {
  const draft = draftOf(pod);
  const { metadata } = draft;
  draft["spec"] = { ...recordAt(pod, "spec"), nodeName };
  draft["status"] = scheduledStatus(pod, rfc3339(call.api.clock.wallMs()));
  if (extra?.annotations) metadata.annotations = { ...metadata.annotations, ...extra.annotations };
  const labels = { ...topologyLabels(call, nodeName), ...extra?.labels };
  if (Object.keys(labels).length > 0) metadata.labels = { ...metadata.labels, ...labels };
  return draft;
}

function scheduledStatus(pod: KubeObject, now: string): object {
  const { nominatedNodeName: _cleared, ...podStatus } = recordAt(pod, "status");
  const conditions = (podStatus["conditions"] ?? []) as readonly Condition[];
  const old = conditions.find(({ type }) => type === "PodScheduled");
  const lastTransitionTime = old?.status === "True" ? old.lastTransitionTime : now;
  const scheduled = {
    type: "PodScheduled",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime,
  };
  return {
    ...podStatus,
    conditions: old
      ? conditions.map((condition) => (condition === old ? scheduled : condition))
      : [...conditions, scheduled],
  };
}

/** PodTopologyLabels admission: a bound pod carries its node's zone and region. */
function topologyLabels({ api }: Call, nodeName: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const node = api.registry.find("v1", "nodes");
  const stored = node && api.store.collection(node.definition).get("", nodeName);
  for (const label of TOPOLOGY_LABELS) {
    const value = stored?.labels[label];
    if (value !== undefined) labels[label] = value;
  }
  return labels;
}
