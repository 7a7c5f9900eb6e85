// What lives, by the plan: the sets of objects that phases made, oldest first, and the nodes.
// A set is a range of indices, for objects are only ever added at its end and taken from its front.

import { assert } from "../base/index.ts";
import type { NodeGroup, Template } from "../scenario/index.ts";
import type { BodyWords } from "./body.ts";

const INDEX_DIGITS = 6;

/** The objects one phase made of one template. */
export class ObjectSet {
  private first = 0;
  private next = 0;

  constructor(
    readonly phase: string,
    readonly template: Template,
  ) {}

  get size(): number {
    return this.next - this.first;
  }

  add(): BodyWords {
    return this.words(this.next++);
  }

  takeOldest(): BodyWords {
    assert(this.size > 0, "only a living object can be taken");
    return this.words(this.first++);
  }

  *living(): Generator<BodyWords> {
    for (let index = this.first; index < this.next; index++) yield this.words(index);
  }

  private words(index: number): BodyWords {
    const { namespaces } = this.template;
    return {
      name: indexedName(this.phase, index),
      namespace: namespaces[index % namespaces.length] ?? "",
      index: String(index),
      zone: "",
    };
  }
}

export class Population {
  /** Made so far: a namespace is made before the first object in it. */
  readonly namespaces = new Set<string>();
  private readonly sets = new Map<string, ObjectSet>();
  private readonly nodeNames: string[] = [];
  private readonly failed = new Set<string>();

  /** The set a phase makes its objects in. */
  begin(phase: string, template: Template): ObjectSet {
    const set = new ObjectSet(phase, template);
    this.sets.set(phase, set);
    return set;
  }

  of(phase: string): ObjectSet {
    const set = this.sets.get(phase);
    assert(set, `phase ${phase} made something`);
    return set;
  }

  /** The set with the oldest living object of a template, whichever phase made it. */
  oldestOf(template: Template): ObjectSet | undefined {
    for (const set of this.sets.values())
      if (set.size > 0 && set.template.manifest === template.manifest) return set;
    return undefined;
  }

  get nodesCount(): number {
    return this.nodeNames.length;
  }

  addNode(group: NodeGroup, index: number): BodyWords {
    const name = indexedName(group.name, index);
    this.nodeNames.push(name);
    return { name, namespace: "", index: String(index), zone: String(index % group.zones) };
  }

  /** Takes out one node; `random` is in [0, 1). */
  takeNode(random: number): string | undefined {
    const at = Math.floor(random * this.nodeNames.length);
    const name = this.nodeNames[at];
    const last = this.nodeNames.pop();
    if (name === undefined || last === undefined) return undefined;
    if (name !== last) this.nodeNames[at] = last;
    this.failed.delete(name);
    return name;
  }

  /** Marks one healthy node as failed, looking onwards from a random place. */
  failNode(random: number): string | undefined {
    const { length } = this.nodeNames;
    const start = Math.floor(random * length);
    for (let step = 0; step < length; step++) {
      const name = this.nodeNames[(start + step) % length]!;
      if (this.failed.has(name)) continue;
      this.failed.add(name);
      return name;
    }
    return undefined;
  }

  recoverNode(name: string): void {
    this.failed.delete(name);
  }
}

/** `fill-000042`: fixed width, so that names sort as they were made. */
function indexedName(prefix: string, index: number): string {
  return `${prefix}-${String(index).padStart(INDEX_DIGITS, "0")}`;
}
