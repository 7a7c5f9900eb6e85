// What a person sees when an expression cannot be compiled: where it stopped, and the way on.

import { nearest } from "../base/index.ts";

/** A compile error of a jq query, a template or a CEL expression, with its place in the text. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
  constructor(
    message: string,
    /** Counted from 1. */
    readonly line: number,
    /** In characters, counted from 1. */
    readonly column: number,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** The line and column, both counted from 1, of an offset into `text`. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** Throws an ExpressionError at an offset of `text`. */
export function failAt(text: string, offset: number, message: string, hint?: string): never {
  const { line, column } = placeOf(text, offset);
  throw new ExpressionError(message, line, column, hint);
}

/** "did you mean `x`?" where a known name is near, else nothing. */
export function nearestHint(name: string, known: Iterable<string>): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean ${found}?`;
}

/** Runs a parser; a text nested deeper than the stack is an ExpressionError too. */
export function guarded<Result>(text: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failAt(text, 0, "the text is nested too deeply", "write it with fewer parentheses");
  }
}
