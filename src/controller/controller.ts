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
  type Reflector,
  type Selectors,
  type WatchEvent,
  reflect,
} from "../client/index.ts";
import {
  type KubeObject,
  type NodeObject,
  type PodObject,
  type Resource,
  resources,
} from "../kube/index.ts";
import { IpPools, type StageMachine, compileStages } from "../stage/index.ts";
import { liveEnvironment } from "./environment.ts";
import { LeaseKeeper } from "./lease-keeper.ts";
import { listen } from "./listener.ts";
import { PlayCounters } from "./metrics.ts";
import { NodeRegistry } from "./node-registry.ts";
import {
  CIDR_DEFAULT,
  type ControllerHandle,
  type ControllerOptions,
  IN_FLIGHT_MAX_DEFAULT,
} from "./options.ts";
import { PlayQueue } from "./play-queue.ts";
import { type Play, Player, type PlayerContext } from "./player.ts";
import { ProblemLog } from "./problem-log.ts";
import { ResourceFinder } from "./resource-finder.ts";
import { Sender } from "./sender.ts";
import { ownsName } from "./shard.ts";
import { snapshotMetrics } from "./snapshot-metrics.ts";

/** How often a kind that the server does not have (yet) is asked for. */
const KIND_RETRY_MS = 5_000;
/** What is under way gets this long to end when the controller stops. */
const DRAIN_MS_MAX = 5_000;

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
  private readonly finder: ResourceFinder;
  private readonly players = new Map<string, Player>();
  private readonly reflectors: Reflector[] = [];
  private readonly context: PlayerContext;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ControllerOptions) {
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? silentLogger;
    this.client = options.client;
    this.registry = new NodeRegistry(options.manage, options.shard);
    this.pools = new IpPools({ cidr: options.cidr ?? CIDR_DEFAULT, share: options.shard });
    const chance = prng(options.seed).fork("stages");
    const random = (): number => chance.next();
    this.queue = new PlayQueue(options.inFlightMax ?? IN_FLIGHT_MAX_DEFAULT, (play) =>
      play.player.play(play),
    );
    this.finder = new ResourceFinder(this.client);
    const sender = new Sender(this.client, this.finder, this.counters, this.clock, random);
    const { clock, logger, queue, counters } = this;
    this.context = { clock, logger, sender, queue, counters, random };
    if (options.lease) {
      const spread = prng(options.seed).fork("leases");
      this.leases = new LeaseKeeper(this.client, options.lease, clock, logger, () => spread.next());
    }
    this.synced.promise.catch(() => {});
  }

  start(): void {
    void this.run().catch((error: unknown) => this.synced.reject(error));
  }

  metrics(): ReturnType<typeof snapshotMetrics> {
    const { counters, queue, players, registry, leases } = this;
    const watches = this.reflectors.map((reflector) => reflector.statistics);
    return snapshotMetrics({ counters, queue, players, registry, leases, watches });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.synced.reject(new Error("the controller was stopped before it had seen everything"));
    for (const reflector of this.reflectors) reflector.stop();
    for (const player of this.players.values()) player.stop();
    const drained = Promise.all([this.queue.stop(), this.leases?.stop()]);
    await Promise.race([drained, Bun.sleep(DRAIN_MS_MAX)]);
  }

  private async run(): Promise<void> {
    const problems = new ProblemLog(this.logger, this.clock);
    const environment = liveEnvironment(this.options, this.registry, this.pools, this.context);
    const { machines, diagnostics } = await compileStages(
      this.options.stages,
      environment,
      (stage, error) => problems.report(stage.name, error),
    );
    for (const { message, file, line, column } of diagnostics)
      this.logger.error(`a stage is left out: ${message}`, { file, line, column });
    // Nodes first: pods are judged by whose node they are on.
    await this.watchNodes(machines.get(NODE));
    const pods = machines.get(POD);
    if (pods) await this.watchPods(pods);
    const others = [...machines].filter(([key]) => key !== NODE && key !== POD);
    await Promise.all(others.map(([, machine]) => this.watchOther(machine)));
    if (this.stopping.signal.aborted) return;
    this.isSynced = true;
    this.synced.resolve();
  }

  private async watchNodes(machine: StageMachine | undefined): Promise<void> {
    const { manage } = this.options;
    const selectors: Selectors =
      manage.kind === "labels"
        ? { labelSelector: manage.selector }
        : manage.kind === "node"
          ? { fieldSelector: `metadata.name=${manage.name}` }
          : {};
    const player = machine && this.player(NODE, resources.nodes, machine);
    await this.watch(resources.nodes, selectors, (events, receivedMs) => {
      for (const event of events) this.nodeEvent(event);
      player?.handle(events, receivedMs);
    });
  }

  private nodeEvent({ type, object }: WatchEvent<NodeObject>): void {
    const { name, uid = "" } = object.metadata;
    if (type === "DELETED" || !this.registry.owns(object)) {
      const known = this.registry.remove(name);
      if (!known) return;
      this.pools.forgetNode(name, known.podCidrs);
      this.leases?.remove(name, type === "DELETED");
      return;
    }
    const { isNew, readPods } = this.registry.add(object);
    if (isNew) this.leases?.add(name, uid);
    if (readPods) void this.readPodsOf(name);
  }

  /** Pods that were bound to the node before it became ours. */
  private async readPodsOf(node: string): Promise<void> {
    const player = this.players.get(POD);
    if (!player) return;
    try {
      const fieldSelector = `spec.nodeName=${node}`;
      const { items } = await this.client.list<PodObject>(resources.pods, { fieldSelector });
      const events = items.map((object): WatchEvent => ({ type: "ADDED", object }));
      player.handle(events, this.clock.nowMs());
    } catch (error) {
      this.logger.warn(`the pods of a node could not be read: ${messageOf(error)}`, { node });
    }
  }

  private async watchPods(machine: StageMachine): Promise<void> {
    const { manage } = this.options;
    const fieldSelector =
      manage.kind === "node" ? `spec.nodeName=${manage.name}` : "spec.nodeName!=";
    const player = this.player(POD, resources.pods, machine);
    await this.watch(resources.pods, { fieldSelector }, (events, receivedMs) =>
      player.handle(events, receivedMs),
    );
  }

  /** A kind the server does not know yet is waited for, and holds nothing else up. */
  private async watchOther(machine: StageMachine): Promise<void> {
    const { apiVersion, kind } = machine.ref;
    const find = async (): Promise<void> => {
      const resource = await this.finder.find(apiVersion, kind);
      const player = this.player(`${apiVersion}/${kind}`, resource, machine);
      await this.watch(resource, {}, (events, receivedMs) => player.handle(events, receivedMs));
    };
    try {
      await find();
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.logger.warn(`stages wait for a kind the server does not have: ${messageOf(error)}`, {
        kind,
      });
      void Bun.sleep(KIND_RETRY_MS).then(() =>
        this.stopping.signal.aborted ? undefined : this.watchOther(machine),
      );
    }
  }

  private player(key: string, resource: Resource, machine: StageMachine): Player {
    const player = new Player(resource, machine, this.context, this.hooksOf(key));
    this.players.set(key, player);
    return player;
  }

  private hooksOf(key: string): ConstructorParameters<typeof Player>[3] {
    const { registry, pools, options } = this;
    if (key === NODE) return { owns: (object) => registry.get(object.metadata.name) !== undefined };
    if (key !== POD)
      return { owns: (object: KubeObject) => ownsName(options.shard, object.metadata.uid ?? "") };
    return {
      owns: (object) => registry.ownsPodsOf((object as PodObject).spec?.nodeName ?? ""),
      onSeen: (object) => claimAddresses(object, registry, pools),
      onGone: (uid) => pools.release(uid),
    };
  }

  private async watch(
    resource: Resource,
    selectors: Selectors,
    onEvents: (events: readonly WatchEvent[], receivedMs: number) => void,
  ): Promise<void> {
    const { clock, logger } = this;
    const reflector = reflect(
      this.client,
      resource,
      { ...selectors, clock },
      {
        onEvents,
        onTrouble: ({ kind, message }) =>
          logger[kind === "failure" ? "warn" : "debug"](`watch: ${message}`, {
            resource: resource.plural,
            kind,
          }),
      },
    );
    this.reflectors.push(reflector);
    await reflector.synced;
  }
}

/** Addresses a pod already has, from before this controller started or from somebody else. */
function claimAddresses(pod: PodObject, registry: NodeRegistry, pools: IpPools): void {
  const addresses = pod.status?.["podIPs"] as readonly { readonly ip: string }[] | undefined;
  if (!addresses || pod.spec?.["hostNetwork"] === true) return;
  const node = pod.spec?.nodeName ?? "";
  const list = addresses.map(({ ip }) => ip);
  pools.claim(pod.metadata.uid ?? "", node, list, registry.podCidrs(node));
}
