// The tree of a template: what the parser makes and the compiler reads.

export type Statement =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly at: number; readonly pipe: Pipe }
  | ({ readonly kind: "if" | "with" } & Control)
  | ({ readonly kind: "range" } & Control)
  | {
      readonly kind: "template";
      readonly at: number;
      readonly name: string;
      readonly pipe: Pipe | undefined;
    }
  | { readonly kind: "break" | "continue"; readonly at: number };

/** A pipeline and what runs on its value. */
export interface Control {
  readonly at: number;
  readonly pipe: Pipe;
  readonly body: Block;
  readonly otherwise: Block | undefined;
}

export type Block = readonly Statement[];

/** `$a, $b := command | command`; the variables are slots of the frame. */
export interface Pipe {
  readonly at: number;
  readonly variables: readonly number[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

export interface Command {
  readonly at: number;
  /** The text of the whole command's first word, for messages. */
  readonly head: Operand;
  readonly operands: readonly Operand[];
}

export type Operand =
  | { readonly kind: "dot"; readonly at: number }
  | { readonly kind: "nil"; readonly at: number }
  | { readonly kind: "bool"; readonly at: number; readonly value: boolean }
  | { readonly kind: "string"; readonly at: number; readonly value: string }
  | {
      readonly kind: "number";
      readonly at: number;
      readonly text: string;
      readonly integer: bigint | undefined;
      readonly float: number;
      readonly isFloatText: boolean;
    }
  | { readonly kind: "field"; readonly at: number; readonly names: readonly string[] }
  | {
      readonly kind: "variable";
      readonly at: number;
      readonly slot: number;
      readonly name: string;
      readonly names: readonly string[];
    }
  | { readonly kind: "function"; readonly at: number; readonly name: string }
  | { readonly kind: "pipe"; readonly at: number; readonly pipe: Pipe }
  | {
      readonly kind: "chain";
      readonly at: number;
      readonly base: Operand;
      readonly names: readonly string[];
    };

/** A parsed template set: `main` and everything define and block named. */
export interface TemplateTree {
  readonly main: Definition;
  readonly definitions: ReadonlyMap<string, Definition>;
}

export interface Definition {
  readonly body: Block;
  /** Slots a frame of it needs; slot 0 is `$`. */
  readonly slotCount: number;
}

/** Operands that end in a chain of fields. */
export type Chained = Extract<Operand, { readonly names: readonly string[] }>;
