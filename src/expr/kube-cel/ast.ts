// An expression as it was parsed. Macros are kept as what they mean (a loop, a binding) and not as the folds other
// implementations expand them to: they are checked and run as what they are.

import type { CelType } from "./types.ts";
import type { Value } from "./values.ts";

interface Node {
  /** Where it stands in the text, in code points: for operators and calls, where upstream points to. */
  readonly at: number;
}

export type Expr = Const | Ident | Select | Call | ListLiteral | MapLiteral | Loop | Bind | SortBy;

export interface Const extends Node {
  readonly kind: "const";
  readonly value: Value;
  readonly type: CelType;
}

export interface Ident extends Node {
  readonly kind: "ident";
  readonly name: string;
}

/** `a.b`, `a.?b`, and `has(a.b)`. */
export interface Select extends Node {
  readonly kind: "select";
  readonly operand: Expr;
  readonly field: string;
  readonly how: "plain" | "optional" | "test";
}

/** Operators are calls too: `_+_`, `_[_]`, `_?_:_`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

export interface ListLiteral extends Node {
  readonly kind: "list";
  readonly elements: readonly Expr[];
  /** Indices of the elements written `?x`. */
  readonly optional: ReadonlySet<number>;
}

export interface MapEntry {
  readonly key: Expr;
  readonly value: Expr;
  readonly isOptional: boolean;
}

export interface MapLiteral extends Node {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export type LoopForm =
  "all" | "exists" | "existsOne" | "list" | "filter" | "transformMap" | "transformMapEntry";

/** `range.all(x, body)` and the like; with two names, the index or key and the value. */
export interface Loop extends Node {
  readonly kind: "loop";
  readonly form: LoopForm;
  readonly range: Expr;
  readonly names: readonly [string] | readonly [string, string];
  readonly filter: Expr | undefined;
  readonly body: Expr;
}

/** `optional.optMap(x, body)` and optFlatMap. */
export interface Bind extends Node {
  readonly kind: "bind";
  readonly isFlat: boolean;
  readonly target: Expr;
  readonly name: string;
  readonly body: Expr;
}

export interface SortBy extends Node {
  readonly kind: "sortBy";
  readonly target: Expr;
  readonly name: string;
  readonly key: Expr;
}

/** `a.b.c` where the expression is nothing but names; undefined otherwise. */
export function qualifiedName(expr: Expr | undefined): string | undefined {
  if (expr?.kind === "ident") return expr.name;
  if (expr?.kind !== "select" || expr.how !== "plain") return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
