// What cluster objects mean where they say nothing: pkg/apis/{core,storage,scheduling,resource,flowcontrol}/v1/defaults.go.

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject, setField } from "../patch/json-value.ts";
import {
  fields,
  fieldsOverZero,
  isAbsent,
  items,
  part,
  setAbsent,
  within,
  withinEach,
  type Rule,
} from "./rule.ts";

function service(object: JsonObject): JsonObject {
  const spec = within(object, "spec", (before) => {
    let spec = setAbsent(before, { sessionAffinity: "None", type: "ClusterIP" });
    spec = withSessionTimeout(spec);
    const type = spec["type"] as string;
    const isReachable = type === "NodePort" || type === "LoadBalancer";
    const isExposed =
      isReachable || (type === "ClusterIP" && items(spec, "externalIPs").length > 0);
    return setAbsent(spec, {
      ...(isExposed && { externalTrafficPolicy: "Cluster" }),
      ...((isReachable || type === "ClusterIP") && { internalTrafficPolicy: "Cluster" }),
      ...(type === "LoadBalancer" && { allocateLoadBalancerNodePorts: true }),
    });
  });
  if (part(spec, "spec")["type"] !== "LoadBalancer" || !isObject(spec["status"])) return spec;
  return within(spec, "status", (status) =>
    within(status, "loadBalancer", (balancer) =>
      withinEach(balancer, "ingress", (ingress) =>
        ingress["ip"] ? setAbsent(ingress, { ipMode: "VIP" }) : ingress,
      ),
    ),
  );
}

const SESSION_SECONDS = 10_800;

function withSessionTimeout(spec: JsonObject): JsonObject {
  if (spec["sessionAffinity"] === "None") {
    if (isAbsent(spec["sessionAffinityConfig"])) return spec;
    const { sessionAffinityConfig: _, ...rest } = spec;
    return rest;
  }
  const { timeoutSeconds } = part(part(spec, "sessionAffinityConfig"), "clientIP");
  if (spec["sessionAffinity"] !== "ClientIP" || !isAbsent(timeoutSeconds)) return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: SESSION_SECONDS } } };
}

function servicePort(object: JsonObject): JsonObject {
  const { port, targetPort } = object;
  const isUnsaid = targetPort === 0 || targetPort === "" || isAbsent(targetPort);
  return isUnsaid && !isAbsent(port) && port !== targetPort
    ? { ...object, targetPort: port }
    : object;
}

/** Text written to `stringData` is kept as bytes in `data`. */
function secret(object: JsonObject): JsonObject {
  const typed = setAbsent(object, { type: "Opaque" });
  const text = typed["stringData"];
  if (!isObject(text)) return typed;
  const data: Record<string, Json> = {};
  for (const [key, value] of Object.entries(part(typed, "data")))
    setField(data, key, value as Json);
  for (const [key, value] of Object.entries(text))
    if (typeof value === "string")
      setField(data, key, Buffer.from(value, "utf8").toString("base64"));
  const { stringData: _, ...rest } = typed;
  return { ...rest, data };
}

function namespace(object: JsonObject): JsonObject {
  const { name, labels } = part(object, "metadata");
  const label = "kubernetes.io/metadata.name";
  const labelled =
    typeof name !== "string" || name === "" || (isObject(labels) && labels[label] === name)
      ? object
      : within(object, "metadata", (metadata) => ({
          ...metadata,
          labels: { ...part(metadata, "labels"), [label]: name },
        }));
  return within(labelled, "status", fields({ phase: "Active" }));
}

function node(object: JsonObject): JsonObject {
  const { allocatable, capacity } = part(object, "status");
  if (!isAbsent(allocatable) || !isObject(capacity)) return object;
  return within(object, "status", (status) => ({ ...status, allocatable: { ...capacity } }));
}

