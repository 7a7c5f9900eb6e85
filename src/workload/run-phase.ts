// Sends what a phase intends, when it intends it.
//
// Open loop: what is due is sent at once, whether or not earlier requests were answered; only IN_FLIGHT_MAX holds it
// back, and that waiting counts, for latency begins at the intended moment. `asap` is a closed loop: its turn comes
// when a request in flight ends. The pacer computes what is due from the time passed since the phase began, so a late
// timer makes one request late and never shifts the next ones.

import type { Clock } from "../base/index.ts";
import type { Client } from "../client/index.ts";
import type { KubeObject } from "../kube/index.ts";
import type { Phase } from "../scenario/index.ts";
import type { Intention } from "./intention.ts";
import { makeNamespaces } from "./namespaces.ts";
import type { Answer, Operation, WorkloadObserver } from "./observer.ts";
import { sendPatiently } from "./patience.ts";
import { type PlanContext, planPhase } from "./plan/plan.ts";

/** Open-loop requests in flight; beyond it they wait, and the wait is in their latency. */
export const IN_FLIGHT_MAX = 1_024;
/** Due and waiting for a place in flight; beyond it they stay in the plan, which costs nothing. */
const WAITING_MAX = 16_384;
/** How long a stopped phase waits for the requests already sent. */
const DRAIN_MS_MAX = 1_000;
const WATCHDOG_MS = 100;

export interface PhaseContext extends PlanContext {
  readonly client: Pick<Client, "discard" | "text" | "create" | "get">;
  readonly clock: Clock;
  readonly observer: WorkloadObserver;
  /** Told once when the phase's clock starts: its namespaces are made by then. */
  readonly started?: (atMs: number) => void;
  /** For clusters with service accounts, which refuse pods before those are there; default false. */
  readonly awaitServiceAccounts?: boolean;
  /** Stops the phase: nothing more is sent. */
  readonly signal: AbortSignal;
}

export interface PhaseOutcome {
  readonly name: string;
  /** On the clock of the run. */
  readonly startMs: number;
  readonly endMs: number;
  readonly intended: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Whether the signal or the time-out ended the phase before its plan did. */
  readonly stopped: boolean;
  readonly timedOut: boolean;
}

/**
 * Resolves when the phase's plan is sent and answered, or soon after the signal or its time-out: failed requests are results. Makes the
 * namespaces it needs first, before its clock starts; rejects with FailureError where they cannot be made.
 */
export async function runPhase(phase: Phase, context: PhaseContext): Promise<PhaseOutcome> {
  if ("template" in phase) await makeNamespaces(phase.template.namespaces, context);
  return new PhaseRun(phase, context).run();
}

interface Waiting {
  readonly operation: Operation;
  readonly intention: Intention;
}

class PhaseRun {
  private readonly plan: Iterator<Intention>;
  private next: IteratorResult<Intention>;
  private readonly inFlightMax: number;
  private readonly isClosedLoop: boolean;
  private readonly startMs: number;
  /** The phase does not end before it. */
  private readonly leastMs: number;
  private waiting: Waiting[] = [];
  private waitingHead = 0;
  private inFlight = 0;
  /** Of the last intention taken from the plan. */
  private lastAtMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private timedOut = false;
  private resolve: (outcome: PhaseOutcome) => void = () => {};
  private readonly counts = { intended: 0, sent: 0, acknowledged: 0, failed: 0 };

  constructor(
    private readonly phase: Phase,
    private readonly context: PhaseContext,
  ) {
    const { arrival, action, durationMs } = phase;
    this.isClosedLoop = arrival.kind === "asap";
    this.inFlightMax = arrival.kind === "asap" ? arrival.inFlight : IN_FLIGHT_MAX;
    this.leastMs = action === "churn" || action === "sleep" ? (durationMs ?? 0) : 0;
    this.plan = planPhase(phase, context)[Symbol.iterator]();
    this.next = this.plan.next();
    this.startMs = context.clock.nowMs();
    context.started?.(this.startMs);
  }

