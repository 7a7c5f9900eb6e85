// The pieces every query is built of: pipe, operators over pairs, and the steps of a path.

import { sortedKeys } from "../go/utf8.ts";
import { indexValue, sliceValue, valuesOf } from "./access.ts";
import { described, JqError } from "./error.ts";
import { type Compiled, collect, DETACHED, single, type Step, stream } from "./scope.ts";
import type { Node } from "./syntax.ts";
import { fieldOf, isArray, isObject, type JqValue } from "./value.ts";

/** `.` */
export const identity: Compiled = {
  one: (value) => value,
  each: (value, path, _env, emit) => emit(value, path),
};

export function pipe(left: Compiled, right: Compiled): Compiled {
  const { one: first, each: leftEach } = left;
  const { one: second, each: rightEach } = right;
  const one =
    first &&
    second &&
    ((value: JqValue, env: Parameters<typeof first>[1]) => second(first(value, env), env));
  return {
    one,
    each: (value, path, env, emit) => {
      if (first && path === null) rightEach(first(value, env), null, env, emit);
      else leftEach(value, path, env, (inner, innerPath) => rightEach(inner, innerPath, env, emit));
    },
  };
}

/** An operator over all pairs; the right side is the outer loop. */
export function binary(
  operator: (left: JqValue, right: JqValue) => JqValue,
  left: Compiled,
  right: Compiled,
): Compiled {
  const { one: first } = left;
  const { one: second } = right;
  if (first && second)
    return single((value, env) => operator(first(value, env), second(value, env)));
  return stream((value, env, push) => {
    for (const b of collect(right, value, env))
      left.each(value, null, env, (a) => push(operator(a, b)));
  });
}

/** Throws where a value that is not part of the input is walked into. */
export function intact(value: JqValue, path: Step | null): void {
  if (path === DETACHED) throw new JqError(`invalid path against: ${described(value)}`);
}

export function compileIndex(base: Compiled, keyNode: Node, key: Compiled): Compiled {
  const baseOne = base.one;
  if (keyNode.kind === "literal") {
    const name = keyNode.value;
    const get =
      typeof name === "string" ? field(name) : (value: JqValue): JqValue => indexValue(value, name);
    return {
      one: baseOne && ((value, env) => get(baseOne(value, env))),
      each: (value, path, env, emit) =>
        base.each(value, path, env, (inner, innerPath) => {
          intact(inner, innerPath);
          emit(get(inner), innerPath && { parent: innerPath, key: name });
        }),
    };
  }
  const keyOne = key.one;
  return {
    one: baseOne && keyOne && ((value, env) => indexValue(baseOne(value, env), keyOne(value, env))),
    each: (value, path, env, emit) => {
      for (const name of collect(key, value, env)) {
        base.each(value, path, env, (inner, innerPath) => {
          const result = indexValue(inner, name);
          intact(inner, innerPath);
          emit(result, innerPath && { parent: innerPath, key: name });
        });
      }
    },
  };
}

/** `.name`: the step on which everything is fast. */
function field(name: string): (value: JqValue) => JqValue {
  const isInherited = name in Object.prototype;
  return (value) => {
    if (value === null) return null;
    if (!isObject(value)) return indexValue(value, name);
    return isInherited ? fieldOf(value, name) : (value[name] ?? null);
  };
}

export function compileSlice(base: Compiled, from: Compiled, to: Compiled): Compiled {
  return {
    each: (value, path, env, emit) => {
      for (const start of collect(from, value, env)) {
        for (const end of collect(to, value, env)) {
          base.each(value, path, env, (inner, innerPath) => {
            const result = sliceValue(inner, start, end);
            intact(inner, innerPath);
            emit(result, innerPath && { parent: innerPath, key: { start, end } });
          });
        }
      }
    },
  };
}

export function iterate(base: Compiled): Compiled {
  return {
    each: (value, path, env, emit) =>
      base.each(value, path, env, (inner, innerPath) => {
        if (innerPath === null) {
          for (const element of valuesOf(inner)) emit(element, null);
          return;
        }
        if (innerPath === DETACHED) {
          valuesOf(inner);
          throw new JqError(`invalid path on iterating against: ${described(inner)}`);
        }
        if (isArray(inner))
          inner.forEach((element, index) =>
            emit(element, { parent: innerPath, key: BigInt(index) }),
          );
        else if (isObject(inner))
          for (const key of sortedKeys(inner)) emit(inner[key]!, { parent: innerPath, key });
        else valuesOf(inner);
      }),
  };
}
