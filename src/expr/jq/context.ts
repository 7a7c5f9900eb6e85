// What the parts of the compiler hand to each other.

import type { Compiled, Scope } from "./scope.ts";
import type { Node } from "./syntax.ts";

export interface Context {
  readonly source: string;
  /** Wall-clock milliseconds, for `now`. */
  readonly nowMs: (() => number) | undefined;
  /** Compiles a part of the query; carried here since the parts refer to each other. */
  readonly compile: (node: Node, scope: Scope) => Compiled;
}
