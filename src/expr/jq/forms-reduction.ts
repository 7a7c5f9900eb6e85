// map, any, all, sort_by and their kin, walk, IN and INDEX: queries run over elements.

import { getPath, indexValue, valuesOf } from "./access.ts";
import {
  combinations,
  extreme,
  groupedBy,
  keysOf,
  listFor,
  sortedBy,
} from "./builtins-collections.ts";
import { identity, iterate } from "./steps.ts";
import { toText } from "./formats.ts";
import { natives } from "./builtins.ts";
import { add } from "./operators.ts";
import { collect, type Compiled, single, stream, untilStopped } from "./scope.ts";
import type { Form } from "./form.ts";
import { isArray, isEqual, isObject, isTruthy, type JqValue } from "./value.ts";

const elements = iterate(identity);

/** A form that computes on the list of an input and a key for each element. */
function keyed(
  name: string,
  compute: (elements: readonly JqValue[], keys: readonly JqValue[]) => JqValue,
): Form {
  return ([key]) =>
    single((value, env) => {
      const list = isObject(value) ? listFor(name, valuesOf(value)) : valuesOf(value);
      const keys = list.map((element) => collect(key!, element, env));
      return compute(listFor(name, value, keys), keys);
    });
}

/** Whether some result of `source`, put to `condition`, is `wanted`; stops at the first. */
function some(source: Compiled, condition: Compiled, wanted: boolean): Compiled {
  return single((value, env) => {
    let found = false;
    untilStopped((stop) =>
      source.each(value, null, env, (element) =>
        condition.each(element, null, env, (truth) => {
          if (isTruthy(truth) !== wanted) return;
          found = true;
          stop();
        }),
      ),
    );
    return found === wanted;
  });
}

function walk(change: Compiled): Compiled {
  const visit: Compiled["each"] = (value, _path, env, emit) => {
    let rebuilt = value;
    if (isArray(value))
      rebuilt = value.flatMap((element) => collect({ each: visit }, element, env));
    else if (isObject(value)) {
      const object: Record<string, JqValue> = {};
      for (const [key, inner] of Object.entries(value)) {
        const [first] = collect({ each: visit }, inner, env);
        if (first !== undefined) object[key] = first;
      }
      rebuilt = object;
    }
    change.each(rebuilt, null, env, emit);
  };
  return stream((value, env, push) => visit(value, null, env, push));
}

function index(source: Compiled, key: Compiled): Compiled {
  return stream((value, env, push) => {
    const object: Record<string, JqValue> = {};
    source.each(value, null, env, (row) =>
      key.each(row, null, env, (name) => (object[toText(name)] = row)),
    );
    push(object);
  });
}

function isIn(source: Compiled, list: Compiled): Compiled {
  return single((value, env) => {
    let found = false;
    untilStopped((stop) =>
      source.each(value, null, env, (element) =>
        list.each(value, null, env, (candidate) => {
          if (!isEqual(element, candidate)) return;
          found = true;
          stop();
        }),
      ),
    );
    return found;
  });
}

function withEntries(change: Compiled): Compiled {
  return single((value, env) => {
    const entries = keysOf(value).flatMap((key) =>
      collect(change, { key, value: getPath(value, [key]) }, env),
    );
    return natives["from_entries/0"]!(entries);
  });
}

function joinWith(table: Compiled, source: Compiled, key: Compiled, then: Compiled): Compiled {
  return stream((value, env, push) => {
    for (const rows of collect(table, value, env)) {
      source.each(value, null, env, (row) =>
        key.each(row, null, env, (name) =>
          then.each([row, indexValue(rows, name)], null, env, push),
        ),
      );
    }
  });
}

export const reductionForms: Readonly<Record<string, Form>> = {
  "map/1": ([change]) =>
    single((value, env) => {
      const { one, each } = change!;
      const source = valuesOf(value);
      if (one) return source.map((element) => one(element, env));
      const results: JqValue[] = [];
      for (const element of source) each(element, null, env, (result) => results.push(result));
      return results;
    }),
  "add/1": ([query]) =>
    single((value, env) =>
      collect(query!, value, env).reduce((sum, element) => add(sum, element), null),
    ),
  "any/0": () => some(elements, identity, true),
  "any/1": ([condition]) => some(elements, condition!, true),
  "any/2": ([source, condition]) => some(source!, condition!, true),
  "all/0": () => some(elements, identity, false),
  "all/1": ([condition]) => some(elements, condition!, false),
  "all/2": ([source, condition]) => some(source!, condition!, false),
  "isempty/1": ([query]) =>
    single((value, env) => {
      let isEmpty = true;
      untilStopped((stop) =>
        query!.each(value, null, env, () => {
          isEmpty = false;
          stop();
        }),
      );
      return isEmpty;
    }),
  "sort_by/1": keyed("sort_by", (list, keys) => sortedBy(list, keys).map(({ element }) => element)),
  "group_by/1": keyed("group_by", groupedBy),
  "unique_by/1": keyed("unique_by", (list, keys) => groupedBy(list, keys).map(([first]) => first!)),
  "min_by/1": keyed("min_by", (list, keys) => extreme(list, keys, true)),
  "max_by/1": keyed("max_by", (list, keys) => extreme(list, keys, false)),
  "walk/1": ([change]) => walk(change!),
  "with_entries/1": ([change]) => withEntries(change!),
  "combinations/0": () => stream((value, _env, push) => combinations(value).forEach(push)),
  "combinations/1": ([count]) =>
    stream((value, env, push) => {
      for (const times of collect(count!, value, env)) {
        combinations(Array.from({ length: Number(times) }, () => value)).forEach(push);
      }
    }),
  "INDEX/1": ([key]) => index(elements, key!),
  "INDEX/2": ([source, key]) => index(source!, key!),
  "IN/1": ([list]) => isIn(identity, list!),
  "IN/2": ([source, list]) => isIn(source!, list!),
  "JOIN/2": ([table, key]) => {
    const rows = joinWith(table!, elements, key!, identity);
    return single((value, env) => collect(rows, value, env));
  },
  "JOIN/3": ([table, source, key]) => joinWith(table!, source!, key!, identity),
  "JOIN/4": ([table, source, key, then]) => joinWith(table!, source!, key!, then!),
};
