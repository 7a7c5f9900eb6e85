// The nodes as columns of numbers: what each offers, and what its pods have taken. One slot a node; a decision over a
// hundred nodes reads a few arrays and makes no objects.

import { assert } from "../base/index.ts";
import { sameLabels, type NodeObject, type Taint } from "../kube/index.ts";
import { HostPorts } from "./host-ports.ts";
import type { Labels } from "./node-selector.ts";
import { milliOf, wholeOf } from "./quantities.ts";
import { type Requests, isExtended } from "./requests.ts";

const SLOTS_INITIAL = 1_024;
const NO_LABELS: Labels = {};
const NO_TAINTS: readonly Taint[] = [];

type Numbers = Float64Array<ArrayBuffer>;

/** An extended resource: amounts by slot. */
interface Column {
  allocatable: Numbers;
  used: Numbers;
}

export class NodeTable {
  /** Slots ever in use: every slot below this has a name. */
  slots = 0;
  /** Nodes the cluster has. */
  count = 0;
  /** Nodes with a PreferNoSchedule taint: while there are none, taints need no scoring. */
  discouraging = 0;

  present = new Uint8Array(SLOTS_INITIAL);
  unschedulable = new Uint8Array(SLOTS_INITIAL);
  podsMax = new Float64Array(SLOTS_INITIAL);
  podsUsed = new Float64Array(SLOTS_INITIAL);
  cpuMilli = new Float64Array(SLOTS_INITIAL);
  cpuMilliUsed = new Float64Array(SLOTS_INITIAL);
  memoryBytes = new Float64Array(SLOTS_INITIAL);
  memoryBytesUsed = new Float64Array(SLOTS_INITIAL);
  ephemeralBytes = new Float64Array(SLOTS_INITIAL);
  ephemeralBytesUsed = new Float64Array(SLOTS_INITIAL);
  scoredCpuMilliUsed = new Float64Array(SLOTS_INITIAL);
  scoredMemoryBytesUsed = new Float64Array(SLOTS_INITIAL);
  readonly names: string[] = [];
  readonly labels: Labels[] = [];
  readonly taints: (readonly Taint[])[] = [];
  readonly extended = new Map<string, Column>();
  readonly hostPorts = new HostPorts();

  private readonly slotByName = new Map<string, number>();
  private readonly freeSlots: number[] = [];

  /** `onChange` is told every slot whose offer or use changed, after the change. */
  constructor(private readonly onChange: (slot: number) => void = () => {}) {}

  /** The node's slot; a node that pods name before it is known gets one too, without being present. */
  slotOf(name: string): number {
    const known = this.slotByName.get(name);
    if (known !== undefined) return known;
    const slot = this.freeSlots.pop() ?? this.slots++;
    if (slot >= this.present.length) this.grow();
    this.names[slot] = name;
    this.labels[slot] = NO_LABELS;
    this.taints[slot] = NO_TAINTS;
    this.slotByName.set(name, slot);
    return slot;
  }

  find(name: string): number | undefined {
    return this.slotByName.get(name);
  }

  /** Takes the node's offer over from its object. Heartbeats and other news that change nothing here cost little. */
  set(node: NodeObject): void {
    const slot = this.slotOf(node.metadata.name);
    if (this.takeOver(slot, node)) this.onChange(slot);
  }

  /** The node is gone; its slot stays as long as pods are counted on it. */
  remove(name: string): void {
    const slot = this.slotByName.get(name);
    if (slot === undefined || this.present[slot] === 0) return;
    this.present[slot] = 0;
    this.count--;
    this.setTaints(slot, NO_TAINTS);
    this.onChange(slot);
    this.recycle(slot);
  }

  /** Counts a pod on the node (`by` 1), or takes it off again (`by` -1). */
  charge(slot: number, requests: Requests, by: 1 | -1): void {
    this.podsUsed[slot]! += by;
    this.cpuMilliUsed[slot]! += by * requests.cpuMilli;
    this.memoryBytesUsed[slot]! += by * requests.memoryBytes;
    this.ephemeralBytesUsed[slot]! += by * requests.ephemeralBytes;
    this.scoredCpuMilliUsed[slot]! += by * requests.scoredCpuMilli;
    this.scoredMemoryBytesUsed[slot]! += by * requests.scoredMemoryBytes;
    for (const [name, amount] of requests.extended) this.column(name).used[slot]! += by * amount;
    this.hostPorts.count(slot, requests.hostPorts, by);
    assert(this.podsUsed[slot]! >= 0, "a pod is taken off a node once");
    this.onChange(slot);
    if (by === -1) this.recycle(slot);
  }

