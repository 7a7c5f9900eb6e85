// Errors a person can act on: what, where, what to do. A Diagnostic is a value; FailureError carries one or more up to the
// command line, the only place that prints them.

export interface Diagnostic {
  /** A sentence: what is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
  /** Counted from 1. */
  readonly column?: number | undefined;
  /** Where in the document: `spec.phases.0.arrival`. */
  readonly path?: string | undefined;
  readonly severity?: "error" | "warning" | undefined;
}

/** Exit codes of the program, as README.md lists them. */
export const exitCodes = {
  pass: 0,
  internal: 1,
  usage: 2,
  regression: 3,
  invalid: 4,
  incomplete: 5,
  threshold: 99,
} as const;

/** An operating error, with what to do about it. `exitCode` is what the program ends with. */
export class FailureError extends Error {
  override name = "FailureError";
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    readonly exitCode: number = exitCodes.usage,
  ) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
  }
}

/** Throws FailureError with one diagnostic: what is wrong, and what to do. */
export function fail(message: string, hint?: string, exitCode: number = exitCodes.usage): never {
  throw new FailureError([{ message, hint }], exitCode);
}

/** `file:line:column: path: message; hint`, leaving out what is unknown. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, path, message, hint } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const prefix = [place, path].filter(Boolean).join(": ");
  const sentence = hint ? `${message}; ${hint}` : message;
  return prefix ? `${prefix}: ${sentence}` : sentence;
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
