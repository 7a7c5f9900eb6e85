// The classes of pods in use, each with its survey of the nodes and with its pods that wait for one to suit.

import type { NodeTable } from "./node-table.ts";
import { type PodClass, classKey, podClass } from "./pod-class.ts";
import type { PodRecord } from "./pod-record.ts";
import type { PodSpec } from "./pod-spec.ts";
import type { Requests } from "./requests.ts";
import { NODES_SCORED_MAX } from "./decide.ts";
import { Survey } from "./survey.ts";

/** Surveys kept. Each costs a few dozen nanoseconds whenever a node changes, and 12 bytes a node. */
export const CLASSES_MAX = 64;
/** Classes whose pods have not been tried yet are remembered too, so that pods created together share one. */
const CLASSES_REMEMBERED_MAX = 1_024;

export interface ClassEntry {
  readonly survey: Survey;
  /** Pods no node suits, to be tried again as soon as one does. */
  readonly waiting: Set<PodRecord>;
}

export class ClassTable {
  /** In order of their last use, the longest unused first. */
  private readonly entries = new Map<string, ClassEntry>();
  private latest: ClassEntry | undefined;
  private readonly remembered = new Map<string, PodClass>();
  private startSlot = 0;
  /** Judgements of surveys let go; with those kept, what all decisions cost. */
  private judgedBefore = 0;

  /** `wake` is called with pods that should be tried again, because a node suits or because nobody watches for them now. */
  constructor(
    private readonly nodes: NodeTable,
    private readonly wake: (records: readonly PodRecord[], watched: boolean) => void,
  ) {}

  get judged(): number {
    let judged = this.judgedBefore;
    for (const { survey } of this.entries.values()) judged += survey.judged;
    return judged;
  }

  /** The class of a pod: the same object for pods that ask for the same. */
  classOf(spec: PodSpec, requests: Requests): PodClass {
    const key = classKey(spec, requests);
    const known = this.remembered.get(key);
    if (known) return known;
    if (this.remembered.size >= CLASSES_REMEMBERED_MAX) this.remembered.clear();
    const made = podClass(spec, requests, key);
    this.remembered.set(key, made);
    return made;
  }

  find(podClass: PodClass): ClassEntry | undefined {
    return this.entries.get(podClass.key);
  }

  /** The class's entry, made if need be; counts as a use. */
  use(podClass: PodClass): ClassEntry {
    if (this.latest?.survey.podClass === podClass) return this.latest;
    const entry = this.entries.get(podClass.key) ?? this.make(podClass);
    this.entries.delete(podClass.key);
    this.entries.set(podClass.key, entry);
    this.latest = entry;
    return entry;
  }

  /** A node came, changed or went. */
  nodeChanged(slot: number): void {
    for (const entry of this.entries.values()) {
      entry.survey.update(slot);
      if (entry.waiting.size > 0 && entry.survey.size > 0) this.release(entry, true);
    }
  }

  private make(podClass: PodClass): ClassEntry {
    if (this.entries.size >= CLASSES_MAX) this.evict();
    const survey = new Survey(podClass, this.nodes, this.startSlot);
    // As in kube-scheduler's round robin: the next class begins where this one's first sample is likely to end.
    this.startSlot = (this.startSlot + NODES_SCORED_MAX) % Math.max(1, this.nodes.slots);
    return { survey, waiting: new Set() };
  }

  private evict(): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      this.judgedBefore += entry.survey.judged;
      if (entry.waiting.size > 0) this.release(entry, false);
      return;
    }
  }

  private release(entry: ClassEntry, watched: boolean): void {
    const records = [...entry.waiting];
    entry.waiting.clear();
    this.wake(records, watched);
  }
}
