// Rough figures for a plan: how long, how much memory, how many etcd bytes. Estimates, and said to be.

import type { NodeGroup, Phase, Scenario, Template } from "../scenario/index.ts";
import type { PhaseSummary } from "./summary.ts";

export interface Estimate {
  /** Load alone: without start-up, waiting until all is ready, and tear-down. */
  readonly seconds: number;
  readonly nodesMax: number;
  /** Living at the same time, workloads' pods included. */
  readonly podsMax: number;
  /** All of kwokbench's processes together, with the embedded cluster. */
  readonly memoryBytes: number;
  /** Written during the run; a real etcd keeps old revisions until it compacts (5 min by default). */
  readonly etcdBytes: number;
}

/**
 * Requests answered in a second when they are sent as fast as possible, on two cores: the embedded cluster by its own
 * bench, the real API server with kwok and kube-scheduler as measured for comparison there.
 */
const ASAP_PER_SECOND = { embedded: 3_000, real: 200 };

/** What status adds to an object once it lives: conditions, addresses, container statuses. */
const STATUS_BYTES: Readonly<Record<string, number>> = { Pod: 1_300, Node: 1_900 };
/** How often an object is written until it lives: create, then bind and status of pods, status of nodes. */
const WRITES: Readonly<Record<string, number>> = { Pod: 3, Node: 2, Deployment: 4, ReplicaSet: 3 };
const LEASE_BYTES = 500;
/** The processes before there is anything to keep, and below: as measured, 344 MB for 50 nodes and 732 MB for 10,000 nodes and pods. */
const MEMORY_BASE_BYTES = 340_000_000;
/** An object lives in the store, its watch log, and the caches of controller, scheduler and observer. */
const COPIES = 6;

/** Seconds an as-fast-as-possible phase is expected to take. */
export function expectedSeconds(requests: number, scenario: Scenario): number {
  const { embedded, real } = ASAP_PER_SECOND;
  return requests / (scenario.cluster.provider === "embedded" ? embedded : real);
}

interface Living {
  nodes: number;
  readonly objectsByPhase: Map<string, { count: number; replicas: number; template: Template }>;
}

export function estimate(scenario: Scenario, phases: readonly PhaseSummary[]): Estimate {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const living: Living = { nodes: 0, objectsByPhase: new Map() };
  let nodesMax = 0;
  let podsMax = 0;
  let liveBytesMax = 0;
  let etcdBytes = 0;
  const groups = [...scenario.nodes];
  const nodeBytes = storedBytes("Node", scenario.nodes[0]?.manifest ?? "") + LEASE_BYTES;
  for (const summary of phases) {
    const phase = scenario.phases.find(({ name }) => name === summary.name);
    const group = phase?.action === "addNodes" ? phase.group : phase ? undefined : groups.shift();
    etcdBytes += writtenBytes(phase, group, summary, living);
    live(phase, group, summary, living);
    const pods = podsOf(living);
    nodesMax = Math.max(nodesMax, living.nodes);
    podsMax = Math.max(podsMax, pods.count);
    liveBytesMax = Math.max(liveBytesMax, pods.bytes + living.nodes * nodeBytes);
  }
  const renewals = scenario.nodes.reduce(
    (sum, { count, lease }) => sum + (count * seconds * 1000) / lease.renewMs,
    0,
  );
  return {
    seconds,
    nodesMax,
    podsMax,
    memoryBytes: Math.round(MEMORY_BASE_BYTES + liveBytesMax * COPIES),
    etcdBytes: Math.round(etcdBytes + renewals * LEASE_BYTES),
  };
}

function live(
  phase: Phase | undefined,
  group: NodeGroup | undefined,
  summary: PhaseSummary,
  living: Living,
): void {
  if (group) living.nodes += summary.creates;
  switch (phase?.action) {
    case "create": {
      const { template } = phase;
      const replicas = template.replicas;
      living.objectsByPhase.set(phase.name, { count: summary.creates, replicas, template });
      return;
    }
    case "removeNodes":
      living.nodes -= summary.deletes;
      return;
    case "delete": {
      const set = living.objectsByPhase.get(phase.from);
      if (set) set.count -= summary.deletes;
      return;
    }
    case "scale": {
      const set = living.objectsByPhase.get(phase.from);
      if (set) set.replicas = phase.replicas;
      return;
    }
    case "churn":
    case "rollout":
    case "addNodes":
    case "failNodes":
    case "sleep":
    case undefined:
      return;
  }
}

function podsOf({ objectsByPhase }: Living): { readonly count: number; readonly bytes: number } {
  let count = 0;
  let bytes = 0;
  for (const set of objectsByPhase.values()) {
    const { kind, manifest } = set.template;
    const pods = podsEach(kind, set.replicas);
    count += set.count * pods;
    bytes += set.count * (pods * storedBytes("Pod", manifest) + storedBytes(kind, manifest));
  }
  return { count, bytes };
}

function writtenBytes(
  phase: Phase | undefined,
  group: NodeGroup | undefined,
  summary: PhaseSummary,
  living: Living,
): number {
  if (group) return summary.creates * (written("Node", group.manifest) + LEASE_BYTES);
  if (!phase) return 0;
  if (phase.action === "create" || phase.action === "churn") {
    const { kind, manifest, replicas } = phase.template;
    const pods = kind === "Pod" ? 0 : podsEach(kind, replicas) * written("Pod", manifest);
    return summary.creates * (written(kind, manifest) + pods);
  }
  if (phase.action !== "scale" && phase.action !== "rollout") return 0;
  const set = living.objectsByPhase.get(phase.from);
  if (!set) return 0;
  const { kind, manifest } = set.template;
  const pods =
    phase.action === "rollout" ? set.replicas : Math.max(0, phase.replicas - set.replicas);
  return summary.patches * (written(kind, manifest) + pods * written("Pod", manifest));
}

function podsEach(kind: string, replicas: number): number {
  if (kind === "Pod") return 1;
  return kind === "Deployment" || kind === "ReplicaSet" || kind === "Job" ? replicas : 0;
}

function written(kind: string, manifest: string): number {
  return storedBytes(kind, manifest) * (WRITES[kind] ?? 1);
}

function storedBytes(kind: string, manifest: string): number {
  return manifest.length + (STATUS_BYTES[kind] ?? 0);
}
