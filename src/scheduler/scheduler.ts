// The scheduler on the wire: two watches feed the core, its decisions go out as bindings and conditions, so many at a time.

import {
  type Clock,
  type ListenAddress,
  type Logger,
  type StatusServer,
  messageOf,
  prng,
  rfc3339,
  serveStatus,
  systemClock,
} from "../base/index.ts";
import {
  ApiError,
  type Client,
  type Reflector,
  bindRequest,
  patchRequest,
  reflect,
} from "../client/index.ts";
import { type NodeObject, type PodObject, resources } from "../kube/index.ts";
import { SchedulerCore } from "./core.ts";
import {
  type Observed,
  Recorder,
  type SchedulerMetrics,
  metricsOf,
  prometheusOf,
} from "./metrics.ts";
import type { PodRecord } from "./pod-record.ts";
import { SCHEDULER_NAME_DEFAULT } from "./pod-spec.ts";

const BINDS_IN_FLIGHT_MAX = 64;
const EXPLANATIONS_IN_FLIGHT_MAX = 16;
const EXPLANATION_TRIES_MAX = 5;
const EXPLANATION_RETRY_MS = 1_000;
/** How often pods in backoff are looked after. */
const BACKOFF_TICK_MS = 20;
/** How long stopping waits for requests under way. */
const STOP_WAIT_MS_MAX = 2_000;

export interface SchedulerOptions {
  readonly client: Client;
  readonly clock?: Clock | undefined;
  readonly logger: Logger;
  /** The spec.schedulerName it serves. */
  readonly name?: string | undefined;
  /** Decides between nodes of equal score. */
  readonly seed: number;
  /** Bindings under way at once. */
  readonly inFlightMax?: number | undefined;
  /** Serves /healthz, /readyz, /metrics and /kwokbench/metrics.json there. */
  readonly listen?: ListenAddress | undefined;
}

export interface SchedulerHandle {
  /** Settles when nodes and pods are known and scheduling begins; rejects when stopped before. */
  readonly synced: Promise<void>;
  /** Where it serves its status, when it does. */
  readonly url: string | undefined;
  metrics(): SchedulerMetrics;
  /** Ends the watches, waits shortly for requests under way. */
  stop(): Promise<void>;
}

/** Starts at once; throws when `listen` cannot be had. */
export function startScheduler(options: SchedulerOptions): SchedulerHandle {
  const loop = new SchedulerLoop(options);
  return {
    synced: loop.synced,
    url: loop.status?.url,
    metrics: () => metricsOf(loop.recorder, loop.observed()),
    stop: () => loop.stop(),
  };
}

class SchedulerLoop {
  readonly recorder = new Recorder();
  readonly synced: Promise<void>;
  readonly status: StatusServer | undefined;
  private readonly clock: Clock;
  private readonly core: SchedulerCore;
  private readonly nodes: Reflector;
  private readonly pods: Reflector;
  private readonly bindsMax: number;
  private bindsInFlight = 0;
  private explanationsInFlight = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private at: "syncing" | "running" | "stopped" = "syncing";

  constructor(private readonly options: SchedulerOptions) {
    const { client, logger, name = SCHEDULER_NAME_DEFAULT, seed, listen } = options;
    this.clock = options.clock ?? systemClock;
    this.bindsMax = options.inFlightMax ?? BINDS_IN_FLIGHT_MAX;
    this.core = new SchedulerCore(name, prng(seed).fork("scheduler"), this.clock.nowMs());
    if (listen)
      this.status = serveStatus(listen, {
        ready: () => this.at === "running",
        prometheus: () => prometheusOf(this.recorder, this.observed()),
        data: () => metricsOf(this.recorder, this.observed()),
      });
    this.nodes = reflect<NodeObject>(
      client,
      resources.nodes,
      { clock: this.clock },
      {
        onEvents: (events) => {
          for (const event of events) this.core.observeNode(event);
          this.pump();
        },
        onTrouble: ({ kind, message }) => logger.debug(`nodes: ${kind}`, { message }),
      },
    );
    this.pods = reflect<PodObject>(
      client,
      resources.pods,
      { clock: this.clock },
      {
        onEvents: (events) => {
          for (const event of events) this.core.observePod(event);
          this.pump();
        },
        onTrouble: ({ kind, message }) => logger.debug(`pods: ${kind}`, { message }),
      },
    );
    this.synced = Promise.all([this.nodes.synced, this.pods.synced]).then(() => this.start());
    // Whoever does not wait for it must not be ended by its rejection.
    this.synced.catch(() => {});
  }

