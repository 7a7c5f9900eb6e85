// How the fields of built-in kinds merge, as far as Kubernetes' own types say so. Types that hold no
// merging list and lead to none are left out: their objects merge and their lists are replaced.

import type { FieldMerge, MergeSchema, MergeStrategy } from "./merge-schema.ts";

interface FieldRule {
  readonly type?: string;
  readonly strategy?: MergeStrategy;
  readonly mergeKey?: string;
}

const object = (type: string): FieldRule => ({ type });
const keyed = (mergeKey: string, type?: string): FieldRule => ({
  strategy: "merge",
  mergeKey,
  ...(type ? { type } : {}),
});
const retained = (mergeKey: string, type?: string): FieldRule => ({
  ...keyed(mergeKey, type),
  strategy: "merge,retainKeys",
});
const set: FieldRule = { strategy: "merge" };

const container = {
  ports: keyed("containerPort"),
  env: keyed("name"),
  volumeMounts: keyed("mountPath"),
  volumeDevices: keyed("devicePath"),
};
const metadata = object("ObjectMeta");
const withConditions = { conditions: keyed("type") };
const workload = { metadata, spec: object("WorkloadSpec"), status: object("WithConditions") };

const types: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  ObjectMeta: { ownerReferences: keyed("uid"), finalizers: set },
  WithConditions: withConditions,
  MetadataOnly: { metadata },
  Container: container,
  Volume: { ephemeral: object("EphemeralVolumeSource") },
  EphemeralVolumeSource: { volumeClaimTemplate: object("MetadataOnly") },
  PodSpec: {
    volumes: retained("name", "Volume"),
    initContainers: keyed("name", "Container"),
    containers: keyed("name", "Container"),
    ephemeralContainers: keyed("name", "Container"),
    imagePullSecrets: keyed("name"),
    hostAliases: keyed("ip"),
    topologySpreadConstraints: keyed("topologyKey"),
    schedulingGates: keyed("name"),
    resourceClaims: retained("name"),
  },
  PodStatus: {
    ...withConditions,
    hostIPs: keyed("ip"),
    podIPs: keyed("ip"),
    resourceClaimStatuses: retained("name"),
  },
  PodTemplateSpec: { metadata, spec: object("PodSpec") },
  WorkloadSpec: { template: object("PodTemplateSpec") },
  DeploymentSpec: { template: object("PodTemplateSpec"), strategy: { strategy: "retainKeys" } },
  JobTemplate: { metadata, spec: object("WorkloadSpec") },
  CronJobSpec: { jobTemplate: object("JobTemplate") },
  NodeSpec: { podCIDRs: set },
  NodeStatus: { ...withConditions, addresses: keyed("type") },
  ServiceSpec: { ports: keyed("port") },
  Pod: { metadata, spec: object("PodSpec"), status: object("PodStatus") },
  Node: { metadata, spec: object("NodeSpec"), status: object("NodeStatus") },
  Service: { metadata, spec: object("ServiceSpec"), status: object("WithConditions") },
  Deployment: { ...workload, spec: object("DeploymentSpec") },
  Workload: workload,
  CronJob: { metadata, spec: object("CronJobSpec") },
  ConditionedOnly: { metadata, status: object("WithConditions") },
  ServiceAccount: { metadata, secrets: keyed("name") },
};

/** `apiVersion/kind` to a name in `types`. */
const kinds: Readonly<Record<string, string>> = {
  "v1/Pod": "Pod",
  "v1/Node": "Node",
  "v1/Service": "Service",
  "v1/Namespace": "ConditionedOnly",
  "v1/PersistentVolumeClaim": "ConditionedOnly",
  "v1/PersistentVolume": "MetadataOnly",
  "v1/ServiceAccount": "ServiceAccount",
  "v1/ReplicationController": "Workload",
  "v1/ConfigMap": "MetadataOnly",
  "v1/Secret": "MetadataOnly",
  "v1/Event": "MetadataOnly",
  "events.k8s.io/v1/Event": "MetadataOnly",
  "coordination.k8s.io/v1/Lease": "MetadataOnly",
  "apps/v1/Deployment": "Deployment",
  "apps/v1/ReplicaSet": "Workload",
  "apps/v1/StatefulSet": "Workload",
  "apps/v1/DaemonSet": "Workload",
  "batch/v1/Job": "Workload",
  "batch/v1/CronJob": "CronJob",
};

class TableSchema implements MergeSchema {
  private readonly fields = new Map<string, FieldMerge>();

  constructor(rules: Readonly<Record<string, FieldRule>>) {
    for (const [name, rule] of Object.entries(rules)) this.fields.set(name, fieldMerge(rule));
  }

  field(name: string): FieldMerge | undefined {
    return this.fields.get(name);
  }
}

const schemas = new Map<string, MergeSchema>();

function schemaOf(type: string): MergeSchema {
  const known = schemas.get(type);
  if (known) return known;
  const schema = new TableSchema(types[type] ?? {});
  schemas.set(type, schema);
  return schema;
}

function fieldMerge({ type, strategy, mergeKey }: FieldRule): FieldMerge {
  return {
    ...(strategy ? { strategy } : {}),
    ...(mergeKey ? { mergeKey } : {}),
    ...(type ? { schema: schemaOf(type) } : {}),
  };
}

/** How the fields of a built-in kind merge; undefined for kinds that are not built in. */
export function builtinMergeSchema(apiVersion: string, kind: string): MergeSchema | undefined {
  const name = `${apiVersion}/${kind}`;
  return Object.hasOwn(kinds, name) ? schemaOf(kinds[name] as string) : undefined;
}
