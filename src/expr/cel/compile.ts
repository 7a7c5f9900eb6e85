// CEL on @bufbuild/cel: parsed and planned once, run for each set of bindings.

import { type CelEnv, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { ExpressionError } from "../expression-error.ts";
import { fromCel, toCelInput } from "./convert.ts";
import { functionsOf } from "./functions.ts";
import { checkNames } from "./names.ts";
import { typedObjects } from "./typed.ts";
import { type CelEnvironment, CelEvaluationError, type CelExpression } from "./values.ts";

const environments = new WeakMap<CelEnvironment, CelEnv>();

/** Making one takes far longer than compiling an expression in it. */
function envFor(environment: CelEnvironment): CelEnv {
  let env = environments.get(environment);
  if (!env) {
    env = celEnv({ funcs: functionsOf(environment) });
    environments.set(environment, env);
  }
  return env;
}

/** Compiles an expression; throws ExpressionError with its place. */
export function compileCel(text: string, environment: CelEnvironment): CelExpression {
  const env = envFor(environment);
  const parsed = parsePlaced(text);
  checkNames(text, parsed, env, environment.variables, Object.keys(environment.functions ?? {}));
  const run = plan(env, parsed);
  return (bindings) => {
    const inputs: Record<string, ReturnType<typeof toCelInput>> = {};
    for (const name of environment.variables) {
      const type = environment.types?.[name];
      if (bindings[name] !== undefined)
        inputs[name] = toCelInput(bindings[name], environment, type && typedObjects[type]);
    }
    const result = run(inputs);
    if (isCelError(result)) throw new CelEvaluationError(result.message);
    return fromCel(result);
  };
}

interface SyntaxProblem {
  readonly location?: { readonly start: { readonly line: number; readonly column: number } };
  readonly rawMessage?: string;
}

function parsePlaced(text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    const { location, rawMessage } = error as SyntaxProblem;
    const { line, column } = location?.start ?? { line: 1, column: 1 };
    throw new ExpressionError(rawMessage ?? (error as Error).message, line, column);
  }
}
