// A document about several runs, before it is Markdown, HTML or a terminal's screen: written once, drawn three ways.

import type { Figure } from "../html/figure.ts";
import type { Table } from "../tables.ts";

export interface Page {
  /** `compare`, `history`, `sign-off`: what kind of document this is. */
  readonly title: string;
  readonly subject: string;
  /** In a word, and how it is coloured. */
  readonly word: string;
  readonly tone: Tone;
  /** The first one is the verdict's reason. */
  readonly sentences: readonly string[];
  readonly parts: readonly Part[];
}

export type Tone = "pass" | "fail" | "invalid";

export type Part =
  /** `folded`: long and seldom read; a terminal leaves it out. */
  | { readonly kind: "table"; readonly table: Table; readonly folded?: boolean }
  | { readonly kind: "list"; readonly title: string; readonly items: readonly string[] }
  /** For HTML only: the same figures are in a table elsewhere. */
  | { readonly kind: "figures"; readonly title: string; readonly figures: readonly Figure[] };
