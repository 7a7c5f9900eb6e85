// A set of paths into an object, as a tree (structured-merge-diff, fieldpath/set.go). That a step has children says nothing about
// the step itself: `.spec.replicas` may be in the set without `.spec`. Sets are not changed once they are built.

import { compareElements, printElement, type PathElement } from "./path-element.ts";

export class FieldSet {
  readonly members: ReadonlySet<PathElement>;
  /** No child is empty. */
  readonly children: ReadonlyMap<PathElement, FieldSet>;

  constructor(
    members: ReadonlySet<PathElement> = new Set(),
    children: ReadonlyMap<PathElement, FieldSet> = new Map(),
  ) {
    this.members = members;
    this.children = children;
  }

  static of(...paths: readonly (readonly PathElement[])[]): FieldSet {
    const builder = new FieldSetBuilder();
    for (const path of paths) builder.insert(path);
    return builder.build();
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  /** What is below a step. */
  below(element: PathElement): FieldSet {
    return this.children.get(element) ?? EMPTY_SET;
  }

  has(path: readonly PathElement[]): boolean {
    const [first, ...rest] = path;
    if (first === undefined) return false;
    return rest.length === 0 ? this.members.has(first) : this.below(first).has(rest);
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.children);
    for (const [element, child] of other.children)
      children.set(element, children.get(element)?.union(child) ?? child);
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    const members = new Set([...this.members].filter((element) => other.members.has(element)));
    return new FieldSet(
      members,
      this.mapChildren((child, element) => child.intersection(other.below(element))),
    );
  }

  /** Path by path: a path stays although one above it is in `other`. */
  difference(other: FieldSet): FieldSet {
    return new FieldSet(
      this.withoutMembers(other),
      this.mapChildren((child, element) => child.difference(other.below(element))),
    );
  }

  /** As difference, and everything below a path of `other` goes too. */
  recursiveDifference(other: FieldSet): FieldSet {
    return new FieldSet(
      this.withoutMembers(other),
      this.mapChildren((child, element) =>
        other.members.has(element) ? EMPTY_SET : child.recursiveDifference(other.below(element)),
      ),
    );
  }

  /** All paths in order, each as a conflict prints it. */
  *printed(
    prefix = "",
  ): Iterable<{ readonly path: readonly PathElement[]; readonly text: string }> {
    for (const element of [...this.members].sort(compareElements))
      yield { path: [element], text: prefix + printElement(element) };
    for (const element of [...this.children.keys()].sort(compareElements))
      for (const { path, text } of this.below(element).printed(prefix + printElement(element)))
        yield { path: [element, ...path], text };
  }

  private withoutMembers(other: FieldSet): ReadonlySet<PathElement> {
    return new Set([...this.members].filter((element) => !other.members.has(element)));
  }

  private mapChildren(
    change: (child: FieldSet, element: PathElement) => FieldSet,
  ): ReadonlyMap<PathElement, FieldSet> {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, child] of this.children) {
      const changed = change(child, element);
      if (!changed.isEmpty) children.set(element, changed);
    }
    return children;
  }
}

export const EMPTY_SET = new FieldSet();

/** Gathers paths; `at` gives a builder for what is below a step. */
export class FieldSetBuilder {
  private readonly members = new Set<PathElement>();
  private readonly children = new Map<PathElement, FieldSetBuilder>();

  /** The path from here that is one step long. */
  add(element: PathElement): void {
    this.members.add(element);
  }

  at(element: PathElement): FieldSetBuilder {
    let child = this.children.get(element);
    if (!child) this.children.set(element, (child = new FieldSetBuilder()));
    return child;
  }

  insert(path: readonly PathElement[]): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    if (rest.length === 0) this.add(first);
    else this.at(first).insert(rest);
  }

  build(): FieldSet {
    const children = new Map<PathElement, FieldSet>();
    for (const [element, child] of this.children) {
      const built = child.build();
      if (!built.isEmpty) children.set(element, built);
    }
    return new FieldSet(this.members, children);
  }
}