function limitRangeItem(item: JsonObject): JsonObject {
  if (item["type"] !== "Container") return item;
  const limits = { ...part(item, "max"), ...part(item, "default") };
  const requests = { ...part(item, "min"), ...limits, ...part(item, "defaultRequest") };
  const isComplete =
    Object.keys(limits).length === Object.keys(part(item, "default")).length &&
    Object.keys(requests).length === Object.keys(part(item, "defaultRequest")).length;
  if (isComplete) return item;
  return {
    ...item,
    ...(Object.keys(limits).length > 0 && { default: limits }),
    ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
  };
}

function persistentVolume(object: JsonObject): JsonObject {
  const spec = within(
    object,
    "spec",
    fields({ persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" }),
  );
  return within(spec, "status", fields({ phase: "Pending" }));
}

function csiDriver(object: JsonObject): JsonObject {
  return within(object, "spec", (before) => {
    const spec = setAbsent(before, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
    });
    return items(spec, "volumeLifecycleModes").length > 0
      ? spec
      : { ...spec, volumeLifecycleModes: ["Persistent"] };
  });
}

/** A request for devices asks for one, unless it says how many, or for all. */
function deviceRequest(request: JsonObject): JsonObject {
  const counted = setAbsent(request, { allocationMode: "ExactCount" });
  return counted["allocationMode"] === "ExactCount" && !counted["count"]
    ? { ...counted, count: 1 }
    : counted;
}

/** A taint remembers since when it is. */
const deviceTaint: Rule = (taint, now) =>
  now === undefined ? taint : setAbsent(taint, { timeAdded: now });

function subsets(object: JsonObject): JsonObject {
  return withinEach(object, "subsets", (subset) =>
    withinEach(subset, "ports", fields({ protocol: "TCP" })),
  );
}

/** The objects a stateful set makes claims from carry the names that a claim of its own would have. */
function statefulSetClaims(spec: JsonObject): JsonObject {
  if (!isList(spec["volumeClaimTemplates"])) return spec;
  return withinEach(
    spec,
    "volumeClaimTemplates",
    fields({ kind: "PersistentVolumeClaim", apiVersion: "v1" }),
  );
}

/** By the type's name without `io.k8s.api.`. */
export const clusterRules: Readonly<Record<string, Rule>> = {
  "apps.v1.StatefulSetSpec": statefulSetClaims,
  "core.v1.Service": service,
  "core.v1.ServicePort": servicePort,
  "core.v1.Secret": secret,
  "core.v1.Namespace": namespace,
  "core.v1.Node": node,
  "core.v1.LimitRangeItem": limitRangeItem,
  "core.v1.Endpoints": subsets,
  "core.v1.PersistentVolume": persistentVolume,
  "core.v1.PersistentVolumeClaim": (object) =>
    within(object, "status", fields({ phase: "Pending" })),
  "core.v1.PersistentVolumeClaimSpec": fields({ volumeMode: "Filesystem" }),
  "storage.v1.StorageClass": fields({ reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
  "storage.v1.CSIDriver": csiDriver,
  "scheduling.v1.PriorityClass": fields({ preemptionPolicy: "PreemptLowerPriority" }),
  "resource.v1.ExactDeviceRequest": deviceRequest,
  "resource.v1.DeviceSubRequest": deviceRequest,
  "resource.v1.DeviceTaint": deviceTaint,
  "flowcontrol.v1.FlowSchemaSpec": fieldsOverZero({ matchingPrecedence: 1000 }),
  "flowcontrol.v1.ExemptPriorityLevelConfiguration": fields({
    nominalConcurrencyShares: 0,
    lendablePercent: 0,
  }),
  "flowcontrol.v1.LimitedPriorityLevelConfiguration": fields({
    nominalConcurrencyShares: 30,
    lendablePercent: 0,
  }),
  "flowcontrol.v1.QueuingConfiguration": fieldsOverZero({
    handSize: 8,
    queues: 64,
    queueLengthLimit: 50,
  }),
};