  run(): Promise<PhaseOutcome> {
    const { signal } = this.context;
    return new Promise<PhaseOutcome>((resolve) => {
      const stop = (): void => this.stop();
      const watchdog = setInterval(() => this.watch(), WATCHDOG_MS);
      this.resolve = (outcome) => {
        clearInterval(watchdog);
        signal.removeEventListener("abort", stop);
        resolve(outcome);
      };
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) this.stop();
      else this.pump();
    });
  }

  /** Sends whatever can be sent now, then waits for time or for an answer. */
  private pump(): void {
    if (this.stopped) return;
    const { clock } = this.context;
    let elapsedMs = clock.nowMs() - this.startMs;
    this.sendWaiting();
    while (!this.next.done && this.next.value.atMs <= elapsedMs) {
      if (!this.take(elapsedMs)) return;
      elapsedMs = clock.nowMs() - this.startMs;
    }
    const untilMs = this.next.done ? this.leastMs : this.next.value.atMs;
    if (untilMs > elapsedMs) this.wakeAfter(untilMs - elapsedMs);
    else if (this.next.done && this.inFlight === 0 && this.isDrained) this.end();
  }

  /** Takes the next intention out of the plan; false where there is no room for it now. */
  private take(elapsedMs: number): boolean {
    if (this.next.done) return false;
    const isFull = this.inFlight >= this.inFlightMax;
    if (this.isClosedLoop) {
      if (isFull) return false;
      if (this.phase.durationMs !== undefined && elapsedMs >= this.phase.durationMs) {
        this.next = { done: true, value: undefined };
        return true;
      }
    } else if (isFull && this.waiting.length - this.waitingHead >= WAITING_MAX) return false;
    const intention = this.next.value;
    this.next = this.plan.next();
    this.lastAtMs = intention.atMs;
    const operation = this.intend(intention, this.isClosedLoop ? elapsedMs : intention.atMs);
    if (isFull) this.waiting.push({ operation, intention });
    else this.send(operation, intention);
    return true;
  }

  private intend(intention: Intention, atMs: number): Operation {
    const operation: Operation = {
      phase: this.phase.name,
      verb: intention.verb,
      resource: intention.resource.plural,
      kind: intention.resource.kind,
      key: intention.key,
      intendedMs: this.startMs + atMs,
      goal: intention.goal,
    };
    this.counts.intended++;
    this.context.observer.intended(operation);
    return operation;
  }

  private get isDrained(): boolean {
    return this.waitingHead === this.waiting.length;
  }

  private sendWaiting(): void {
    while (!this.isDrained && this.inFlight < this.inFlightMax) {
      const { operation, intention } = this.waiting[this.waitingHead++]!;
      this.send(operation, intention);
    }
    if (this.isDrained && this.waitingHead > 0) {
      this.waiting = [];
      this.waitingHead = 0;
    }
  }

  private send(operation: Operation, intention: Intention): void {
    const { client, clock, observer, signal } = this.context;
    this.inFlight++;
    this.counts.sent++;
    observer.sent(operation, clock.nowMs());
    const request = intention.request();
    // Answers are read and thrown away, but for the few that say which generation a change has made.
    const send = (): Promise<string | void> =>
      operation.verb === "patch" ? client.text(request) : client.discard(request);
    sendPatiently(send, signal).then(
      (body) => {
        this.counts.acknowledged++;
        observer.acknowledged(operation, clock.nowMs(), answerOf(body));
        this.answered();
      },
      (error: unknown) => {
        this.counts.failed++;
        observer.failed(operation, clock.nowMs(), error);
        this.answered();
      },
    );
  }

  private answered(): void {
    this.inFlight--;
    if (!this.stopped) this.pump();
    else if (this.inFlight === 0) this.end();
  }

  private wakeAfter(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), ms);
  }

  /** A server that no longer answers, or is hopelessly behind, does not hold the run for ever. */
  private watch(): void {
    if (this.stopped) return;
    const elapsedMs = this.context.clock.nowMs() - this.startMs;
    const plannedMs = this.next.done ? this.lastAtMs : this.next.value.atMs;
    if (elapsedMs <= Math.max(plannedMs, this.leastMs) + this.phase.timeoutMs) return;
    this.timedOut = true;
    this.stop();
  }

  /** What was due by now is told of before the end, so that it counts as offered and never done. */
  private stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    clearTimeout(this.timer);
    const elapsedMs = this.context.clock.nowMs() - this.startMs;
    while (!this.isClosedLoop && !this.next.done && this.next.value.atMs <= elapsedMs) {
      this.intend(this.next.value, this.next.value.atMs);
      this.next = this.plan.next();
    }
    if (this.inFlight === 0) this.end();
    else this.timer = setTimeout(() => this.end(), DRAIN_MS_MAX);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.resolve({
      name: this.phase.name,
      startMs: this.startMs,
      endMs: this.context.clock.nowMs(),
      ...this.counts,
      stopped: this.stopped,
      timedOut: this.timedOut,
    });
  }
}

/** A body that is no object says nothing: the write itself was acknowledged. */
function answerOf(body: string | void): Answer | undefined {
  if (!body) return undefined;
  try {
    const { metadata } = JSON.parse(body) as Partial<KubeObject>;
    return { generation: metadata?.generation };
  } catch {
    return undefined;
  }
}
