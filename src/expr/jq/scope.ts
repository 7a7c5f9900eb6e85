// Names in scope while a query is compiled, and the environment they stand for while it runs.

import type { Definition } from "./syntax.ts";
import type { JqValue } from "./value.ts";

/** A step of a path while `path(…)` runs. */
export interface Step {
  readonly parent: Step | undefined;
  readonly key: JqValue;
}

/** The path of the input itself. */
export const ROOT: Step = { parent: undefined, key: null };
/** The path of a value that is not part of the input. */
export const DETACHED: Step = { parent: undefined, key: null };

/** Takes each result; `path` is null unless paths are wanted. */
export type Emit = (value: JqValue, path: Step | null) => void;
export type Each = (value: JqValue, path: Step | null, env: Cell | null, emit: Emit) => void;
export type One = (value: JqValue, env: Cell | null) => JqValue;

/** A compiled query. `one` is there when it gives exactly one result. */
export interface Compiled {
  readonly each: Each;
  readonly one?: One | undefined;
}

/** One binding of the environment: a value, a closure or a label. */
export interface Cell {
  readonly value: unknown;
  readonly parent: Cell | null;
}

/** A query passed as an argument, with the environment it was written in. */
export interface Closure {
  readonly compiled: Compiled;
  readonly env: Cell | null;
}

export interface FunctionEntry {
  readonly definition: Definition;
  /** The scope of the definition, where its body looks for names. */
  readonly scope: Scope;
  /** Compiled on the first call, so that a body may call itself. */
  compiled: Compiled | undefined;
}

export type Entry =
  | { readonly kind: "value" | "closure" | "label"; readonly name: string }
  | { readonly kind: "function"; readonly name: string; readonly functionEntry: FunctionEntry };

/** Scopes are chained; those of functions add no cell to the environment. */
export class Scope {
  private constructor(
    readonly parent: Scope | undefined,
    readonly entry: Entry | undefined,
    /** Cells of the environment at this scope. */
    readonly depth: number,
  ) {}

  static readonly empty = new Scope(undefined, undefined, 0);

  with(kind: "value" | "closure" | "label", name: string): Scope {
    return new Scope(this, { kind, name }, this.depth + 1);
  }

  withFunction(definition: Definition): Scope {
    const functionEntry = { definition, scope: this as Scope, compiled: undefined };
    const scope = new Scope(
      this,
      { kind: "function", name: definition.name, functionEntry },
      this.depth,
    );
    functionEntry.scope = scope;
    return scope;
  }

  /** The innermost entry that `wanted` accepts, with the number of cells to walk up to it. */
  find(wanted: (entry: Entry) => boolean): { entry: Entry; up: number } | undefined {
    for (const scope of this.outward()) {
      if (scope.entry && wanted(scope.entry)) {
        return { entry: scope.entry, up: this.depth - scope.depth };
      }
    }
    return undefined;
  }

  /** All names of a kind, for hints. */
  names(kind: Entry["kind"]): string[] {
    return this.outward().flatMap(({ entry }) => (entry?.kind === kind ? [entry.name] : []));
  }

  /** This scope and those around it. */
  private outward(): Scope[] {
    return [this, ...(this.parent?.outward() ?? [])];
  }
}

/** The environment `count` cells up. */
export function ancestor(env: Cell | null, count: number): Cell | null {
  let cell = env;
  for (let left = count; left > 0; left--) cell = cell!.parent;
  return cell;
}

/** The path of a result: kept where the result is the very value the path leads to. */
function pathOf(result: JqValue, value: JqValue, path: Step | null): Step | null {
  if (path === null) return null;
  return Object.is(result, value) ? path : DETACHED;
}

/** A query of exactly one result. */
export function single(one: One): Compiled {
  return {
    one,
    each: (value, path, env, emit) => {
      const result = one(value, env);
      emit(result, pathOf(result, value, path));
    },
  };
}

/** A query of results that are no paths. */
export function stream(
  run: (value: JqValue, env: Cell | null, push: (result: JqValue) => void) => void,
): Compiled {
  return {
    each: (value, path, env, emit) =>
      run(value, env, (result) => emit(result, pathOf(result, value, path))),
  };
}

/** All results, in order. */
export function collect({ each, one }: Compiled, value: JqValue, env: Cell | null): JqValue[] {
  if (one) return [one(value, env)];
  const results: JqValue[] = [];
  each(value, null, env, (result) => results.push(result));
  return results;
}

/** Thrown to leave a label; `target` is the cell's value. */
export class Break {
  constructor(readonly target: object) {}
}

/** Runs until `run` calls the function it is given. */
export function untilStopped(run: (stop: () => never) => void): void {
  const target = {};
  try {
    run(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- control flow, not an error
      throw new Break(target);
    });
  } catch (error) {
    if (!(error instanceof Break) || error.target !== target) throw error;
  }
}