  observed(): Observed {
    return {
      pods: this.core.counts,
      nodes: this.core.nodes.count,
      nodesJudged: this.core.nodesJudged,
      watches: { nodes: this.nodes.statistics, pods: this.pods.statistics },
    };
  }

  async stop(): Promise<void> {
    this.at = "stopped";
    clearTimeout(this.timer);
    this.nodes.stop();
    this.pods.stop();
    const untilMs = performance.now() + STOP_WAIT_MS_MAX;
    while (this.bindsInFlight + this.explanationsInFlight > 0 && performance.now() < untilMs)
      await Bun.sleep(5);
    await this.status?.stop();
  }

  private start(): void {
    if (this.at !== "syncing") return;
    this.at = "running";
    this.options.logger.info("scheduling", {
      nodes: this.core.nodes.count,
      pods: this.core.counts.active,
    });
    this.pump();
  }

  /** Does whatever can be done now: called after every change and every answer. */
  private pump(): void {
    if (this.at !== "running") return;
    let nowMs = this.clock.nowMs();
    this.core.advance(nowMs);
    while (this.bindsInFlight < this.bindsMax) {
      const outcome = this.core.attempt();
      if (!outcome) break;
      const decidedMs = this.clock.nowMs();
      this.recorder.decide.recordMs(decidedMs - nowMs);
      nowMs = decidedMs;
      if (outcome.kind === "refused") this.recorder.unschedulable++;
      else void this.bind(outcome.record, outcome.nodeName, nowMs);
    }
    while (this.explanationsInFlight < EXPLANATIONS_IN_FLIGHT_MAX) {
      const record = this.core.takeUnexplained();
      if (!record) break;
      void this.explain(record);
    }
    if (this.core.hasDelayed) this.arm();
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.pump();
    }, BACKOFF_TICK_MS);
  }

  private async bind(record: PodRecord, nodeName: string, sentMs: number): Promise<void> {
    this.bindsInFlight++;
    try {
      await this.options.client.discard(bindRequest(refOf(record), record.uid, nodeName));
      this.recorder.bind.recordMs(this.clock.nowMs() - sentMs);
      this.recorder.scheduled++;
      this.core.bound(record);
    } catch (error) {
      this.recorder.error++;
      const retryAfterMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
      this.core.advance(this.clock.nowMs());
      this.core.bindFailed(record, retryAfterMs);
      const fields = { pod: record.key, node: nodeName, why: messageOf(error) };
      this.options.logger.debug("a binding failed", fields);
    } finally {
      this.bindsInFlight--;
      this.pump();
    }
  }

  /** Writes the pod's PodScheduled condition. */
  private async explain(record: PodRecord): Promise<void> {
    this.explanationsInFlight++;
    try {
      for (let tries = 1; this.at === "running" && record.state !== "dropped"; tries++) {
        const patch = { status: { conditions: [this.condition(record)] } };
        const options = { subresource: "status" };
        try {
          await this.options.client.discard(
            patchRequest(resources.pods, refOf(record), "strategic", patch, options),
          );
          return;
        } catch (error) {
          const again = error instanceof ApiError && error.retryable;
          if (!again || tries === EXPLANATION_TRIES_MAX) {
            this.options.logger.debug("a pod's condition could not be written", {
              pod: record.key,
              why: messageOf(error),
            });
            return;
          }
          await Bun.sleep(EXPLANATION_RETRY_MS);
        }
      }
    } finally {
      this.core.explained(record);
      this.explanationsInFlight--;
      this.pump();
    }
  }

  private condition(record: PodRecord): Readonly<Record<string, unknown>> {
    if (record.falseSince === "") record.falseSince = rfc3339(this.clock.wallMs());
    return {
      type: "PodScheduled",
      status: "False",
      reason: "Unschedulable",
      message: record.message,
      lastTransitionTime: record.falseSince,
      lastProbeTime: null,
      ...(record.generation !== undefined && { observedGeneration: record.generation }),
    };
  }
}

function refOf({ key }: PodRecord): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
