// Every problem of a scenario is collected before any is told, each with its place in the file it is in.

import { type Diagnostic, FailureError } from "../base/index.ts";

export type Path = readonly (string | number)[];

/** Counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a path stands in a text; the nearest ancestor's place when the path itself is not there. */
export type Locator = (path: Path, at: "key" | "value") => Place | undefined;

export interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Whether the key or its value is to blame. */
  readonly at?: "key" | "value";
}

/** Collects diagnostics; `within` gives the same collection for another file. */
export class Problems {
  private constructor(
    private readonly collected: Diagnostic[],
    readonly file: string,
    private readonly locate: Locator,
  ) {}

  static of(file: string, locate: Locator): Problems {
    return new Problems([], file, locate);
  }

  within(file: string, locate: Locator): Problems {
    return new Problems(this.collected, file, locate);
  }

  /** The paths of this file's problems so far, as text. */
  paths(): ReadonlySet<string> {
    const own = this.collected.filter(({ file }) => file === this.file);
    return new Set(own.flatMap(({ path }) => path ?? []));
  }

  get any(): boolean {
    return this.collected.length > 0;
  }

  add({ path, message, hint, at = "value" }: Problem): void {
    const place = this.locate(path, at);
    this.collected.push({
      message,
      hint,
      file: this.file,
      line: place?.line,
      column: place?.column,
      path: path.length > 0 ? path.join(".") : undefined,
    });
  }

  /** A problem outside any file, such as a flag's. */
  addPlaceless(message: string, hint?: string): void {
    this.collected.push({ message, hint });
  }

  addDiagnostic(diagnostic: Diagnostic): void {
    this.collected.push(diagnostic);
  }

  /** Throws FailureError with everything collected, in the order of the text, if there is anything. */
  throwIfAny(): void {
    if (!this.any) return;
    const order = (diagnostic: Diagnostic): number =>
      (diagnostic.line ?? 0) * 100_000 + (diagnostic.column ?? 0);
    throw new FailureError(this.collected.toSorted((left, right) => order(left) - order(right)));
  }
}
