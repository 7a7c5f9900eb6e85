// The builtins of paths: path, paths, getpath, del, pick, map_values, to and from streams.

import { getPath } from "./access.ts";
import { identity, intact, iterate } from "./steps.ts";
import { compileUpdate, eachPath } from "./compile-update.ts";
import { recurseAll } from "./recursion.ts";
import { collect, type Compiled, single, stream } from "./scope.ts";
import type { Form } from "./form.ts";
import { deletePaths, setPath } from "./update.ts";
import { isTruthy, type JqValue } from "./value.ts";

const everything = recurseAll(iterate(identity));
const elements = iterate(identity);

function getPathForm(argument: Compiled): Compiled {
  return {
    each: (value, path, env, emit) => {
      for (const keys of collect(argument, value, env)) {
        const result = getPath(value, keys);
        intact(value, path);
        emit(
          result,
          path && (keys as readonly JqValue[]).reduce((parent, key) => ({ parent, key }), path),
        );
      }
    },
  };
}

function paths(condition: Compiled | undefined): Compiled {
  return stream((value, env, push) =>
    eachPath(everything, value, env, (path) => {
      if (path.length === 0) return;
      if (!condition) return push(path);
      condition.each(getPath(value, path), null, env, (truth) => {
        if (isTruthy(truth)) push(path);
      });
    }),
  );
}

/** `[path, leaf]` for each leaf, and `[path]` after the last of each container. */
function streamed(value: JqValue, path: readonly JqValue[], push: (event: JqValue) => void): void {
  const keys = collectKeys(value);
  if (keys.length === 0) return push([path, value]);
  for (const key of keys) streamed(getPath(value, [key]), [...path, key], push);
  push([[...path, keys.at(-1)!]]);
}

function collectKeys(value: JqValue): JqValue[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: JqValue[] = [];
  eachPath(elements, value, null, (path) => keys.push(path[0]!));
  return keys;
}

function fromStream(events: Compiled): Compiled {
  return stream((input, env, push) => {
    let current: JqValue = null;
    let isDone = false;
    events.each(input, null, env, (event) => {
      if (isDone) [current, isDone] = [null, false];
      const [path, ...leaf] = event as readonly [readonly JqValue[], ...JqValue[]];
      if (leaf.length > 0) {
        current = setPath(current, path, leaf[0]!);
        isDone = path.length === 0;
      } else isDone = path.length === 1;
      if (isDone) push(current);
    });
  });
}

function truncated(events: Compiled): Compiled {
  return stream((depth, env, push) =>
    events.each(null, null, env, (event) => {
      const [path, ...leaf] = event as readonly [readonly JqValue[], ...JqValue[]];
      if (path.length > Number(depth)) push([path.slice(Number(depth)), ...leaf]);
    }),
  );
}

export const pathForms: Readonly<Record<string, Form>> = {
  "path/1": ([query]) => stream((value, env, push) => eachPath(query!, value, env, push)),
  "paths/0": () => paths(undefined),
  "paths/1": ([condition]) => paths(condition),
  "getpath/1": ([argument]) => getPathForm(argument!),
  "del/1": ([query]) =>
    single((value, env) => {
      const gone: JqValue[] = [];
      eachPath(query!, value, env, (path) => gone.push(path));
      return deletePaths(value, gone);
    }),
  "pick/1": ([query]) =>
    single((value, env) => {
      let picked: JqValue = null;
      eachPath(
        query!,
        value,
        env,
        (path) => (picked = setPath(picked, path, getPath(value, path))),
      );
      return picked;
    }),
  "map_values/1": ([change]) => compileUpdate("|=", elements, change!),
  "tostream/0": () => stream((value, _env, push) => streamed(value, [], push)),
  "fromstream/1": ([events]) => fromStream(events!),
  "truncate_stream/1": ([events]) => truncated(events!),
};
