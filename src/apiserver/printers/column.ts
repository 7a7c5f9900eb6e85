// A column of a Table: its definition, and what an object shows in it.

import type { KubeObject } from "../../kube/index.ts";
import { textOf } from "../store/draft.ts";
import { ageOf } from "./age.ts";
import { countAt, valueAt } from "./cells.ts";

/** What `object` shows; `nowMs` is the wall clock, which ages are counted to. */
export type Cell = (object: KubeObject, nowMs: number) => unknown;

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: number;
  readonly cell: Cell;
}

const column = (name: string, type: string, cell: Cell, format = ""): Column => ({
  name,
  type,
  format,
  description: name,
  priority: 0,
  cell,
});

/** Text: what a function makes of the object, or the value at a path such as `spec.nodeName`, or `otherwise`. */
export function text(name: string, cell: Cell | string, otherwise = ""): Column {
  if (typeof cell === "function") return column(name, "string", cell);
  return column(name, "string", (object) => textOf(valueAt(object, cell)) || otherwise);
}

/** A number: what a function makes of the object, or the value at a path, or 0. */
export function count(name: string, cell: Cell | string): Column {
  if (typeof cell === "function") return column(name, "integer", cell);
  return column(name, "integer", (object) => countAt(object, cell));
}

/** True or false at a path. */
export function flag(name: string, path: string, otherwise = false): Column {
  return column(name, "boolean", (object) => valueAt(object, path) ?? otherwise);
}

/** The column, with values of another type than its texts or numbers would have. */
export function typed(type: string, { cell, ...rest }: Column): Column {
  return { ...rest, type, cell };
}

export function wide(...columns: readonly Column[]): readonly Column[] {
  return columns.map((column) => ({ ...column, priority: 1 }));
}

export const age: Column = text("Age", ({ metadata }, nowMs) =>
  ageOf(metadata.creationTimestamp, nowMs),
);

/** The object's name, or what stands in its place. */
export function named(cell: Cell): Column {
  return column("Name", "string", cell, "name");
}

export const name: Column = named(({ metadata }) => metadata.name);

/** Kinds without columns of their own. */
export const NAME_AND_TIME: readonly Column[] = [
  name,
  column("Created At", "date", ({ metadata }) => metadata.creationTimestamp),
];
