// The controller: watches nodes, pods and whatever else has stages, and plays them. This file wires the parts; each
// part is in a file of its own.

import {
  type Clock,
  type Logger,
  messageOf,
  prng,
  silentLogger,
  systemClock,
} from "../base/index.ts";
import {
  type Client,
  type Needs,
  ResourceFinder,
  type Selectors,
  type WatchEvent,
} from "../client/index.ts";
import { type KubeObject, type NodeObject, type PodObject, resources } from "../kube/index.ts";
import {
  IpPools,
  type Stage,
  type StageEnvironment,
  StageMachine,
  compileStages,
} from "../stage/index.ts";
import { liveEnvironment } from "./environment.ts";
import { type KindRules, Kinds } from "./kinds.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { listen } from "./listener.ts";
import { type LiveStages, watchStages } from "./live-stages.ts";
import { PlayCounters } from "./metrics.ts";
import { NodeRegistry } from "./node-registry.ts";
import {
  CIDR_DEFAULT,
  type ControllerHandle,
  type ControllerOptions,
  IN_FLIGHT_MAX_DEFAULT,
} from "./options.ts";
import { PlayQueue } from "./play-queue.ts";
import type { Play, PlayerContext } from "./player.ts";
import { ProblemLog } from "./problem-log.ts";
import { Sender } from "./sender.ts";
import { Membership } from "./membership.ts";
import { type Sharing, fixedSharing } from "./shard.ts";
import { snapshotMetrics } from "./snapshot-metrics.ts";

/** What is under way gets this long to end when the controller stops. */
const DRAIN_MS_MAX = 5_000;

const LEAVE_MS_MAX = 2_000;
const TAKE_UP_RETRY_MS = 1_000;

const NODE = "v1/Node";
const POD = "v1/Pod";

/** Starts at once and runs until stopped. Throws FailureError when the options do not make sense. */
export function startController(options: ControllerOptions): ControllerHandle {
  const controller = new Controller(options);
  // A port that cannot be had is told before anything is watched.
  const listener = options.listen ? listen(options.listen, controller) : undefined;
  controller.start();
  return {
    synced: controller.synced.promise,
    url: listener?.url,
    metrics: () => controller.metrics(),
    stop: async () => {
      await controller.stop();
      await listener?.stop();
    },
  };
}

export class Controller {
  readonly synced = Promise.withResolvers<void>();
  isSynced = false;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly client: Client;
  private readonly registry: NodeRegistry;
  private readonly pools: IpPools;
  private readonly counters = new PlayCounters();
  private readonly queue: PlayQueue<Play>;
  private readonly leases: LeaseKeeper | undefined;
  private readonly kinds: Kinds;
  private readonly environment: StageEnvironment;
  private readonly problems: ProblemLog;
  private readonly team: Membership | undefined;
  private readonly sharing: Sharing;
  private liveStages: LiveStages | undefined;
  /** Settles when a first share of the team's objects is ours. */
  private readonly shared = Promise.withResolvers<void>();
  /** Settles when the stages there were at the start are played; changes of them come after. */
  private readonly begun = Promise.withResolvers<void>();
  /** How often stages have changed. */
  private changes = 0;
  private isStopped = false;

  constructor(private readonly options: ControllerOptions) {
    const { client, seed, lease, shard } = options;
    const clock = (this.clock = options.clock ?? systemClock);
    const logger = (this.logger = options.logger ?? silentLogger);
    this.client = client;
    this.team = this.teamOf(options);
    this.sharing = this.team ?? fixedSharing(shard);
    this.registry = new NodeRegistry(options.manage, this.sharing);
    this.pools = new IpPools({ cidr: options.cidr ?? CIDR_DEFAULT, share: shard });
    this.problems = new ProblemLog(logger, clock, "an expression failed on an object");
    const chance = prng(seed).fork("stages");
    const random = (): number => chance.next();
    const inFlightMax = options.inFlightMax ?? IN_FLIGHT_MAX_DEFAULT;
    const queue = (this.queue = new PlayQueue(inFlightMax, (play) => play.player.play(play)));
    const { counters } = this;
    const finder = new ResourceFinder(client);
    const sender = new Sender(client, finder, counters, clock, random);
    const retried = new ProblemLog(logger, clock, "a stage is tried again and again");
    const context: PlayerContext = { clock, logger, sender, queue, counters, random, retried };
    this.kinds = new Kinds(client, finder, context, (key) => this.rulesOf(key));
    this.environment = liveEnvironment(options, this.registry, this.pools, context);
    if (lease) {
      const spread = prng(seed).fork("leases");
      this.leases = new LeaseKeeper(client, lease, clock, logger, () => spread.next());
    }
    this.synced.promise.catch(() => {});
  }

