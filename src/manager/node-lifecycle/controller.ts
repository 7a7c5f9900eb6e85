// Watches over nodes: a lease or a status that is renewed keeps a node alive; silence beyond the grace period does not.

import type { KubeObject, NodeObject } from "../../kube/index.ts";
import { kinds } from "../kinds.ts";
import { WorkQueue } from "../wire/work-queue.ts";
import type { Context, Controller } from "../workload/owner-controller.ts";
import type { PodView } from "../workload/pod-view.ts";
import {
  type NodeView,
  evictionMs,
  nodeView,
  notReadyWrite,
  silenceWrites,
  taintWrites,
} from "./decide.ts";

/** kube-controller-manager's --node-monitor-grace-period, v1.36. */
export const NODE_MONITOR_GRACE_MS = 50_000;
/** --node-startup-grace-period: for nodes that never reported. */
const NODE_STARTUP_GRACE_MS = 60_000;
/** How long a node must be gone before its pods are deleted for want of it. */
const NODE_GONE_MS = 40_000;
const NODE_LEASE_NAMESPACE = "kube-node-lease";
const WORKERS_MAX = 32;

export function nodeLifecycleController(context: Context, graceMs: number): Controller {
  const lifecycle = new NodeLifecycle(context, graceMs);
  return { queues: [lifecycle.queue] };
}

class NodeLifecycle {
  readonly queue: WorkQueue;
  private readonly nodes = new Map<string, NodeView>();
  /** When a node was last heard of, on our own clock; and since when it is gone. */
  private readonly heardMs = new Map<string, number>();
  private readonly goneMs = new Map<string, number>();
  private readonly renewals = new Map<string, string>();
  private readonly podsByNode = new Map<string, Map<string, PodView>>();

  constructor(
    private readonly context: Context,
    private readonly graceMs: number,
  ) {
    const { clock, logger, feeds, pods } = context;
    this.queue = new WorkQueue({
      name: "nodes",
      workersMax: WORKERS_MAX,
      clock,
      logger,
      sync: (name) => this.sync(name),
    });
    feeds.on<NodeObject>(kinds.nodes, (type, node) => this.observeNode(type, node));
    feeds.on<KubeObject>(kinds.leases, (type, lease) => this.observeLease(type, lease));
    pods.listen(({ before, after }) => this.observePod(before, after));
  }

  private observeNode(type: string, node: NodeObject): void {
    const { name } = node.metadata;
    const nowMs = this.context.clock.nowMs();
    if (type === "DELETED") {
      this.nodes.delete(name);
      this.heardMs.delete(name);
      this.renewals.delete(name);
      this.goneMs.set(name, nowMs);
    } else {
      const view = nodeView(node);
      const before = this.nodes.get(name);
      this.nodes.set(name, view);
      this.goneMs.delete(name);
      // Our own writes are no sign of life; a heartbeat that moved is.
      if (!before || before.heartbeat !== view.heartbeat) this.heardMs.set(name, nowMs);
      if (before?.conditions["Ready"] === "True" && view.conditions["Ready"] !== "True")
        void this.markPodsNotReady(name);
    }
    this.queue.add(name);
  }

  private observeLease(type: string, lease: KubeObject): void {
    const { name, namespace } = lease.metadata;
    if (type === "DELETED" || namespace !== NODE_LEASE_NAMESPACE) return;
    const renewed = (lease["spec"] as { renewTime?: string } | undefined)?.renewTime ?? "";
    if (this.renewals.get(name) === renewed) return;
    this.renewals.set(name, renewed);
    if (this.nodes.has(name)) this.heardMs.set(name, this.context.clock.nowMs());
  }

  private observePod(before: PodView | undefined, after: PodView | undefined): void {
    if (before && before.nodeName !== after?.nodeName) {
      const pods = this.podsByNode.get(before.nodeName);
      pods?.delete(before.key);
      if (pods?.size === 0) this.podsByNode.delete(before.nodeName);
    }
    if (!after || after.nodeName === "") return;
    const pods = this.podsByNode.get(after.nodeName) ?? new Map<string, PodView>();
    this.podsByNode.set(after.nodeName, pods);
    pods.set(after.key, after);
    const node = this.nodes.get(after.nodeName);
    const arrived = before?.nodeName !== after.nodeName;
    if (arrived && (!node || node.taints.some(({ effect }) => effect === "NoExecute")))
      this.queue.add(after.nodeName);
  }

  private async sync(name: string): Promise<void> {
    const node = this.nodes.get(name);
    if (!node) return this.collectPods(name);
    const { clock, writer } = this.context;
    const heardMs = this.heardMs.get(name) ?? clock.nowMs();
    const reported = node.conditions["Ready"] !== undefined;
    const silentMs = clock.nowMs() - heardMs;
    const leftMs =
      (reported ? this.graceMs : Math.max(this.graceMs, NODE_STARTUP_GRACE_MS)) - silentMs;
    if (leftMs > 0) this.queue.addAfter(name, leftMs);
    const writes = leftMs > 0 ? [] : silenceWrites(node, clock.wallMs());
    // The taints follow once the conditions have come back on the watch.
    await writer.writeAll(writes.length > 0 ? writes : taintWrites(node, clock.wallMs()));
    await this.evict(node);
  }

  private async evict(node: NodeView): Promise<void> {
    const { clock, writer } = this.context;
    const wallMs = clock.wallMs();
    const due: PodView[] = [];
    let nextMs = Infinity;
    for (const pod of this.podsByNode.get(node.name)?.values() ?? []) {
      if (pod.deleting) continue;
      const atMs = evictionMs(pod.tolerations, node.taints, wallMs);
      if (atMs === undefined) continue;
      if (atMs <= wallMs) due.push(pod);
      else nextMs = Math.min(nextMs, atMs);
    }
    if (nextMs < Infinity) this.queue.addAfter(node.name, nextMs - wallMs);
    await writer.writeAll(
      due.map((pod) => ({ kind: "delete", resource: kinds.pods, ref: pod, uid: pod.uid })),
    );
  }

  /** The node does not exist: its pods cannot be ended by anyone, so they are removed. */
  private async collectPods(name: string): Promise<void> {
    const pods = [...(this.podsByNode.get(name)?.values() ?? [])];
    if (pods.length === 0) {
      this.goneMs.delete(name);
      return;
    }
    const { clock, writer } = this.context;
    const sinceMs = this.goneMs.get(name) ?? clock.nowMs();
    this.goneMs.set(name, sinceMs);
    const leftMs = sinceMs + NODE_GONE_MS - clock.nowMs();
    if (leftMs > 0) {
      this.queue.addAfter(name, leftMs);
      return;
    }
    await writer.writeAll(
      pods.map((pod) => ({
        kind: "delete",
        resource: kinds.pods,
        ref: pod,
        uid: pod.uid,
        gracePeriodSeconds: 0,
      })),
    );
  }

  private async markPodsNotReady(name: string): Promise<void> {
    const { clock, writer, logger } = this.context;
    const pods = [...(this.podsByNode.get(name)?.values() ?? [])].filter(({ ready }) => ready);
    const writes = pods.map((pod) => notReadyWrite(pod, clock.wallMs()));
    await writer.writeAll(writes).catch((error: unknown) => {
      logger.debug("pods of a silent node could not be marked", { node: name, why: String(error) });
    });
  }
}
