// The scheduler without its wire: watch events and answers come in, decisions go out. It reads no clock and sends nothing,
// so a test can play any history to it.

import { Fifo, type Prng, assert } from "../base/index.ts";
import { type KubeObject, type NodeObject, type PodObject, keyOf } from "../kube/index.ts";
import { ClassTable } from "./class-table.ts";
import { Decider } from "./decide.ts";
import { NodeTable } from "./node-table.ts";
import { EXTENDED_RESOURCES_MAX } from "./pod-class.ts";
import { BACKOFF_MS_MAX, PodQueue, backoffMs } from "./pod-queue.ts";
import { type PodRecord, type PodState, podRecord } from "./pod-record.ts";
import { type PodSpec, hasEnded, isDeleted, schedulerNameOf, specOf } from "./pod-spec.ts";
import { type Requests, RequestsPool } from "./requests.ts";
import { unsupportedField, unsupportedMessage } from "./unsupported.ts";

/** How long a pod waits for its own condition to be written before it is tried again. */
const EXPLANATION_WAIT_MS = 20;

export interface CoreEvent<T extends KubeObject> {
  readonly type: string;
  readonly object: T;
}

/** What one attempt came to. `bind` asks for the request to be sent; the pod is already counted on its node. */
export type Outcome =
  | { readonly kind: "bind"; readonly record: PodRecord; readonly nodeName: string }
  | { readonly kind: "refused"; readonly record: PodRecord };

export type PodCounts = Record<PodState, number>;

export class SchedulerCore {
  readonly counts: PodCounts = {
    active: 0,
    backoff: 0,
    unschedulable: 0,
    gated: 0,
    held: 0,
    binding: 0,
    assumed: 0,
    assigned: 0,
    dropped: 0,
  };
  readonly nodes = new NodeTable((slot) => this.classes.nodeChanged(slot));
  private readonly classes = new ClassTable(this.nodes, (records, watched) =>
    this.wake(records, watched),
  );
  private readonly decider: Decider;
  private readonly queue: PodQueue;
  private readonly pods = new Map<string, PodRecord>();
  private readonly requests = new RequestsPool();
  /** Pods whose condition is out of date, the longest first. */
  private readonly unexplained = new Fifo<PodRecord>();

  constructor(
    private readonly schedulerName: string,
    random: Prng,
    private nowMs: number,
  ) {
    this.decider = new Decider(this.nodes, random);
    this.queue = new PodQueue(nowMs);
  }

  /** How often a node was looked at for a class of pods. */
  get nodesJudged(): number {
    return this.classes.judged;
  }

  /** Whether pods wait for their time, so that `advance` should be called again soon. */
  get hasDelayed(): boolean {
    return this.queue.waitingForTime > 0;
  }

  observeNode({ type, object }: CoreEvent<NodeObject>): void {
    if (type === "DELETED") this.nodes.remove(object.metadata.name);
    else this.nodes.set(object);
  }

  observePod({ type, object: pod }: CoreEvent<PodObject>): void {
    const key = keyOf(pod.metadata);
    const uid = pod.metadata.uid ?? "";
    let record = this.pods.get(key);
    if (record && record.uid !== uid) {
      // News of a predecessor, unless it is made up and has no uid.
      if (type === "DELETED" && uid !== "") return;
      this.drop(record);
      record = undefined;
    }
    const spec = specOf(pod);
    if (type === "DELETED" || hasEnded(pod)) this.drop(record);
    else if (spec.nodeName) this.assign(record, key, pod, spec.nodeName);
    else if (schedulerNameOf(spec) !== this.schedulerName) this.drop(record);
    else if (isDeleted(pod)) this.withdraw(record);
    else this.admit(record, key, pod);
  }

  /** Lets time pass: pods whose backoff is over may be tried again. */
  advance(nowMs: number): void {
    this.nowMs = nowMs;
    if (this.queue.waitingForTime === 0) return;
    for (const record of this.queue.takeDue(nowMs)) this.activate(record);
  }

  /** Tries the pod whose turn it is; undefined when none waits. */
  attempt(): Outcome | undefined {
    const record = this.queue.next();
    if (!record) return undefined;
    assert(record.podClass && record.slot === -1, "a pod that waits has a class and no node");
    // Bound now, it could end up with a condition that says it is not: its explanation is still under way.
    if (record.explaining) {
      this.delay(record, this.nowMs + EXPLANATION_WAIT_MS);
      return this.attempt();
    }
    const entry = this.classes.use(record.podClass);
    const decision = this.decider.decide(entry.survey);
    if (decision.kind === "refuse") {
      this.fail(record);
      this.setState(record, "unschedulable");
      entry.waiting.add(record);
      this.explain(record, decision.message + preemptionNote(record));
      return { kind: "refused", record };
    }
    record.unexplained = false;
    this.setState(record, "binding");
    this.charge(record, decision.slot);
    return { kind: "bind", record, nodeName: this.nodes.names[decision.slot]! };
  }

  /** The API server acknowledged the binding. */
  bound(record: PodRecord): void {
    if (record.state === "binding") this.setState(record, "assumed");
  }

  /** The binding was refused or lost: the pod comes off its node and is tried again after its backoff, or `retryAfterMs`. */
  bindFailed(record: PodRecord, retryAfterMs = 0): void {
    // The watch may have overtaken the answer: bound after all, or gone.
    if (record.state !== "binding") return;
    this.discharge(record);
    if (record.withdrawn) {
      this.drop(record);
      return;
    }
    this.fail(record);
    this.delay(record, this.nowMs + Math.max(backoffMs(record.failures), retryAfterMs));
  }

