// Objects to try stages on when the user gives none: of each kind the few that live differently.

import type { JsonObject, KubeObject } from "../kube/index.ts";
import type { ResourceRef, Stage } from "./stage.ts";

const UID = "5a5a5a5a-sample";

/** With what the stages' label and annotation selectors ask for, and without. */
export function sampleObjects(
  ref: ResourceRef,
  stages: readonly Stage[],
  deletedAt: string,
): readonly KubeObject[] {
  const labels: JsonObject = Object.assign(
    askedLabels(stages),
    ...stages.map(({ selector }) => selector.matchLabels),
  );
  const annotations: JsonObject = Object.assign(
    {},
    ...stages.map(({ selector }) => selector.matchAnnotations),
  );
  const isAsked = Object.keys(labels).length + Object.keys(annotations).length > 0;
  const plain = samplesOf(ref, deletedAt);
  const [first] = plain;
  if (!isAsked || !first) return plain;
  return [
    ...plain,
    { ...first, metadata: { ...first.metadata, labels, annotations } } as KubeObject,
  ];
}

/** Labels that expressions ask for: stages are switched on by "true". */
function askedLabels(stages: readonly Stage[]): JsonObject {
  const texts = stages.flatMap(({ selector }) =>
    selector.requirements.map(({ source }) => source.text),
  );
  const names = texts.flatMap((text) => [...text.matchAll(/\.metadata\.labels\["([^"]+)"\]/g)]);
  return Object.fromEntries(names.map(([, name = ""]) => [name, "true"]));
}

function samplesOf(ref: ResourceRef, deletedAt: string): readonly KubeObject[] {
  switch (`${ref.apiVersion}/${ref.kind}`) {
    case "v1/Pod":
      return podSamples(ref, deletedAt);
    case "v1/PersistentVolumeClaim":
      return claimSamples(ref, deletedAt);
    case "v1/PersistentVolume":
      return volumeSamples(ref, deletedAt);
    default:
      return [sample(ref, {}, {})];
  }
}

function claimSamples(ref: ResourceRef, deletedAt: string): readonly KubeObject[] {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "sample",
    resources: { requests: { storage: "1Gi" } },
  };
  const named = { ...spec, volumeName: "volume" };
  const finalizers = ["kubernetes.io/pvc-protection"];
  const deleted = { deletionTimestamp: deletedAt, finalizers };
  const bound = { ...deleted, finalizers: [...finalizers, "simulated.kwokbench.dev/release"] };
  return [
    sample(ref, {}, { spec, status: { phase: "Pending" } }),
    sample(ref, {}, { spec: named, status: { phase: "Pending" } }),
    sample(ref, bound, { spec: named, status: { phase: "Bound" } }),
    sample(ref, deleted, { spec, status: { phase: "Pending" } }),
  ];
}

function volumeSamples(ref: ResourceRef, deletedAt: string): readonly KubeObject[] {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    capacity: { storage: "1Gi" },
    persistentVolumeReclaimPolicy: "Delete",
  };
  const claimed = { ...spec, claimRef: { name: "claim", namespace: "default", uid: "claim" } };
  const deleted = { deletionTimestamp: deletedAt, finalizers: ["kubernetes.io/pv-protection"] };
  return [
    sample(ref, {}, { spec, status: { phase: "Pending" } }),
    sample(ref, {}, { spec: claimed, status: { phase: "Pending" } }),
    sample(ref, {}, { spec: claimed, status: { phase: "Released" } }),
    sample(ref, deleted, { spec: claimed, status: { phase: "Released" } }),
  ];
}

function podSamples(ref: ResourceRef, deletedAt: string): readonly KubeObject[] {
  const status = { phase: "Pending" };
  const owner = { apiVersion: "batch/v1", kind: "Job", name: "sample", uid: "job" };
  const initContainers = [{ name: "init", image: "init:1" }];
  return [
    sample(ref, {}, { spec: podSpec({}), status }),
    sample(ref, {}, { spec: podSpec({ initContainers }), status }),
    sample(ref, { ownerReferences: [owner] }, { spec: podSpec({}), status }),
    sample(ref, { deletionTimestamp: deletedAt }, { spec: podSpec({}), status: runningStatus }),
  ];
}

const runningStatus: JsonObject = {
  phase: "Running",
  startTime: "2026-01-01T00:00:00Z",
  conditions: [
    { type: "Ready", status: "True" },
    { type: "ContainersReady", status: "True" },
  ],
  containerStatuses: [
    {
      name: "main",
      image: "main:1",
      imageID: "",
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
    },
  ],
};

function podSpec(fields: JsonObject): JsonObject {
  const containers = [{ name: "main", image: "main:1" }];
  return { nodeName: "node", restartPolicy: "Always", containers, ...fields };
}

function sample(
  { apiVersion, kind }: ResourceRef,
  metadata: JsonObject,
  fields: JsonObject,
): KubeObject {
  const creationTimestamp = "2026-01-01T00:00:00Z";
  const identity = { name: "sample", namespace: "default", uid: UID, creationTimestamp };
  return { apiVersion, kind, metadata: { ...identity, ...metadata }, ...fields };
}
