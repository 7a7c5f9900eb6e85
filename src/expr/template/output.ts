// Where a running template writes: as text, or as a shape with holes.

import { printValue } from "./print.ts";
import type { GoValue } from "./go-value.ts";

export interface Output {
  /** Static text; `letter` stands for it in a shape. */
  literal(text: string, letter: string): void;
  /** The result of an action. */
  value(value: GoValue): void;
}

/** The letter that stands for a hole. */
export const HOLE = "\0";

export class TextOutput implements Output {
  text = "";

  literal(text: string): void {
    this.text += text;
  }

  value(value: GoValue): void {
    this.text += typeof value === "string" ? value : printValue(value);
  }
}

/** Writes one letter for each piece of static text or hole: short, and so cheap to look up. */
export class ShapeOutput implements Output {
  shape = "";
  readonly holes: GoValue[] = [];

  literal(_text: string, letter: string): void {
    this.shape += letter;
  }

  value(value: GoValue): void {
    this.shape += HOLE;
    this.holes.push(value);
  }
}