  /** Takes the next pod whose condition needs writing; it is not tried again before `explained` is called. */
  takeUnexplained(): PodRecord | undefined {
    for (let record = this.unexplained.shift(); record; record = this.unexplained.shift()) {
      if (!record.unexplained) continue;
      record.unexplained = false;
      record.explained = record.message;
      record.explaining = true;
      return record;
    }
    return undefined;
  }

  explained(record: PodRecord): void {
    record.explaining = false;
  }

  /** Where pods are counted, for tests: what a recount from scratch must agree with. */
  *counted(): Generator<{ key: string; nodeName: string; requests: Requests }> {
    for (const { key, slot, requests } of this.pods.values())
      if (slot >= 0) yield { key, nodeName: this.nodes.names[slot]!, requests };
  }

  /** The pod is on a node, whoever put it there. */
  private assign(
    known: PodRecord | undefined,
    key: string,
    pod: PodObject,
    nodeName: string,
  ): void {
    const { generation } = pod.metadata;
    const there =
      known !== undefined && known.slot >= 0 && this.nodes.names[known.slot] === nodeName;
    // Most news of running pods is status, and requests change only with the generation.
    const unchanged = there && generation !== undefined && known.generation === generation;
    const spec = specOf(pod);
    const requests = unchanged ? known.requests : this.requests.of(spec);
    const record = known ?? this.remember(podRecord(key, pod, spec.priority ?? 0, requests));
    const recount = !there || record.requests !== requests;
    if (recount && record.slot >= 0) this.discharge(record);
    if (record.state !== "assigned") this.unqueue(record);
    record.requests = requests;
    record.generation = generation;
    record.podClass = undefined;
    this.setState(record, "assigned");
    if (recount) this.charge(record, this.nodes.slotOf(nodeName));
  }

  /** The pod waits for a node from this scheduler. */
  private admit(known: PodRecord | undefined, key: string, pod: PodObject): void {
    // News older than our own decision; and nothing takes a pod off its node but its end.
    if (known && known.slot >= 0) return;
    const spec = specOf(pod);
    const requests = this.requests.of(spec);
    const podClass = this.classes.classOf(spec, requests);
    // News that asks for nothing new, such as our own condition coming back.
    if (known?.podClass?.key === podClass.key && known.state !== "gated") return;
    const record = known ?? this.remember(podRecord(key, pod, spec.priority ?? 0, requests));
    this.unqueue(record);
    record.requests = requests;
    record.generation = pod.metadata.generation;
    record.podClass = podClass;
    this.enqueue(record, spec);
  }

  private enqueue(record: PodRecord, spec: PodSpec): void {
    const field =
      record.requests.extended.length > EXTENDED_RESOURCES_MAX
        ? `more than ${EXTENDED_RESOURCES_MAX} extended resources`
        : unsupportedField(spec);
    if (spec.schedulingGates?.length) this.setState(record, "gated");
    else if (field !== undefined) {
      this.setState(record, "held");
      this.explain(record, unsupportedMessage(field));
    } else this.retry(record);
  }

  private withdraw(record: PodRecord | undefined): void {
    if (!record) return;
    // Counted until the answer to its binding says whether it is on the node.
    if (record.state === "binding" || record.state === "assumed") record.withdrawn = true;
    else this.drop(record);
  }

  /** Tries again as soon as its backoff allows. */
  private retry(record: PodRecord): void {
    const dueMs = record.failures === 0 ? 0 : record.failedAtMs + backoffMs(record.failures);
    if (dueMs <= this.nowMs) this.activate(record);
    else this.delay(record, dueMs);
  }

  private wake(records: readonly PodRecord[], watched: boolean): void {
    for (const record of records) {
      if (watched) this.retry(record);
      // Nobody will tell it when a node suits, so it asks again by itself.
      else this.delay(record, this.nowMs + BACKOFF_MS_MAX);
    }
  }

  private activate(record: PodRecord): void {
    this.setState(record, "active");
    this.queue.push(record);
  }

  private delay(record: PodRecord, dueMs: number): void {
    this.setState(record, "backoff");
    this.queue.delay(record, dueMs);
  }

  private fail(record: PodRecord): void {
    record.failures++;
    record.failedAtMs = this.nowMs;
  }

  private explain(record: PodRecord, message: string): void {
    record.message = message;
    const changed = message !== record.explained;
    if (changed && !record.unexplained) this.unexplained.push(record);
    record.unexplained = changed;
  }

  private charge(record: PodRecord, slot: number): void {
    record.slot = slot;
    this.nodes.charge(slot, record.requests, 1);
  }

  private discharge(record: PodRecord): void {
    const { slot } = record;
    record.slot = -1;
    this.nodes.charge(slot, record.requests, -1);
  }

  /** Takes the pod out of every place where it waits. */
  private unqueue(record: PodRecord): void {
    record.unexplained = false;
    if (record.state === "backoff") this.queue.cancelDelay(record);
    if (record.podClass) this.classes.find(record.podClass)?.waiting.delete(record);
  }

  private drop(record: PodRecord | undefined): void {
    if (!record || record.state === "dropped") return;
    this.unqueue(record);
    if (record.slot >= 0) this.discharge(record);
    this.setState(record, "dropped");
    this.pods.delete(record.key);
  }

  private remember(record: PodRecord): PodRecord {
    this.pods.set(record.key, record);
    return record;
  }

  private setState(record: PodRecord, state: PodState): void {
    if (record.state !== "dropped") this.counts[record.state]--;
    if (state !== "dropped") this.counts[state]++;
    record.state = state;
  }
}

/** Preemption is not attempted; a pod that could ask for it is told so. */
function preemptionNote(record: PodRecord): string {
  if (record.priority <= 0) return "";
  return ` Preemption for spec.priority ${record.priority} is not attempted; use the real kube-scheduler for it.`;
}
