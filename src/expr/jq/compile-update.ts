// Assignment: `p = v`, `p |= f`, `p += v` and their kin, over every path that p names.

import { getPath } from "./access.ts";
import { described, JqError } from "./error.ts";
import { operators } from "./operators.ts";
import {
  type Cell,
  collect,
  type Compiled,
  DETACHED,
  ROOT,
  type Step,
  stream,
  untilStopped,
} from "./scope.ts";
import type { Operator, UpdateOperator } from "./syntax.ts";
import { deletePaths, setPath } from "./update.ts";
import { isTruthy, type JqValue } from "./value.ts";

/** A path as jq shows it. */
function pathKeys(step: Step): JqValue[] {
  const keys: JqValue[] = [];
  for (let at: Step = step; at.parent; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** Each path that a query walks. */
export function eachPath(
  query: Compiled,
  value: JqValue,
  env: Cell | null,
  take: (path: JqValue[]) => void,
): void {
  query.each(value, ROOT, env, (inner, path) => {
    if (path === null || path === DETACHED)
      throw new JqError(`invalid path against: ${described(inner)}`);
    take(pathKeys(path));
  });
}

/** `p |= f`: the first result of f, or nothing at all where f has none. */
export function modify(
  target: Compiled,
  value: JqValue,
  env: Cell | null,
  change: (current: JqValue, give: (next: JqValue) => void) => void,
): JqValue {
  let result = value;
  const gone: JqValue[] = [];
  eachPath(target, value, env, (path) => {
    let hasNext = false;
    let next: JqValue = null;
    untilStopped((stop) =>
      change(getPath(result, path), (given) => {
        hasNext = true;
        next = given;
        stop();
      }),
    );
    if (hasNext) result = setPath(result, path, next);
    else gone.push(path);
  });
  return deletePaths(result, gone);
}

export function compileUpdate(
  operator: UpdateOperator,
  target: Compiled,
  source: Compiled,
): Compiled {
  if (operator === "|=") {
    return stream((value, env, push) =>
      push(modify(target, value, env, (current, give) => source.each(current, null, env, give))),
    );
  }
  const apply = operator === "//=" ? alternative : operators[operator.slice(0, -1) as Operator];
  return stream((value, env, push) => {
    for (const operand of collect(source, value, env)) {
      if (operator !== "=") {
        push(modify(target, value, env, (current, give) => give(apply(current, operand))));
        continue;
      }
      let result = value;
      eachPath(target, value, env, (path) => (result = setPath(result, path, operand)));
      push(result);
    }
  });
}

function alternative(left: JqValue, right: JqValue): JqValue {
  return isTruthy(left) ? left : right;
}
