// A team of controllers that share the objects: each holds one lease in kube-system and writes into it which members it
// takes to be alive; a view all of them have written is agreed on. Times are measured on our own clock from when a renewal
// was seen, so that the machines' clocks may differ. Ownership says what follows from a view.

import { type Clock, type Logger, messageOf, rfc3339Micro } from "../base/index.ts";
import {
  ApiError,
  type Client,
  type Reflector,
  type WatchEvent,
  reflect,
} from "../client/index.ts";
import { type KubeObject, keyOf, resources } from "../kube/index.ts";
import type { TeamMetrics } from "./metrics.ts";
import type { TeamOptions } from "./options.ts";
import { type Member, Ownership, type View, viewKey } from "./ownership.ts";
import type { Sharing } from "./shard.ts";

const NAMESPACE = "kube-system";
const TEAM_LABEL = "kwokbench.dev/team";
/** The view its holder acts on. */
const VIEW_ANNOTATION = "kwokbench.dev/view";
export const MEMBERS_MAX = 16;
const LEASE_SECONDS_DEFAULT = 15;
const RENEWALS_PER_LEASE = 3;
const LOOKS_PER_LEASE = 30;
/** Of a lease's duration: then we stop, and only then others take us for dead, so that they take over within it. */
const HELD_SHARE = 0.8;
const DEAD_SHARE = 0.9;
const JOIN_RETRY_MS = 500;

interface LeaseObject extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly renewTime?: string;
    readonly leaseDurationSeconds?: number;
  };
}

interface Peer {
  readonly object: LeaseObject;
  /** When this renewal was first seen. */
  readonly seenMs: number;
}

export interface TeamEvents {
  /** What is not ours any more must have come to rest when this settles. */
  onLess(): Promise<void>;
  /** More may be ours now. */
  onAgreed(): void;
}

