// Control flow: and, or, //, if, try, reduce, foreach, as, label and break.

import { failAt, nearestHint } from "../expression-error.ts";
import type { Context } from "./context.ts";
import { expectedArray, indexValue } from "./access.ts";
import { JqError } from "./error.ts";
import { variablesOf } from "./parse-pattern.ts";
import {
  ancestor,
  Break,
  type Cell,
  collect,
  type Compiled,
  DETACHED,
  type Each,
  type Scope,
  single,
  stream,
} from "./scope.ts";
import type { Node, Pattern } from "./syntax.ts";
import { isArray, isTruthy, type JqValue } from "./value.ts";

export function compileLogic(
  kind: "and" | "or" | "alternative",
  left: Compiled,
  right: Compiled,
): Compiled {
  if (kind === "alternative") return compileAlternative(left, right);
  const stopsAt = kind === "or";
  const { one: first } = left;
  const { one: second } = right;
  if (first && second) {
    return single((value, env) =>
      isTruthy(first(value, env)) === stopsAt ? stopsAt : isTruthy(second(value, env)),
    );
  }
  return stream((value, env, push) =>
    left.each(value, null, env, (a) => {
      if (isTruthy(a) === stopsAt) push(stopsAt);
      else right.each(value, null, env, (b) => push(isTruthy(b)));
    }),
  );
}

/** `a // b`: what is true of a, or else b. */
function compileAlternative(left: Compiled, right: Compiled): Compiled {
  const { one: first } = left;
  const { one: second } = right;
  const one =
    first &&
    second &&
    ((value: JqValue, env: Cell | null): JqValue => {
      const a = first(value, env);
      return isTruthy(a) ? a : second(value, env);
    });
  return {
    one,
    each: (value, path, env, emit) => {
      let found = false;
      left.each(value, path, env, (inner, innerPath) => {
        if (!isTruthy(inner)) return;
        found = true;
        emit(inner, innerPath);
      });
      if (!found) right.each(value, path, env, emit);
    },
  };
}

export function compileIf(condition: Compiled, then: Compiled, otherwise: Compiled): Compiled {
  const test = condition.one;
  const { one: thenOne } = then;
  const { one: elseOne } = otherwise;
  const one =
    test &&
    thenOne &&
    elseOne &&
    ((value: JqValue, env: Cell | null): JqValue =>
      (isTruthy(test(value, env)) ? thenOne : elseOne)(value, env));
  return {
    one,
    each: (value, path, env, emit) => {
      const decide = (truth: JqValue): void =>
        (isTruthy(truth) ? then : otherwise).each(value, path, env, emit);
      if (test) decide(test(value, env));
      else condition.each(value, null, env, decide);
    },
  };
}

/** Carries an error of what comes after a `try` past it. */
class Downstream {
  constructor(readonly error: unknown) {}
}

/** `try body catch handler`: only errors of the body itself are caught. */
export function compileTry(body: Compiled, handler: Compiled | undefined): Compiled {
  return {
    each: (value, path, env, emit) => {
      let caught: JqError;
      try {
        body.each(value, path, env, (inner, innerPath) => {
          try {
            emit(inner, innerPath);
          } catch (error) {
            // oxlint-disable-next-line typescript/only-throw-error -- unwrapped below
            throw new Downstream(error);
          }
        });
        return;
      } catch (error) {
        if (error instanceof Downstream) throw error.error;
        if (!(error instanceof JqError)) throw error;
        caught = error;
      }
      handler?.each(caught.value, path && DETACHED, env, emit);
    },
  };
}

/** Binds a pattern to a value: the environment with its variables, once for each choice of keys. */
type Bind = (env: Cell | null, value: JqValue, next: (env: Cell | null) => void) => void;

function bindPattern(
  context: Context,
  pattern: Pattern,
  scope: Scope,
): { bind: Bind; scope: Scope } {
  switch (pattern.kind) {
    case "variable":
      return {
        scope: scope.with("value", pattern.name),
        bind: (env, value, next) => next({ value, parent: env }),
      };
    case "array": {
      let inner = scope;
      let bind: Bind = (env, _value, next) => next(env);
      for (const [index, element] of pattern.elements.entries()) {
        const step = bindPattern(context, element, inner);
        const before = bind;
        inner = step.scope;
        bind = (env, value, next) =>
          before(env, value, (bound) => {
            if (value !== null && !isArray(value)) throw expectedArray(value);
            step.bind(bound, indexValue(value, BigInt(index)), next);
          });
      }
      return { scope: inner, bind };
    }
    case "object":
      return bindObject(context, pattern, scope);
  }
}

