// A manifest becomes a template: its name, namespace and marks are kwokbench's, the rest is the author's.

import {
  FAIL_LABEL,
  MANAGED_BY,
  MANAGED_BY_LABEL,
  PHASE_LABEL,
  RUN_LABEL,
  SIMULATED_LABEL,
} from "./labels.ts";
import type { NodeGroup } from "./types.ts";

export type Manifest = Readonly<Record<string, unknown>>;

const labels: Readonly<Record<string, string>> = {
  [MANAGED_BY_LABEL]: MANAGED_BY,
  [RUN_LABEL]: "${run}",
  [PHASE_LABEL]: "${phase}",
};

interface Marks {
  readonly namespaced: boolean;
  /** Whether the cluster also has nodes that are not simulated. */
  readonly isolated: boolean;
  readonly replicas: number | undefined;
}

/** The JSON text of a template for objects other than nodes. */
export function objectTemplate(manifest: Manifest, marks: Marks): string {
  const kind = manifest["kind"];
  const marked = {
    ...manifest,
    metadata: {
      ...mapAt(manifest, "metadata"),
      name: "${name}",
      ...(marks.namespaced && { namespace: "${namespace}" }),
      labels: { ...mapAt(manifest, "metadata", "labels"), ...labels },
    },
  };
  const isolation = marks.isolated ? isolatedSpec : (spec: Manifest): Manifest => spec;
  if (kind === "Pod")
    return JSON.stringify({ ...marked, spec: isolation(mapAt(manifest, "spec")) });
  const podTemplate = mapAt(manifest, "spec", "template");
  if (Object.keys(podTemplate).length === 0) return JSON.stringify(marked);
  return JSON.stringify({
    ...marked,
    spec: {
      ...mapAt(manifest, "spec"),
      ...replicaFields(kind, marks.replicas),
      template: {
        ...podTemplate,
        metadata: {
          ...mapAt(podTemplate, "metadata"),
          labels: { ...mapAt(podTemplate, "metadata", "labels"), ...labels },
        },
        spec: isolation(mapAt(podTemplate, "spec")),
      },
    },
  });
}

/** The JSON text of a node group's template. */
export function nodeTemplate(
  manifest: Manifest,
  group: Pick<NodeGroup, "labels" | "taints">,
  isolated: boolean,
): string {
  const spec = mapAt(manifest, "spec");
  const taints = [
    ...listAt(spec, "taints"),
    ...group.taints,
    ...(isolated ? [{ key: SIMULATED_LABEL, value: "true", effect: "NoSchedule" }] : []),
  ];
  return JSON.stringify({
    ...manifest,
    metadata: {
      ...mapAt(manifest, "metadata"),
      name: "${name}",
      // An external kwok manages nodes by this annotation.
      annotations: { ...mapAt(manifest, "metadata", "annotations"), "kwok.x-k8s.io/node": "fake" },
      labels: {
        ...mapAt(manifest, "metadata", "labels"),
        ...group.labels,
        [SIMULATED_LABEL]: "true",
        ...labels,
      },
    },
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
  });
}

/** Pods an object of this manifest stands for. */
export function replicasOf(manifest: Manifest): number {
  const spec = mapAt(manifest, "spec");
  const replicas = spec[manifest["kind"] === "Job" ? "parallelism" : "replicas"];
  return typeof replicas === "number" ? replicas : 1;
}

function replicaFields(kind: unknown, replicas: number | undefined): Record<string, number> {
  if (replicas === undefined) return {};
  return kind === "Job" ? { parallelism: replicas, completions: replicas } : { replicas };
}

/** Keeps simulated pods off real nodes, and lets them onto simulated ones. */
function isolatedSpec(spec: Manifest): Manifest {
  const toleration = { key: SIMULATED_LABEL, operator: "Exists", effect: "NoSchedule" };
  return {
    ...spec,
    nodeSelector: { ...mapAt(spec, "nodeSelector"), [SIMULATED_LABEL]: "true" },
    tolerations: [...listAt(spec, "tolerations"), toleration],
  };
}

function mapAt(value: Manifest, ...path: readonly string[]): Manifest {
  let current: unknown = value;
  for (const step of path) current = isMap(current) ? current[step] : undefined;
  return isMap(current) ? current : {};
}

function listAt(value: Manifest, key: string): readonly unknown[] {
  const list = value[key];
  return Array.isArray(list) ? list : [];
}

export function isMap(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The patch that makes a node fail, and the one that brings it back. */
export const nodeFailPatch = JSON.stringify({ metadata: { labels: { [FAIL_LABEL]: "true" } } });
export const nodeRecoverPatch = JSON.stringify({ metadata: { labels: { [FAIL_LABEL]: null } } });