export class Membership implements Sharing {
  private readonly ownership = new Ownership();
  private readonly peers = new Map<number, Peer>();
  private readonly durationMs: number;
  private reflector: Reflector | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  /** Our lease as it was answered last. */
  private own: LeaseObject | undefined;
  private slot = -1;
  private holder = "";
  private joinings = 0;
  /** Until then nobody takes us for dead. */
  private heldUntilMs = 0;
  private renewedMs = 0;
  /** The view we act on, and the one we have told the others: that follows when what we lost has come to rest. */
  private acting = "";
  private told = "";
  private isAgreed = false;
  private isRenewing = false;
  private isStopped = false;
  private members = 0;
  private agreements = 0;
  private fencings = 0;
  /** Versions of leases that are being freed. */
  private readonly freeing = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly options: TeamOptions,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly random: () => number,
    private readonly events: TeamEvents,
  ) {
    this.durationMs = (options.leaseSeconds ?? LEASE_SECONDS_DEFAULT) * 1000;
  }

  owns(name: string): boolean {
    return this.clock.nowMs() < this.heldUntilMs && this.ownership.owns(name);
  }

  get metrics(): TeamMetrics {
    const { members, slot, isAgreed, agreements, fencings } = this;
    return { members, slot, isAgreed, agreements, fencings };
  }

  /** The share of what is cut by number rather than by name. */
  get share(): { readonly index: number; readonly count: number } {
    return { index: Math.max(this.slot, 0), count: MEMBERS_MAX };
  }

  /** Settles when the other members are known and a lease of ours is held; goes on trying until then. */
  async join(): Promise<void> {
    const { client, options, clock } = this;
    const labelSelector = `${TEAM_LABEL}=${options.name}`;
    this.reflector = reflect<LeaseObject>(
      client,
      resources.leases,
      { namespace: NAMESPACE, labelSelector, clock },
      { onEvents: (events) => this.observe(events) },
    );
    await this.reflector.synced;
    await this.enter();
    if (this.isStopped) return;
    this.timer = setInterval(() => this.look(), this.durationMs / LOOKS_PER_LEASE);
    this.look();
  }

  /** Gives the lease back, so that the others need not wait until it has run out. What is ours must be at rest. */
  async leave(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    this.reflector?.stop();
    this.heldUntilMs = 0;
    if (this.own) await this.vacate(this.own);
  }

  /** Takes the first slot nobody holds. */
  private async enter(): Promise<void> {
    while (!this.isStopped) {
      try {
        if (await this.take()) return;
        this.logger.error(`the team ${this.options.name} has ${MEMBERS_MAX} members already`);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 409))
          this.logger.warn(`no lease of the team could be had: ${messageOf(error)}`);
      }
      await Bun.sleep(JOIN_RETRY_MS * (0.5 + this.random()));
    }
  }

  private async take(): Promise<boolean> {
    for (let slot = 0; slot < MEMBERS_MAX; slot++) {
      const object = this.peers.get(slot)?.object;
      if (object?.spec?.holderIdentity) continue;
      const holder = `${this.options.identity}-${++this.joinings}`;
      const lease = this.leaseObject(slot, holder, "");
      const sentMs = this.clock.nowMs();
      const own = object
        ? await this.client.replace<LeaseObject>(
            resources.leases,
            refOf(object),
            withVersion(lease, object),
          )
        : await this.client.create<LeaseObject>(resources.leases, lease, NAMESPACE);
      this.slot = slot;
      this.holder = holder;
      this.own = own;
      this.acting = this.told = "";
      this.isAgreed = false;
      this.ownership.reset(slot);
      this.held(sentMs);
      return true;
    }
    return false;
  }

  private held(sentMs: number): void {
    this.renewedMs = sentMs;
    this.heldUntilMs = sentMs + this.durationMs * HELD_SHARE;
  }

  private observe(events: readonly WatchEvent<LeaseObject>[]): void {
    for (const { type, object } of events) {
      const slot = slotNumber(object);
      if (slot === undefined) continue;
      const before = this.peers.get(slot)?.object;
      if (type === "DELETED") this.peers.delete(slot);
      else if (before && sameRenewal(before, object))
        this.peers.set(slot, { object, seenMs: this.peers.get(slot)!.seenMs });
      else this.peers.set(slot, { object, seenMs: this.clock.nowMs() });
    }
    this.look();
  }

  /** Who is alive, what follows from it, and whether it is time to renew. */
  private look(): void {
    if (this.isStopped || this.slot < 0) return;
    const nowMs = this.clock.nowMs();
    if (nowMs >= this.heldUntilMs) return void this.fenced();
    const view = this.viewAt(nowMs);
    const key = viewKey(view);
    if (key !== this.acting) this.act(view, key);
    if (!this.isAgreed && this.told === key && this.allSay(view, key)) this.agree(view);
    if (nowMs - this.renewedMs >= this.durationMs / RENEWALS_PER_LEASE) void this.renew();
  }

  private viewAt(nowMs: number): View {
    const members: Member[] = [{ slot: this.slot, holder: this.holder }];
    for (const [slot, { object, seenMs }] of this.peers) {
      const holder = object.spec?.holderIdentity;
      if (slot === this.slot || !holder) continue;
      if (nowMs - seenMs < this.durationMs * DEAD_SHARE) members.push({ slot, holder });
      else void this.vacate(object);
    }
    return members.sort((left, right) => left.slot - right.slot);
  }

  private act(view: View, key: string): void {
    this.acting = key;
    this.isAgreed = false;
    this.members = view.length;
    this.ownership.propose(view);
    void this.events.onLess().then(() => {
      if (this.acting !== key || this.isStopped) return;
      this.told = key;
      return this.renew();
    });
  }

  /** Our own word counts once it is written: `told` is what we are about to write. */
  private allSay(view: View, key: string): boolean {
    return view.every(({ slot }) => {
      const object = slot === this.slot ? this.own : this.peers.get(slot)?.object;
      return object?.metadata.annotations?.[VIEW_ANNOTATION] === key;
    });
  }

  private agree(view: View): void {
    this.isAgreed = true;
    this.agreements++;
    this.ownership.agree();
    this.logger.info("the team agrees on its members", { members: view.length, slot: this.slot });
    this.events.onAgreed();
  }

  private async renew(): Promise<void> {
    if (this.isRenewing || !this.own) return;
    this.isRenewing = true;
    const { own, told } = this;
    const sentMs = this.clock.nowMs();
    try {
      const lease = withVersion(this.leaseObject(this.slot, this.holder, told), own);
      this.own = await this.client.replace<LeaseObject>(resources.leases, refOf(own), lease);
      this.held(sentMs);
    } catch (error) {
      this.logger.warn(`the lease of the team was not renewed: ${messageOf(error)}`);
      // Somebody else has written it: they take us for dead. Anything else the next look tries again.
      const isLost = error instanceof ApiError && (error.code === 409 || error.code === 404);
      if (isLost) this.heldUntilMs = 0;
      return;
    } finally {
      this.isRenewing = false;
    }
    if (this.isStopped) return;
    if (this.told !== told) await this.renew();
    else this.look();
  }

  /** We may be taken for dead: nothing is ours until we have joined anew, as somebody else. */
  private async fenced(): Promise<void> {
    const { own } = this;
    this.slot = -1;
    this.members = 0;
    this.isAgreed = false;
    this.fencings++;
    this.ownership.reset(-1);
    this.logger.warn("the lease of the team has run out; joining anew");
    await this.events.onLess();
    if (own) await this.vacate(own);
    this.own = undefined;
    await this.enter();
    this.look();
  }

  /** Frees a slot, unless its holder has written to it since. */
  private async vacate(object: LeaseObject): Promise<void> {
    const version = `${object.metadata.name} ${object.metadata.resourceVersion}`;
    if (this.freeing.has(version)) return;
    this.freeing.add(version);
    const freed = { ...object, spec: { ...object.spec, holderIdentity: "" } };
    try {
      await this.client.replace(resources.leases, refOf(object), freed);
    } catch (error) {
      this.logger.debug(`a slot of the team was not freed: ${messageOf(error)}`);
    } finally {
      this.freeing.delete(version);
    }
  }

  private leaseObject(slot: number, holder: string, view: string): LeaseObject {
    const { name } = this.options;
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name: `kwokbench-${name}-${slot}`,
        namespace: NAMESPACE,
        labels: { [TEAM_LABEL]: name },
        annotations: { [VIEW_ANNOTATION]: view },
      },
      spec: {
        holderIdentity: holder,
        leaseDurationSeconds: Math.ceil(this.durationMs / 1000),
        renewTime: rfc3339Micro(this.clock.wallMs()),
      },
    };
  }
}

function refOf({ metadata }: KubeObject): { name: string; namespace: string } {
  return { name: metadata.name, namespace: NAMESPACE };
}

/** With the lock: it is written only if nobody else has. */
function withVersion(lease: LeaseObject, { metadata }: KubeObject): LeaseObject {
  return {
    ...lease,
    metadata: {
      ...lease.metadata,
      resourceVersion: metadata.resourceVersion,
    } as KubeObject["metadata"],
  };
}

function slotNumber(object: KubeObject): number | undefined {
  const slot = Number(/-(\d+)$/.exec(keyOf(object.metadata))?.[1] ?? "x");
  return slot < MEMBERS_MAX ? slot : undefined;
}

function sameRenewal(left: LeaseObject, right: LeaseObject): boolean {
  return (
    left.spec?.renewTime === right.spec?.renewTime &&
    left.spec?.holderIdentity === right.spec?.holderIdentity
  );
}