function bindObject(
  context: Context,
  pattern: Pattern & { kind: "object" },
  scope: Scope,
): { bind: Bind; scope: Scope } {
  let inner = scope;
  let bind: Bind = (env, _value, next) => next(env);
  for (const entry of pattern.entries) {
    const key = context.compile(entry.key, inner);
    const withVariable = entry.variable === undefined ? inner : inner.with("value", entry.variable);
    const step = entry.value && bindPattern(context, entry.value, withVariable);
    const before = bind;
    const hasVariable = entry.variable !== undefined;
    inner = step?.scope ?? withVariable;
    bind = (env, value, next) =>
      before(env, value, (bound) => {
        for (const name of collect(key, value, bound)) {
          const found = indexValue(value, name);
          const cell = hasVariable ? { value: found, parent: bound } : bound;
          if (step) step.bind(cell, found, next);
          else next(cell);
        }
      });
  }
  return { scope: inner, bind };
}

export function compileBind(
  context: Context,
  node: Node & { kind: "bind" },
  scope: Scope,
): Compiled {
  const source = context.compile(node.source, scope);
  if (node.patterns.length === 1) {
    const { bind, scope: inner } = bindPattern(context, node.patterns[0]!, scope);
    const body = context.compile(node.body, inner);
    const { one: sourceOne } = source;
    const { one: bodyOne } = body;
    const isPlain = node.patterns[0]!.kind === "variable";
    return {
      one:
        sourceOne && bodyOne && isPlain
          ? (value, env) => bodyOne(value, { value: sourceOne(value, env), parent: env })
          : undefined,
      each: (value, path, env, emit) =>
        source.each(value, null, env, (bound) =>
          bind(env, bound, (cell) => body.each(value, path, cell, emit)),
        ),
    };
  }
  // `?//`: every variable of every pattern is bound, to null unless its pattern is the one in use.
  const names = [...new Set(node.patterns.flatMap(variablesOf))];
  const nulls = names.reduce((inner, name) => inner.with("value", name), scope);
  const choices = node.patterns.map((pattern) => {
    const { bind, scope: inner } = bindPattern(context, pattern, nulls);
    return { bind, body: context.compile(node.body, inner) };
  });
  const each: Each = (value, path, env, emit) =>
    source.each(value, null, env, (bound) => {
      const base = names.reduce<Cell | null>((parent) => ({ value: null, parent }), env);
      for (const [index, { bind, body }] of choices.entries()) {
        try {
          bind(base, bound, (cell) => body.each(value, path, cell, emit));
          return;
        } catch (error) {
          if (index === choices.length - 1 || !(error instanceof JqError)) throw error;
        }
      }
    });
  return { each };
}

export function compileFold(
  context: Context,
  node: Node & { kind: "reduce" | "foreach" },
  scope: Scope,
): Compiled {
  const source = context.compile(node.source, scope);
  const start = context.compile(node.start, scope);
  const { bind, scope: inner } = bindPattern(context, node.pattern, scope);
  const update = context.compile(node.update, inner);
  const extract =
    node.kind === "foreach" && node.extract ? context.compile(node.extract, inner) : undefined;
  const isForeach = node.kind === "foreach";
  return stream((value, env, push) =>
    start.each(value, null, env, (first) => {
      let state = first;
      source.each(value, null, env, (element) =>
        bind(env, element, (cell) =>
          update.each(state, null, cell, (next) => {
            state = next;
            if (!isForeach) return;
            if (extract) extract.each(next, null, cell, push);
            else push(next);
          }),
        ),
      );
      if (!isForeach) push(state);
    }),
  );
}

export function compileLabel(
  context: Context,
  node: Node & { kind: "label" | "break" },
  scope: Scope,
): Compiled {
  if (node.kind === "label") {
    const body = context.compile(node.body, scope.with("label", node.name));
    return {
      each: (value, path, env, emit) => {
        const target = {};
        try {
          body.each(value, path, { value: target, parent: env }, emit);
        } catch (error) {
          if (!(error instanceof Break) || error.target !== target) throw error;
        }
      },
    };
  }
  const found = scope.find((entry) => entry.kind === "label" && entry.name === node.name);
  if (!found)
    failAt(
      context.source,
      node.at,
      `label not defined: ${node.name}`,
      nearestHint(node.name, scope.names("label")),
    );
  return {
    each: (_value, _path, env) => {
      // oxlint-disable-next-line typescript/only-throw-error -- control flow, not an error
      throw new Break(ancestor(env, found.up)!.value as object);
    },
  };
}
