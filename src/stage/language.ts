// The way to the expression languages: each text is compiled once, and a text that cannot be is pointed at in its file.

import {
  type CelEnvironment,
  type CelResultValue,
  ExpressionError,
  type JqValue,
  TemplateError,
  type TypedName,
  YamlError,
  compileDocument,
  compileJq,
  loadCel,
} from "../expr/index.ts";
import { type Json, type JsonObject, type KubeObject, parseQuantity } from "../kube/index.ts";
import type { StageEnvironment } from "./environment.ts";
import type { Functions, Scope } from "./functions.ts";
import { type Place, type ResourceRef, type SourceText, refKey } from "./stage.ts";

/** What compiling one stage needs. */
export interface Compiler {
  readonly ref: ResourceRef;
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

/** A template's value. On an object it fails on it throws, and says where in its file. */
export function documentOf(source: SourceText, compiler: Compiler): (object: KubeObject) => Json {
  const { functions, scope } = compiler;
  const document = located(source, () => compileDocument(source.text, { functions }));
  return (object) => {
    scope.object = object;
    try {
      return document(object);
    } catch (error) {
      throw placed(error, source);
    }
  };
}

function placed(error: unknown, source: SourceText): unknown {
  const at = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
  if (error instanceof TemplateError)
    return new Error(`${at(source.inside(error.line, error.column))}: ${error.message}`);
  if (error instanceof YamlError)
    return new Error(
      `what the template at ${at(source.place)} gives is no YAML: ${error.message} (in its line ${error.line})`,
    );
  return error;
}

/** A CEL condition. It throws on an object it cannot be evaluated on, as for a missing field. */
export async function testOf(
  source: SourceText,
  compiler: Compiler,
): Promise<(object: KubeObject) => boolean> {
  const evaluate = await valueOf(source, compiler);
  return (object) => {
    const value = evaluate(object);
    if (typeof value === "boolean") return value;
    throw new Error(`${source.text.trim()} gives no true or false`);
  };
}

/** A CEL expression's value. The library behind it is loaded when the first stage needs it. */
export async function valueOf(
  source: SourceText,
  compiler: Compiler,
): Promise<(object: KubeObject) => CelResultValue> {
  const { compileCel } = await loadCel();
  const environment = celEnvironmentOf(compiler);
  const expression = located(source, () => compileCel(source.text, environment));
  return (object) => expression({ self: object });
}

const celEnvironments = new WeakMap<StageEnvironment, Map<TypedName | undefined, CelEnvironment>>();
/** The kinds that KWOK has as typed objects; all others are to CEL what their JSON is. */
const typedNames: ReadonlyMap<string, TypedName> = new Map([
  ["v1/Pod", "Pod"],
  ["v1/Node", "Node"],
]);

/** One for all stages that see the same type: making one takes far longer than compiling an expression in it. */
function celEnvironmentOf({ environment, ref }: Compiler): CelEnvironment {
  const known =
    celEnvironments.get(environment) ?? new Map<TypedName | undefined, CelEnvironment>();
  celEnvironments.set(environment, known);
  const type = typedNames.get(refKey(ref));
  const found = known.get(type);
  if (found) return found;
  const made: CelEnvironment = {
    nowMs: () => environment.wallMs(),
    random: () => environment.random(),
    quantityNanos: (text) => parseQuantity(text).nanos,
    variables: ["self"],
    ...(type && { types: { self: type } }),
    resourceFields: new Set(["requests", "limits", "capacity", "allocatable"]),
  };
  known.set(type, made);
  return made;
}

function located<T>(source: SourceText, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new LocatedError(error, source.inside(error.line, error.column));
  }
}
