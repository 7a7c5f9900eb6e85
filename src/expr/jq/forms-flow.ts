// empty, select, recurse, first, limit, while, until, repeat, range and the filters by type.

import { failAt } from "../expression-error.ts";
import { identity, intact, iterate } from "./steps.ts";
import { JqError, wrongType } from "./error.ts";
import { indexValue } from "./access.ts";
import { add } from "./operators.ts";
import { recurse, recurseAll } from "./recursion.ts";
import {
  collect,
  type Compiled,
  type Emit,
  single,
  type Step,
  stream,
  untilStopped,
} from "./scope.ts";
import { refusals } from "./refused.ts";
import type { Form } from "./form.ts";
import { compare, isNumber, isTruthy, type JqValue, typeOf } from "./value.ts";

function select(condition: Compiled): Compiled {
  const test = condition.one;
  return {
    each: test
      ? (value, path, env, emit) => {
          if (isTruthy(test(value, env))) emit(value, path);
        }
      : (value, path, env, emit) =>
          condition.each(value, null, env, (truth) => {
            if (isTruthy(truth)) emit(value, path);
          }),
  };
}

function when(test: (value: JqValue) => boolean): Form {
  return () => ({
    each: (value, path, _env, emit) => {
      if (test(value)) emit(value, path);
    },
  });
}

const ofType = (...types: readonly string[]): Form =>
  when((value) => types.includes(typeOf(value)));
const isFinite = (value: JqValue): boolean =>
  isNumber(value) && Math.abs(Number(value)) !== Infinity;
const isNormal = (value: JqValue): boolean =>
  isFinite(value) && Math.abs(Number(value)) >= 2 ** -1022;

/** At most `count` results of a query. */
function limited(
  query: Compiled,
  count: JqValue,
  value: JqValue,
  path: Step | null,
  env: Parameters<Compiled["each"]>[2],
  emit: Emit,
): void {
  if (compare(count, 0n) < 0)
    throw new JqError(
      "error: limit doesn't support negative count",
      "limit doesn't support negative count",
    );
  let left = count;
  if (compare(left, 0n) === 0) return;
  untilStopped((stop) =>
    query.each(value, path, env, (inner, innerPath) => {
      left = add(left, -1n);
      emit(inner, innerPath);
      if (compare(left, 0n) <= 0) stop();
    }),
  );
}

function skipping(
  query: Compiled,
  count: JqValue,
  value: JqValue,
  path: Step | null,
  env: Parameters<Compiled["each"]>[2],
  emit: Emit,
  name: string,
): void {
  if (compare(count, 0n) < 0) {
    const message =
      name === "nth" ? "nth doesn't support negative index" : "skip doesn't support negative count";
    throw new JqError(`error: ${message}`, message);
  }
  let left = count;
  query.each(value, path, env, (inner, innerPath) => {
    if (compare(left, 0n) > 0) left = add(left, -1n);
    else emit(inner, innerPath);
  });
}

/** A form whose first argument is a number and whose second is a query. */
function counted(
  run: (
    query: Compiled,
    count: JqValue,
    ...rest: [JqValue, Step | null, Parameters<Compiled["each"]>[2], Emit]
  ) => void,
): Form {
  return ([count, query]) => ({
    each: (value, path, env, emit) => {
      for (const number of collect(count!, value, env)) run(query!, number, value, path, env, emit);
    },
  });
}

const first = (query: Compiled): Compiled => ({
  each: (value, path, env, emit) => limited(query, 1n, value, path, env, emit),
});

function last(query: Compiled): Compiled {
  return {
    each: (value, path, env, emit) => {
      let found: [JqValue, Step | null] | undefined;
      query.each(value, path, env, (inner, innerPath) => (found = [inner, innerPath]));
      if (found) emit(...found);
    },
  };
}

/** `.[n]`, as nth(n), first and last spell it. */
function element(index: Compiled): Compiled {
  return {
    each: (value, path, env, emit) => {
      for (const key of collect(index, value, env)) {
        const result = indexValue(value, key);
        intact(value, path);
        emit(result, path && { parent: path, key });
      }
    },
  };
}

