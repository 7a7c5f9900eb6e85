// The way to the expression languages: each text is compiled once, and a text that cannot be is pointed at in its file.

import { ExpressionError, type JqValue, compileJq, compileDocument } from "../expr/index.ts";
import type { Json, JsonObject, KubeObject } from "../kube/index.ts";
import type { StageEnvironment } from "./environment.ts";
import type { Functions, Scope } from "./functions.ts";
import type { Place, SourceText } from "./stage.ts";

/** What compiling one stage needs. */
export interface Compiler {
  readonly environment: StageEnvironment;
  readonly functions: Functions;
  /** Filled with the object while one of the stage's templates is rendered. */
  readonly scope: Scope;
}

/** An expression that cannot be compiled, with its place in the file. */
export class LocatedError extends Error {
  override name = "LocatedError";
  constructor(
    override readonly cause: Error,
    readonly place: Place,
  ) {
    super(cause.message);
  }
}

const nothing: readonly JqValue[] = [];

/** A jq query's results without nulls; none when it fails. Both are KWOK's rules. */
export function queryOf(
  source: SourceText,
  compiler: Compiler,
): (object: JsonObject) => readonly JqValue[] {
  const { environment } = compiler;
  const query = located(source, () =>
    compileJq(source.text, { nowMs: () => environment.wallMs() }),
  );
  return (object) => {
    try {
      return withoutNulls(query(object));
    } catch {
      return nothing;
    }
  };
}

/** The list itself when it holds none: nearly always. */
function withoutNulls(results: readonly JqValue[]): readonly JqValue[] {
  return results.includes(null) ? results.filter((result) => result !== null) : results;
}

/** A template's value. */
export function documentOf(source: SourceText, compiler: Compiler): (object: KubeObject) => Json {
  const { functions, scope } = compiler;
  const document = located(source, () => compileDocument(source.text, { functions }));
  return (object) => {
    scope.object = object;
    return document(object);
  };
}

export async function testOf(
  _source: SourceText,
  _compiler: Compiler,
): Promise<(object: KubeObject) => boolean> {
  throw new Error("no CEL yet");
}
export async function valueOf(
  _source: SourceText,
  _compiler: Compiler,
): Promise<(object: KubeObject) => unknown> {
  throw new Error("no CEL yet");
}

function located<T>(source: SourceText, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new LocatedError(error, source.inside(error.line, error.column));
  }
}
