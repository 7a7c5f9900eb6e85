// A query's tree to closures. A query passes each result on as it finds it; where it is known to
// give exactly one (paths without iteration, comparisons …) it is compiled to a plain function.

import { failAt } from "../expression-error.ts";
import { indexValue } from "./access.ts";
import { compileCall, compileVariable } from "./compile-call.ts";
import {
  compileBind,
  compileFold,
  compileIf,
  compileLabel,
  compileLogic,
  compileTry,
} from "./compile-control.ts";
import type { Context } from "./context.ts";
import { compileUpdate } from "./compile-update.ts";
import { described, JqError } from "./error.ts";
import { formats } from "./formats.ts";
import { affirm, negate, operators, add } from "./operators.ts";
import { recurseAll } from "./recursion.ts";
import { collect, type Compiled, Scope, single, stream } from "./scope.ts";
import { binary, compileIndex, compileSlice, iterate, pipe } from "./steps.ts";
import { type ControlNode, isControl, type Node, type ObjectEntry } from "./syntax.ts";
import type { JqValue } from "./value.ts";

/** Compiles a query's tree; throws ExpressionError where a name is unknown. */
export function compileQuery(
  source: string,
  node: Node,
  nowMs: (() => number) | undefined,
): Compiled {
  const context: Context = {
    source,
    nowMs,
    compile: (inner, scope) => compileNode(context, inner, scope),
  };
  return context.compile(node, Scope.empty);
}

function compileNode(context: Context, node: Node, scope: Scope): Compiled {
  if (isControl(node)) return compileControl(context, node, scope);
  const compile = (inner: Node): Compiled => context.compile(inner, scope);
  switch (node.kind) {
    case "identity":
      return { one: (value) => value, each: (value, path, _env, emit) => emit(value, path) };
    case "recurse":
      return recurseAll(iterate(compile({ kind: "identity" })));
    case "literal": {
      const { value } = node;
      return single(() => value);
    }
    case "index":
      return compileIndex(compile(node.base), node.key, compile(node.key));
    case "slice":
      return compileSlice(compile(node.base), compile(node.from), compile(node.to));
    case "iterate":
      return iterate(compile(node.base));
    case "optional":
      return pipe(compile(node.base), compileTry(compile(node.last), undefined));
    case "string":
      return compileString(context, node, scope);
    case "format":
      return single(formatNamed(context, node.name, node.at));
    case "array": {
      const body = node.body && compile(node.body);
      return single(body ? (value, env) => collect(body, value, env) : () => []);
    }
    case "object":
      return compileObject(context, node.entries, scope);
    case "sign": {
      const change = node.operator === "-" ? negate : affirm;
      if (node.operand.kind === "literal" && typeof node.operand.value !== "string") {
        const value = change(node.operand.value);
        return single(() => value);
      }
      return pipe(compile(node.operand), single(change));
    }
    case "pipe":
      return pipe(compile(node.left), compile(node.right));
    case "comma": {
      const left = compile(node.left);
      const right = compile(node.right);
      return {
        each: (value, path, env, emit) => {
          left.each(value, path, env, emit);
          right.each(value, path, env, emit);
        },
      };
    }
    case "binary":
      return binary(operators[node.operator], compile(node.left), compile(node.right));
    case "and":
    case "or":
    case "alternative":
      return compileLogic(node.kind, compile(node.left), compile(node.right));
  }
}

function compileControl(context: Context, node: ControlNode, scope: Scope): Compiled {
  const compile = (inner: Node): Compiled => context.compile(inner, scope);
  switch (node.kind) {
    case "update":
      return compileUpdate(node.operator, compile(node.left), compile(node.right));
    case "if":
      return compileIf(
        compile(node.condition),
        compile(node.consequence),
        compile(node.otherwise ?? { kind: "identity" }),
      );
    case "try":
      return compileTry(compile(node.body), node.handler && compile(node.handler));
    case "reduce":
    case "foreach":
      return compileFold(context, node, scope);
    case "bind":
      return compileBind(context, node, scope);
    case "variable":
      return compileVariable(context, node.name, node.at, scope);
    case "call":
      return compileCall(context, node, scope);
    case "define":
      return context.compile(node.body, scope.withFunction(node.definition));
    case "label":
    case "break":
      return compileLabel(context, node, scope);
  }
}

function formatNamed(context: Context, name: string, at: number): (value: JqValue) => string {
  const format = formats[name];
  if (!format)
    failAt(
      context.source,
      at,
      `format not defined: ${name}`,
      `known are ${Object.keys(formats).join(" ")}`,
    );
  return format;
}

function compileString(context: Context, node: Node & { kind: "string" }, scope: Scope): Compiled {
  const format = formatNamed(context, node.format ?? "@text", node.at);
  const parts = node.parts.map((part) =>
    typeof part === "string"
      ? single(() => part)
      : pipe(context.compile(part, scope), single(format)),
  );
  return parts.reduce((text, part) => binary(add, text, part));
}

function compileObject(context: Context, entries: readonly ObjectEntry[], scope: Scope): Compiled {
  const pairs = entries.map((entry) => {
    const key = context.compile(entry.key, scope);
    const value = compileNode(
      context,
      entry.value ?? { kind: "index", base: { kind: "identity" }, key: entry.key },
      scope,
    );
    return { key, value, sharesKey: entry.value === undefined };
  });
  const ones = pairs.map(({ key, value }) => ({ key: key.one!, value: value.one! }));
  if (pairs.every(({ key, value }) => key.one && value.one)) {
    return single((input, env) => {
      const object: Record<string, JqValue> = {};
      for (const pair of ones) define(object, pair.key(input, env), pair.value(input, env));
      return object;
    });
  }
  return stream((input, env, push) => {
    const build = (index: number, object: Readonly<Record<string, JqValue>>): void => {
      const pair = pairs[index];
      if (!pair) return push(object);
      for (const key of collect(pair.key, input, env)) {
        const values = pair.sharesKey ? [indexValue(input, key)] : collect(pair.value, input, env);
        for (const value of values) {
          const copy = { ...object };
          define(copy, key, value);
          build(index + 1, copy);
        }
      }
    };
    build(0, {});
  });
}

function define(object: Record<string, JqValue>, key: JqValue, value: JqValue): void {
  if (typeof key !== "string")
    throw new JqError(`expected a string for object key but got: ${described(key)}`);
  if (key === "__proto__")
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else object[key] = value;
}