function whileHolds(condition: Compiled, update: Compiled): Compiled {
  const guarded = select(condition);
  const walk: Compiled["each"] = (value, path, env, emit) =>
    guarded.each(value, path, env, () => {
      emit(value, path);
      update.each(value, path, env, (inner, innerPath) => walk(inner, innerPath, env, emit));
    });
  return { each: walk };
}

function untilHolds(condition: Compiled, next: Compiled): Compiled {
  const { one: test } = condition;
  const { one: step } = next;
  const walk: Compiled["each"] = (value, path, env, emit) =>
    condition.each(value, null, env, (truth) => {
      if (isTruthy(truth)) emit(value, path);
      else next.each(value, path, env, (inner, innerPath) => walk(inner, innerPath, env, emit));
    });
  if (!test || !step) return { each: walk };
  // The common case is a loop, which no depth of recursion bounds.
  return single((value, env) => {
    let current = value;
    while (!isTruthy(test(current, env))) current = step(current, env);
    return current;
  });
}

/** `repeat(f)`: gojq gives f of the same input, again and again. */
function repeat(query: Compiled): Compiled {
  return {
    each: (value, path, env, emit) => {
      for (;;) query.each(value, path, env, emit);
    },
  };
}

function range(from: Compiled, to: Compiled, by: Compiled): Compiled {
  return stream((value, env, push) => {
    for (const start of collect(from, value, env)) {
      for (const end of collect(to, value, env)) {
        for (const step of collect(by, value, env)) {
          for (const bound of [start, end, step])
            if (!isNumber(bound)) throw wrongType("range", bound);
          const direction = compare(step, 0n);
          for (let at = start; direction * compare(at, end) < 0; at = add(at, step)) push(at);
        }
      }
    }
  });
}

const literal = (value: JqValue): Compiled => single(() => value);

export const flowForms: Readonly<Record<string, Form>> = {
  "empty/0": () => ({ each: () => undefined }),
  "select/1": ([condition]) => select(condition!),
  "values/0": when((value) => value !== null),
  "nulls/0": ofType("null"),
  "booleans/0": ofType("boolean"),
  "numbers/0": ofType("number"),
  "strings/0": ofType("string"),
  "arrays/0": ofType("array"),
  "objects/0": ofType("object"),
  "iterables/0": ofType("array", "object"),
  "scalars/0": ofType("null", "boolean", "number", "string"),
  "finites/0": when(isFinite),
  "normals/0": when(isNormal),
  "recurse/0": () => recurseAll(iterate(identity)),
  "recurse/1": ([step]) => recurse(step!),
  "recurse/2": ([step, condition]) => {
    const guard = select(condition!);
    return recurse({
      each: (value, path, env, emit) =>
        step!.each(value, path, env, (inner, innerPath) => guard.each(inner, innerPath, env, emit)),
    });
  },
  "first/0": () => element(literal(0n)),
  "last/0": () => element(literal(-1n)),
  "nth/1": ([index]) => element(index!),
  "first/1": ([query]) => first(query!),
  "last/1": ([query]) => last(query!),
  "limit/2": counted((query, count, value, path, env, emit) =>
    limited(query, count, value, path, env, emit),
  ),
  "skip/2": counted((query, count, value, path, env, emit) =>
    skipping(query, count, value, path, env, emit, "skip"),
  ),
  "nth/2": counted((query, count, value, path, env, emit) => {
    const rest: Compiled = {
      each: (v, p, e, give) => skipping(query, count, v, p, e, give, "nth"),
    };
    limited(rest, 1n, value, path, env, emit);
  }),
  "while/2": ([condition, update]) => whileHolds(condition!, update!),
  "until/2": ([condition, next]) => untilHolds(condition!, next!),
  "repeat/1": ([query]) => repeat(query!),
  "range/1": ([to]) => range(literal(0n), to!, literal(1n)),
  "range/2": ([from, to]) => range(from!, to!, literal(1n)),
  "range/3": ([from, to, by]) => range(from!, to!, by!),
  "now/0": (_args, context, at) => {
    const { nowMs } = context;
    if (!nowMs) failAt(context.source, at, "now is not available here", refusals["now"]);
    return single(() => nowMs() / 1000);
  },
};
