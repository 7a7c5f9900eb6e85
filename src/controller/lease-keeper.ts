// Node leases: each is created once, then renewed by a small patch at its own moment, so that ten thousand of them are
// a steady trickle and not a wave every ten seconds.

import {
  type Clock,
  LatencyHistogram,
  type Logger,
  messageOf,
  rfc3339Micro,
} from "../base/index.ts";
import { ApiError, type Client, deleteRequest, patchRequest } from "../client/index.ts";
import { type KubeObject, collectionPath, resources } from "../kube/index.ts";
import { DueTimer } from "./due-timer.ts";
import type { LeaseOptions } from "./options.ts";
import { PlayQueue } from "./play-queue.ts";

const NAMESPACE = "kube-node-lease";
const LEASES_IN_FLIGHT_MAX = 32;
const RETRY_MS = 1_000;
/** Renewal moments are this fine: 1,000 renewals a second come in groups of ten, which share one body. */
const TICK_MS = 10;

interface Held {
  readonly node: string;
  readonly uid: string;
  created: boolean;
  /** Its node is down: the lease is left to run out. */
  isPaused: boolean;
  /** When the next renewal is due. */
  dueMs: number;
  /** When the lease runs out unless it is renewed. */
  expiresMs: number;
}

export class LeaseKeeper {
  renewals = 0;
  late = 0;
  readonly lag = LatencyHistogram.empty();
  private readonly held = new Map<string, Held>();
  private readonly timer: DueTimer<Held>;
  private readonly queue: PlayQueue<Held>;

  constructor(
    private readonly client: Client,
    private readonly options: LeaseOptions,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly random: () => number,
  ) {
    this.timer = new DueTimer(clock, (held) => this.queue.push(held), TICK_MS);
    this.queue = new PlayQueue(LEASES_IN_FLIGHT_MAX, (held) => this.renew(held));
  }

  get size(): number {
    return this.held.size;
  }

  /**
   * Takes the lease of a node, at a moment by chance within the first period, then at an even pace. Until then the
   * node's fresh status says that it lives; so nodes made all at once are spread over the period from the start.
   */
  add(node: string, uid: string): void {
    if (this.held.get(node)?.uid === uid) return;
    const dueMs = this.clock.nowMs() + this.options.renewMs * this.random();
    const expiresMs = Number.POSITIVE_INFINITY;
    const held = { node, uid, created: false, isPaused: false, dueMs, expiresMs };
    this.held.set(node, held);
    this.timer.set(node, held, dueMs);
  }

  /** Renews the lease no more, until told to go on. */
  pause(node: string): void {
    const held = this.held.get(node);
    if (!held) return;
    held.isPaused = true;
    this.timer.cancel(node);
  }

  /** Renews the lease at once: it may have run out meanwhile, and that is nobody's lateness. */
  resume(node: string): void {
    const held = this.held.get(node);
    if (!held?.isPaused) return;
    held.isPaused = false;
    held.dueMs = this.clock.nowMs();
    held.expiresMs = Number.POSITIVE_INFINITY;
    this.timer.set(node, held, held.dueMs);
  }

  /** Lets the lease of a deleted node go, and deletes it: there may be no garbage collector to do so. */
  remove(node: string, isDeleted: boolean): void {
    const held = this.held.get(node);
    if (!held) return;
    this.held.delete(node);
    this.timer.cancel(node);
    if (!isDeleted || !held.created) return;
    const request = deleteRequest(resources.leases, { name: node, namespace: NAMESPACE });
    this.client.discard(request).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.code === 404))
        this.logger.debug(`the lease of a deleted node was left: ${messageOf(error)}`, { node });
    });
  }

  async stop(): Promise<void> {
    this.timer.stop();
    await this.queue.stop();
  }

  private async renew(held: Held): Promise<void> {
    if (!this.isWanted(held)) return;
    const dueMs = held.dueMs;
    try {
      if (held.created) await this.patch(held);
      else await this.create(held);
      this.renewed(held, dueMs);
    } catch (error) {
      this.failed(held, error);
    }
    if (this.isWanted(held)) this.timer.set(held.node, held, held.dueMs);
  }

  private isWanted(held: Held): boolean {
    return this.held.get(held.node) === held && !held.isPaused;
  }

  private renewed(held: Held, dueMs: number): void {
    const nowMs = this.clock.nowMs();
    const { renewMs, durationSeconds } = this.options;
    if (held.created) {
      this.renewals++;
      this.lag.recordMs(nowMs - dueMs);
    }
    if (nowMs > held.expiresMs) this.late++;
    held.created = true;
    held.expiresMs = nowMs + durationSeconds * 1000;
    // Lagging by more than a period, the missed renewals are not made up for.
    held.dueMs = Math.max(dueMs + renewMs, nowMs);
  }

  private failed(held: Held, error: unknown): void {
    // A node's lease that somebody deleted is made again.
    if (error instanceof ApiError && error.code === 404) held.created = false;
    const retryMs = Math.min(RETRY_MS, this.options.renewMs) * (0.5 + this.random());
    held.dueMs = this.clock.nowMs() + retryMs;
    this.logger.warn(`a node lease was not renewed: ${messageOf(error)}`, { node: held.node });
  }

  private async patch(held: Held): Promise<void> {
    const body = `{"spec":{"renewTime":"${rfc3339Micro(this.clock.wallMs())}"}}`;
    const ref = { name: held.node, namespace: NAMESPACE };
    await this.client.discard(patchRequest(resources.leases, ref, "merge", body));
  }

  private async create(held: Held): Promise<void> {
    const lease = this.leaseObject(held);
    try {
      await this.client.discard({
        method: "POST",
        path: collectionPath(resources.leases, NAMESPACE),
        body: JSON.stringify(lease),
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
      const ref = { name: held.node, namespace: NAMESPACE };
      const { metadata, spec } = lease;
      const patch = { metadata: { ownerReferences: metadata.ownerReferences }, spec };
      await this.client.discard(patchRequest(resources.leases, ref, "merge", patch));
    }
  }

  /** As a kubelet's: held by the node itself and owned by it, so that it goes when the node goes. */
  private leaseObject(held: Held): KubeObject {
    const owner = { apiVersion: "v1", kind: "Node", name: held.node, uid: held.uid };
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: held.node, namespace: NAMESPACE, ownerReferences: [owner] },
      spec: {
        holderIdentity: held.node,
        leaseDurationSeconds: this.options.durationSeconds,
        renewTime: rfc3339Micro(this.clock.wallMs()),
      },
    };
  }
}
