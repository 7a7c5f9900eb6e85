// The tree of a query: what the parser makes and the compiler reads.

import type { JqValue } from "./value.ts";

export type Operator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=";
export type UpdateOperator = "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=";

export type Node = ValueNode | ControlNode;

/** What gives a value. */
type ValueNode =
  | { readonly kind: "identity" | "recurse" }
  | { readonly kind: "literal"; readonly value: JqValue }
  | { readonly kind: "index"; readonly base: Node; readonly key: Node }
  | { readonly kind: "slice"; readonly base: Node; readonly from: Node; readonly to: Node }
  | { readonly kind: "iterate"; readonly base: Node }
  | { readonly kind: "optional"; readonly base: Node; readonly last: Node }
  | {
      readonly kind: "string";
      readonly parts: readonly (string | Node)[];
      readonly format: string | undefined;
      readonly at: number;
    }
  | { readonly kind: "format"; readonly name: string; readonly at: number }
  | { readonly kind: "array"; readonly body: Node | undefined }
  | { readonly kind: "object"; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: "sign"; readonly operator: "+" | "-"; readonly operand: Node }
  | {
      readonly kind: "pipe" | "comma" | "and" | "or" | "alternative";
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Node;
      readonly right: Node;
    };

/** What decides what runs, and on what. */
export type ControlNode =
  | {
      readonly kind: "update";
      readonly operator: UpdateOperator;
      readonly left: Node;
      readonly right: Node;
    }
  | {
      readonly kind: "if";
      readonly condition: Node;
      readonly consequence: Node;
      readonly otherwise: Node | undefined;
    }
  | { readonly kind: "try"; readonly body: Node; readonly handler: Node | undefined }
  | {
      readonly kind: "reduce";
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
    }
  | {
      readonly kind: "foreach";
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
      readonly extract: Node | undefined;
    }
  | {
      readonly kind: "bind";
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly body: Node;
    }
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Node[];
      readonly at: number;
    }
  | { readonly kind: "define"; readonly definition: Definition; readonly body: Node }
  | { readonly kind: "label"; readonly name: string; readonly body: Node }
  | { readonly kind: "break"; readonly name: string; readonly at: number };

const CONTROL: ReadonlySet<string> = new Set<ControlNode["kind"]>([
  "update",
  "if",
  "try",
  "reduce",
  "foreach",
  "bind",
  "variable",
  "call",
  "define",
  "label",
  "break",
]);

export function isControl(node: Node): node is ControlNode {
  return CONTROL.has(node.kind);
}

export interface ObjectEntry {
  readonly key: Node;
  /** Undefined stands for `.[key]`. */
  readonly value: Node | undefined;
}

export interface Definition {
  readonly name: string;
  /** `f` is a closure, `$x` a value. */
  readonly parameters: readonly string[];
  readonly body: Node;
}

export type Pattern =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "array"; readonly elements: readonly Pattern[] }
  | { readonly kind: "object"; readonly entries: readonly PatternEntry[] };

export interface PatternEntry {
  readonly key: Node;
  /** Also bound to the value: `{$name: …}`. */
  readonly variable: string | undefined;
  readonly value: Pattern | undefined;
}