  start(): void {
    void this.run().catch((error: unknown) => this.synced.reject(error));
  }

  metrics(): ReturnType<typeof snapshotMetrics> {
    const { counters, queue, kinds, registry, leases } = this;
    const { players, watches } = kinds;
    const team = this.team?.metrics;
    return snapshotMetrics({ counters, queue, players, registry, leases, watches, team });
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.shared.resolve();
    this.synced.reject(new Error("the controller was stopped before it had seen everything"));
    this.liveStages?.stop();
    this.kinds.stop();
    const drained = Promise.all([this.queue.stop(), this.leases?.stop()]);
    await Promise.race([drained, Bun.sleep(DRAIN_MS_MAX)]);
    // Where the lease cannot be given back it runs out.
    await Promise.race([this.team?.leave(), Bun.sleep(LEAVE_MS_MAX)]);
  }

  private teamOf({ team, seed }: ControllerOptions): Membership | undefined {
    if (!team) return undefined;
    const chance = prng(seed).fork(team.identity);
    const events = { onLess: () => this.letGo(), onAgreed: () => void this.takeUp() };
    const { client, clock, logger } = this;
    return new Membership(client, team, clock, logger, () => chance.next(), events);
  }

  /** What fell to somebody else is played no more; settles when what was under way has ended. */
  private async letGo(): Promise<void> {
    for (const name of this.registry.foreign()) this.forgetNode(name, { isDeleted: false });
    await this.queue.settled();
  }

  /** Looks at everything again: some of it may have become ours. */
  private async takeUp(): Promise<void> {
    if (this.team) this.pools.useShare(this.team.share);
    try {
      await this.kinds.readAllAgain((events, receivedMs) => this.nodeEvents(events, receivedMs));
      this.shared.resolve();
    } catch (error) {
      this.logger.warn(`what fell to us could not be read: ${messageOf(error)}`);
      await Bun.sleep(TAKE_UP_RETRY_MS);
      if (!this.isStopped) await this.takeUp();
    }
  }

  private async run(): Promise<void> {
    if (this.options.stageResources) {
      const { client, logger, clock } = this;
      const wallMs = (): number => clock.wallMs();
      this.liveStages = watchStages(client, logger, wallMs, () => this.stagesChanged());
      await this.liveStages.settled;
    }
    const machines = await this.compile();
    // Nodes first: pods are judged by whose node they are on.
    await this.watchNodes(
      machines.get(NODE) ?? new StageMachine({ apiVersion: "v1", kind: "Node" }, []),
    );
    const pods = machines.get(POD);
    if (pods) await this.kinds.begin(POD, pods);
    const others = [...machines].filter(([key]) => key !== NODE && key !== POD);
    await Promise.all(others.map(([key, machine]) => this.kinds.begin(key, machine)));
    this.begun.resolve();
    await this.team?.join();
    if (this.team && !this.isStopped) await this.shared.promise;
    if (this.isStopped) return;
    this.isSynced = true;
    this.synced.resolve();
  }

  /** The machines of all stages there are; what is wrong with a stage is told, and the others play. */
  private async compile(): Promise<ReadonlyMap<string, StageMachine>> {
    const { options, liveStages, environment, problems, logger } = this;
    const live = liveStages?.objects.map(({ value }) => value) ?? [];
    const stages: readonly Stage[] = [...options.stages, ...live];
    const { machines, diagnostics } = await compileStages(stages, environment, (stage, error) =>
      problems.report(stage.name, error),
    );
    for (const { message, file, line, column } of diagnostics)
      logger.error(`a stage is left out: ${message}`, { file, line, column });
    void liveStages?.report(diagnostics);
    return machines;
  }

  private stagesChanged(): void {
    const change = ++this.changes;
    void this.begun.promise
      .then(() => this.compile())
      // Compiling takes its time: what changed since is compiled already.
      .then((machines) => (change === this.changes ? this.kinds.use(machines) : undefined))
      .catch((error: unknown) =>
        this.logger.error(`changed stages could not be taken up: ${messageOf(error)}`),
      );
  }

  private async watchNodes(machine: StageMachine): Promise<void> {
    this.kinds.add(NODE, resources.nodes, machine);
    await this.kinds.watch(resources.nodes, this.rulesOf(NODE), (events, receivedMs) =>
      this.nodeEvents(events, receivedMs),
    );
  }

