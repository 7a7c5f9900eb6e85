// A builtin that takes queries: it decides how often and on what those run.

import type { Context } from "./context.ts";
import type { Compiled } from "./scope.ts";

/** Builds the call from its compiled arguments; `at` is its place in the text. */
export type Form = (args: readonly Compiled[], context: Context, at: number) => Compiled;