  private takeOver(slot: number, node: NodeObject): boolean {
    // As API defaulting has it, a node that says only its capacity offers all of it.
    const offer = node.status?.allocatable ?? node.status?.capacity ?? {};
    const before = this.present[slot];
    let changed = before === 0;
    const put = (column: Float64Array | Uint8Array, value: number): void => {
      if (column[slot] === value) return;
      column[slot] = value;
      changed = true;
    };
    put(this.present, 1);
    if (before === 0) this.count++;
    put(this.unschedulable, node.spec?.unschedulable ? 1 : 0);
    put(this.podsMax, wholeOf(offer["pods"] ?? "0"));
    put(this.cpuMilli, milliOf(offer["cpu"] ?? "0"));
    put(this.memoryBytes, wholeOf(offer["memory"] ?? "0"));
    put(this.ephemeralBytes, wholeOf(offer["ephemeral-storage"] ?? "0"));
    for (const name in offer) if (isExtended(name)) this.column(name);
    for (const [name, { allocatable }] of this.extended)
      put(allocatable, wholeOf(offer[name] ?? "0"));
    const labels = node.metadata.labels ?? NO_LABELS;
    if (!sameLabels(this.labels[slot]!, labels)) changed = true;
    this.labels[slot] = labels;
    return this.setTaints(slot, node.spec?.taints ?? NO_TAINTS) || changed;
  }

  private setTaints(slot: number, taints: readonly Taint[]): boolean {
    const before = this.taints[slot]!;
    if (sameTaints(before, taints)) return false;
    this.discouraging += Number(discourages(taints)) - Number(discourages(before));
    this.taints[slot] = taints.length > 0 ? taints : NO_TAINTS;
    return true;
  }

  private column(name: string): Column {
    const known = this.extended.get(name);
    if (known) return known;
    const slots = this.present.length;
    const column = { allocatable: new Float64Array(slots), used: new Float64Array(slots) };
    this.extended.set(name, column);
    return column;
  }

  private recycle(slot: number): void {
    if (this.present[slot] === 1 || this.podsUsed[slot]! > 0) return;
    const name = this.names[slot]!;
    if (this.slotByName.get(name) !== slot) return;
    this.slotByName.delete(name);
    this.freeSlots.push(slot);
  }

  private grow(): void {
    const slots = this.present.length * 2;
    const grown = (column: Numbers): Numbers => {
      const wider = new Float64Array(slots);
      wider.set(column);
      return wider;
    };
    const grownBytes = (column: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
      const wider = new Uint8Array(slots);
      wider.set(column);
      return wider;
    };
    this.present = grownBytes(this.present);
    this.unschedulable = grownBytes(this.unschedulable);
    this.podsMax = grown(this.podsMax);
    this.podsUsed = grown(this.podsUsed);
    this.cpuMilli = grown(this.cpuMilli);
    this.cpuMilliUsed = grown(this.cpuMilliUsed);
    this.memoryBytes = grown(this.memoryBytes);
    this.memoryBytesUsed = grown(this.memoryBytesUsed);
    this.ephemeralBytes = grown(this.ephemeralBytes);
    this.ephemeralBytesUsed = grown(this.ephemeralBytesUsed);
    this.scoredCpuMilliUsed = grown(this.scoredCpuMilliUsed);
    this.scoredMemoryBytesUsed = grown(this.scoredMemoryBytesUsed);
    for (const column of this.extended.values()) {
      column.allocatable = grown(column.allocatable);
      column.used = grown(column.used);
    }
  }
}

function discourages(taints: readonly Taint[]): boolean {
  return taints.some(({ effect }) => effect === "PreferNoSchedule");
}

function sameTaints(left: readonly Taint[], right: readonly Taint[]): boolean {
  return (
    left.length === right.length &&
    left.every((taint, at) => {
      const other = right[at]!;
      return (
        taint.key === other.key && taint.value === other.value && taint.effect === other.effect
      );
    })
  );
}