  private nodeEvents(events: readonly WatchEvent[], receivedMs: number): void {
    for (const event of events) this.nodeEvent(event);
    this.kinds.player(NODE)?.handle(events, receivedMs);
  }

  private nodeSelectors(): Selectors {
    const { manage } = this.options;
    switch (manage.kind) {
      case "selected":
        return manage.labels === undefined ? {} : { labelSelector: manage.labels };
      case "node":
        return { fieldSelector: `metadata.name=${manage.name}` };
      case "all":
        return {};
    }
  }

  private nodeEvent({ type, object }: WatchEvent<NodeObject>): void {
    const { name, uid = "" } = object.metadata;
    if (type === "DELETED" || !this.registry.owns(object)) {
      // To a watch by label, a node that lost its label is as good as deleted; its lease is then somebody else's.
      const isDeleted = type === "DELETED" && this.nodeSelectors().labelSelector === undefined;
      return this.forgetNode(name, { isDeleted });
    }
    const { isNew, isDown, hasRecovered, readPods } = this.registry.add(object);
    if (isNew) this.leases?.add(name, uid);
    if (isDown) this.leases?.pause(name);
    if (hasRecovered) this.leases?.resume(name);
    if (readPods || hasRecovered) void this.readPodsOf(name);
  }

  private forgetNode(name: string, { isDeleted }: { readonly isDeleted: boolean }): void {
    const known = this.registry.remove(name);
    if (!known) return;
    if (this.sharing.owns(name)) this.pools.forgetNode(name, known.podCidrs);
    else this.pools.cede(name, known.podCidrs);
    this.leases?.remove(name, isDeleted);
    this.kinds.player(NODE)?.gone(name);
  }

  /** Pods that were bound to the node before it became ours, or that changed while it was down. */
  private async readPodsOf(node: string): Promise<void> {
    const player = this.kinds.player(POD);
    if (!player) return;
    try {
      await this.kinds.readAgain({ player, selectors: { fieldSelector: `spec.nodeName=${node}` } });
    } catch (error) {
      this.logger.warn(`the pods of a node could not be read: ${messageOf(error)}`, { node });
    }
  }

  /** Who wrote which fields is read for stages that ask; those of the cluster may begin to. */
  private get needs(): Needs {
    const { stages, stageResources } = this.options;
    const asks = stageResources === true || JSON.stringify(stages).includes("managedFields");
    return asks ? "all" : "state";
  }

  private rulesOf(key: string): KindRules {
    const { registry, pools, options, team, sharing } = this;
    const shares = team && { shares: (name: string) => team.owns(name) };
    if (key === NODE) {
      const owns: KindRules["owns"] = ({ metadata }) => registry.get(metadata.name) !== undefined;
      const host = ({ metadata }: KubeObject): string => metadata.name;
      const isDown = (node: string): boolean => registry.isDown(node);
      return { selectors: this.nodeSelectors(), needs: this.needs, owns, host, isDown, ...shares };
    }
    if (key !== POD)
      return {
        selectors: {},
        owns: ({ metadata }) => sharing.owns(metadata.uid ?? ""),
        ...shares,
      };
    const { manage } = options;
    const fieldSelector =
      manage.kind === "node" ? `spec.nodeName=${manage.name}` : "spec.nodeName!=";
    return {
      selectors: { fieldSelector },
      needs: this.needs,
      owns: (object) => registry.ownsPodsOf(nodeOf(object)),
      host: nodeOf,
      isDown: (node) => registry.isDown(node),
      ...shares,
      ...(team && { onForeign: (object: PodObject) => pools.reserve(addressesOf(object)) }),
      onSeen: (object) => claimAddresses(object, registry, pools),
      onGone: (uid) => pools.release(uid),
    };
  }
}

function nodeOf(pod: PodObject): string {
  return pod.spec?.nodeName ?? "";
}

/** Addresses a pod already has, from before this controller started or from somebody else. */
function claimAddresses(pod: PodObject, registry: NodeRegistry, pools: IpPools): void {
  const addresses = addressesOf(pod);
  const node = nodeOf(pod);
  if (addresses.length > 0)
    pools.claim(pod.metadata.uid ?? "", node, addresses, registry.podCidrs(node));
}

/** Its own, not those of its node. */
function addressesOf(pod: PodObject): readonly string[] {
  if (pod.spec?.["hostNetwork"] === true) return [];
  const addresses = pod.status?.["podIPs"] as readonly { readonly ip: string }[] | undefined;
  return addresses?.map(({ ip }) => ip) ?? [];
}
