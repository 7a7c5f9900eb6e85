// Calls: of the query's own functions, of closures passed to them, and of the builtins.

import { failAt, nearestHint } from "../expression-error.ts";
import { natives } from "./builtins.ts";
import type { Context } from "./context.ts";
import { refusals } from "./refused.ts";
import {
  ancestor,
  type Cell,
  collect,
  type Closure,
  type Compiled,
  type Entry,
  type FunctionEntry,
  type Scope,
  single,
  stream,
} from "./scope.ts";
import { specialForms } from "./special-forms.ts";
import type { Node } from "./syntax.ts";
import type { JqValue } from "./value.ts";

export function compileVariable(
  context: Context,
  name: string,
  at: number,
  scope: Scope,
): Compiled {
  const found = scope.find((entry) => entry.kind === "value" && entry.name === name);
  if (!found) {
    const reason = refusals[name];
    const hint =
      reason ?? nearestHint(name, scope.names("value")) ?? `bind it first: … as ${name} | …`;
    failAt(context.source, at, `variable not defined: ${name}`, hint);
  }
  const { up } = found;
  return single((_value, env) => ancestor(env, up)!.value as JqValue);
}

export function compileCall(
  context: Context,
  node: Node & { kind: "call" },
  scope: Scope,
): Compiled {
  const { name, args } = node;
  const found = scope.find((entry) => answers(entry, name, args.length));
  if (found?.entry.kind === "function")
    return callFunction(context, found.entry.functionEntry, found.up, args, scope);
  if (found) {
    const { up } = found;
    return {
      each: (value, path, env, emit) => {
        const closure = ancestor(env, up)!.value as Closure;
        closure.compiled.each(value, path, closure.env, emit);
      },
    };
  }
  const form = specialForms[`${name}/${args.length}`];
  const compiled = args.map((arg) => context.compile(arg, scope));
  if (form) return form(compiled, context, node.at);
  const native = natives[`${name}/${args.length}`];
  if (native) return callNative(native, compiled);
  return unknown(context, node, scope);
}

/** A parameter `$x` can also be called, as `x`. */
function answers(entry: Entry, name: string, count: number): boolean {
  if (entry.kind === "function")
    return entry.name === name && entry.functionEntry.definition.parameters.length === count;
  return entry.kind === "closure" && entry.name === name && count === 0;
}

function unknown(
  context: Context,
  { name, args, at }: Node & { kind: "call" },
  scope: Scope,
): never {
  const refused = refusals[name];
  if (refused !== undefined) failAt(context.source, at, `${name} is not available here`, refused);
  const all = [...Object.keys(specialForms), ...Object.keys(natives)];
  const counts = all
    .filter((known) => known.startsWith(`${name}/`))
    .map((known) => known.slice(name.length + 1));
  const hint =
    counts.length > 0
      ? `${name} takes ${counts.sort().join(" or ")} arguments`
      : nearestHint(name, [
          ...all.map((known) => known.split("/")[0]!),
          ...scope.names("function"),
        ]);
  failAt(context.source, at, `function not defined: ${name}/${args.length}`, hint);
}

function callFunction(
  context: Context,
  entry: FunctionEntry,
  up: number,
  args: readonly Node[],
  scope: Scope,
): Compiled {
  const { parameters } = entry.definition;
  const closures = args.map((arg) => context.compile(arg, scope));
  const body = bodyOf(context, entry);
  return {
    each: (value, path, env, emit) => {
      const base = ancestor(env, up);
      // Values are taken in order, the first parameter being the outer loop.
      const bind = (index: number, cell: Cell | null): void => {
        const closure = closures[index];
        if (!closure) return body().each(value, path, cell, emit);
        const withClosure: Cell = {
          value: { compiled: closure, env } satisfies Closure,
          parent: cell,
        };
        if (!parameters[index]!.startsWith("$")) return bind(index + 1, withClosure);
        for (const bound of collect(closure, value, env))
          bind(index + 1, { value: bound, parent: withClosure });
      };
      bind(0, base);
    },
  };
}

/** Compiles a body once; at the first call, so that it may call itself. */
function bodyOf(context: Context, entry: FunctionEntry): () => Compiled {
  let isBusy = false;
  const compile = (): Compiled => {
    if (!entry.compiled) {
      let scope = entry.scope;
      for (const parameter of entry.definition.parameters) {
        scope = scope.with("closure", parameter.replace("$", ""));
        if (parameter.startsWith("$")) scope = scope.with("value", parameter);
      }
      isBusy = true;
      entry.compiled = { each: (value, path, env, emit) => compiled.each(value, path, env, emit) };
      const compiled: Compiled = context.compile(entry.definition.body, scope);
      entry.compiled = compiled;
      isBusy = false;
    }
    return entry.compiled;
  };
  // Errors in a body are found when the query is compiled.
  if (!isBusy) compile();
  return compile;
}

/** A builtin of values: called for every combination of its arguments, the last the outer loop. */
function callNative(
  native: (value: JqValue, ...args: JqValue[]) => JqValue,
  args: readonly Compiled[],
): Compiled {
  const [first, second, third] = args;
  if (!first) return single((value) => native(value));
  if (args.every((arg) => arg.one)) {
    const a = first.one!;
    const b = second?.one;
    const c = third?.one;
    if (!b) return single((value, env) => native(value, a(value, env)));
    if (!c) return single((value, env) => native(value, a(value, env), b(value, env)));
    return single((value, env) => native(value, a(value, env), b(value, env), c(value, env)));
  }
  return stream((value, env, push) => {
    const choose = (index: number, chosen: readonly JqValue[]): void => {
      if (index < 0) return push(native(value, ...chosen));
      for (const arg of collect(args[index]!, value, env)) choose(index - 1, [arg, ...chosen]);
    };
    choose(args.length - 1, []);
  });
}
