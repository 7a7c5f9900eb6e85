// recurse(f), and `..`: a value, then what f finds in it, and so on, depth first.

import type { Cell, Compiled, Emit, Step } from "./scope.ts";
import type { JqValue } from "./value.ts";

export function recurse(next: Compiled): Compiled {
  const walk = (value: JqValue, path: Step | null, env: Cell | null, emit: Emit): void => {
    emit(value, path);
    next.each(value, path, env, (inner, innerPath) => walk(inner, innerPath, env, emit));
  };
  return { each: walk };
}

/** `..`: recurse(.[]?). */
export function recurseAll(iterate: Compiled): Compiled {
  return recurse({
    each: (value, path, env, emit) => {
      if (typeof value === "object" && value !== null) iterate.each(value, path, env, emit);
    },
  });
}
