// What a Stage says, after parsing: every default filled in, `next` turned into steps, expressions still text.
// The fields and their meaning are those of KWOK's kind Stage (kwok.x-k8s.io/v1alpha1).

import type { JsonObject } from "../kube/index.ts";

/** Where a text stands in its file, so that an error in an expression can be pointed at. */
export interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A text in one of the expression languages. */
export interface SourceText {
  readonly text: string;
  readonly place: Place;
  /** Lines and columns inside the text are found in the file by this. */
  readonly inside: (line: number, column: number) => Place;
}

export interface Expression {
  readonly language: "jq" | "cel";
  readonly source: SourceText;
}

export type JqOperator = "In" | "NotIn" | "Exists" | "DoesNotExist";

export type Requirement =
  | { readonly kind: "cel"; readonly source: SourceText }
  | {
      readonly kind: "jq";
      readonly source: SourceText;
      readonly operator: JqOperator;
      readonly values: readonly string[];
    };

export interface StageSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchAnnotations: Readonly<Record<string, string>>;
  readonly requirements: readonly Requirement[];
}

/** A fixed value and, where given, the expression that overrides it for an object. */
export interface Sourced {
  readonly fixed: number | undefined;
  readonly from: Expression | undefined;
}

export interface StageDelay {
  readonly durationMs: Sourced;
  /** An upper bound of the delay, not an amount added to it. */
  readonly jitterMs: Sourced;
}

export type StagePatchType = "json" | "merge" | "strategic";

export interface PatchStep {
  readonly kind: "patch";
  readonly subresource: string;
  /** The top-level key the rendered value is wrapped in; empty for none. */
  readonly root: string;
  readonly template: SourceText;
  /** Undefined leaves it to the kind: strategic for nodes and pods, else merge. */
  readonly type: StagePatchType | undefined;
  readonly impersonate: string | undefined;
}

export interface ApplyStep {
  readonly kind: "apply";
  readonly template: SourceText;
  readonly type: "apply" | "merge" | "strategic";
  readonly subresource: string;
  readonly impersonate: string | undefined;
}

export interface FinalizersStep {
  readonly kind: "finalizers";
  readonly empty: boolean;
  readonly remove: readonly string[];
  readonly add: readonly string[];
}

export interface EventStep {
  readonly kind: "event";
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export type Step = PatchStep | ApplyStep | FinalizersStep | EventStep | { readonly kind: "delete" };

export interface ResourceRef {
  /** A group and version: `v1`, `apps/v1`. KWOK's field is named apiGroup. */
  readonly apiVersion: string;
  readonly kind: string;
}

export interface Stage {
  readonly name: string;
  readonly resourceRef: ResourceRef;
  readonly selector: StageSelector;
  readonly weight: Sourced;
  readonly delay: StageDelay;
  readonly immediateNextStage: boolean;
  readonly steps: readonly Step[];
  readonly place: Place;
}

/** A document that is not a Stage, for whoever knows its kind. */
export interface OtherDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: JsonObject;
  readonly place: Place;
}

/** `v1/Pod`: the key of everything kept by kind. */
export function refKey(ref: ResourceRef): string {
  return `${ref.apiVersion}/${ref.kind}`;
}
