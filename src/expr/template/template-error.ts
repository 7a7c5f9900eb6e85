// What can go wrong while a template runs.

import { placeOf } from "../expression-error.ts";

/** An error of running a template, with the place of the action that failed. */
export class TemplateError extends Error {
  override name = "TemplateError";
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** Throws a TemplateError at an offset of the template's text. */
export function failRun(source: string, at: number, message: string): never {
  const { line, column } = placeOf(source, at);
  throw new TemplateError(message, line, column);
}
