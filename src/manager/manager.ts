// Puts the controllers on the wire: shared watches, one writer with a limit, and a status page.

import {
  type Clock,
  type ListenAddress,
  type Logger,
  type StatusServer,
  fail,
  nearest,
  serveStatus,
  systemClock,
} from "../base/index.ts";
import type { Client } from "../client/index.ts";
import type { PodObject } from "../kube/index.ts";
import { deploymentController } from "./deployment/controller.ts";
import { garbageController } from "./garbage/controller.ts";
import { jobController } from "./job/controller.ts";
import { kinds } from "./kinds.ts";
import { type ManagerMetrics, type Observed, metricsOf, prometheusOf } from "./metrics.ts";
import { NODE_MONITOR_GRACE_MS, nodeLifecycleController } from "./node-lifecycle/controller.ts";
import { replicaSetController } from "./replica-set/controller.ts";
import { statefulSetController } from "./stateful-set/controller.ts";
import { Feeds } from "./wire/feeds.ts";
import { Refusals } from "./wire/refusals.ts";
import { Writer } from "./wire/write.ts";
import { Children } from "./workload/children.ts";
import type { Context, Controller } from "./workload/owner-controller.ts";
import { type PodView, podView } from "./workload/pod-view.ts";

export const controllerNames = [
  "deployment",
  "replicaset",
  "statefulset",
  "job",
  "garbage-collector",
  "node-lifecycle",
] as const;
export type ControllerName = (typeof controllerNames)[number];

const WRITES_IN_FLIGHT_MAX = 64;
const STOP_WAIT_MS_MAX = 2_000;

export interface ManagerOptions {
  readonly client: Client;
  readonly clock?: Clock | undefined;
  readonly logger: Logger;
  /** Which controllers run; all, unless named. */
  readonly controllers?: readonly string[] | undefined;
  /** Requests that change something under way at once, over all controllers. */
  readonly inFlightMax?: number | undefined;
  /** A node whose lease is not renewed for so long is taken to be gone. */
  readonly nodeMonitorGraceMs?: number | undefined;
  readonly listen?: ListenAddress | undefined;
}

export interface ManagerHandle {
  /** Settles when all watches are synced and the controllers work; rejects when stopped before. */
  readonly synced: Promise<void>;
  /** Where it serves its status, when it does. */
  readonly url: string | undefined;
  metrics(): ManagerMetrics;
  stop(): Promise<void>;
}

/** Starts at once. Throws FailureError for a controller that does not exist, and when `listen` cannot be had. */
export function startManager(options: ManagerOptions): ManagerHandle {
  const manager = new Manager(options);
  return {
    synced: manager.synced,
    url: manager.status?.url,
    metrics: () => metricsOf(manager.observed()),
    stop: () => manager.stop(),
  };
}

class Manager {
  readonly synced: Promise<void>;
  readonly status: StatusServer | undefined;
  private readonly feeds: Feeds;
  private readonly writer: Writer;
  private readonly controllers = new Map<ControllerName, Controller>();
  private at: "syncing" | "running" | "stopped" = "syncing";

  constructor(options: ManagerOptions) {
    const { client, clock = systemClock, logger, listen } = options;
    const names = chosen(options.controllers);
    const refusals = new Refusals(logger, client.endpoint.url);
    this.feeds = new Feeds(client, clock, logger, refusals);
    this.writer = new Writer(client, clock, refusals, options.inFlightMax ?? WRITES_IN_FLIGHT_MAX);
    const pods = new Children<PodView>();
    this.feeds.on<PodObject>(kinds.pods, (type, object) => {
      const view = podView(object);
      if (type === "DELETED") pods.delete(view.key);
      else pods.set(view);
    });
    const context: Context = { feeds: this.feeds, pods, writer: this.writer, clock, logger };
    for (const name of names) this.controllers.set(name, make(name, context, options));
    if (listen)
      this.status = serveStatus(listen, {
        ready: () => this.at === "running",
        prometheus: () => prometheusOf(this.observed()),
        data: () => metricsOf(this.observed()),
      });
    this.synced = this.feeds.start().then(() => this.start(logger));
    // Whoever does not wait for it must not be ended by its rejection.
    this.synced.catch(() => {});
  }

  observed(): Observed {
    return { controllers: this.controllers, writer: this.writer, watches: this.feeds.statistics };
  }

  async stop(): Promise<void> {
    this.at = "stopped";
    const queues = [...this.controllers.values()].flatMap(({ queues }) => queues);
    for (const queue of queues) queue.stop();
    this.feeds.stop();
    const untilMs = performance.now() + STOP_WAIT_MS_MAX;
    while (queues.some(({ inFlight }) => inFlight > 0) && performance.now() < untilMs)
      await Bun.sleep(5);
    await this.status?.stop();
  }

  private start(logger: Logger): void {
    if (this.at !== "syncing") return;
    this.at = "running";
    logger.info("controllers run", { names: [...this.controllers.keys()].join(" ") });
    for (const { queues } of this.controllers.values()) for (const queue of queues) queue.start();
  }
}

function make(name: ControllerName, context: Context, options: ManagerOptions): Controller {
  switch (name) {
    case "deployment":
      return deploymentController(context);
    case "replicaset":
      return replicaSetController(context);
    case "statefulset":
      return statefulSetController(context);
    case "job":
      return jobController(context);
    case "garbage-collector":
      return garbageController(context, options.client);
    case "node-lifecycle":
      return nodeLifecycleController(context, options.nodeMonitorGraceMs ?? NODE_MONITOR_GRACE_MS);
  }
}

function chosen(names: readonly string[] | undefined): readonly ControllerName[] {
  if (names === undefined) return controllerNames;
  return names.map((name) => {
    const known = controllerNames.find((one) => one === name);
    if (known) return known;
    const near = nearest(name, controllerNames);
    const hint = near ? `did you mean "${near}"?` : `there are: ${controllerNames.join(", ")}`;
    return fail(`there is no controller "${name}"`, hint);
  });
}
