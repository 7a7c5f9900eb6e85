// sprig 3.3's text functions, as KWOK offers them to templates. Clock and chance are arguments; what
// reaches out of the program or makes keys is refused (see ../refused.ts).

import { chanceFunctions } from "./chance.ts";
import { dateFunctions } from "./dates.ts";
import { dictFunctions } from "./dicts.ts";
import { encodingFunctions } from "./encoding.ts";
import type { TemplateFunction } from "../function.ts";
import { listFunctions } from "./lists.ts";
import { logicFunctions } from "./logic.ts";
import { numberFunctions } from "./numbers.ts";
import { semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";

export interface SprigOptions {
  /** Wall-clock milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The functions by name; spread them before your own, which then replace them. */
export function sprigFunctions(options: SprigOptions): Readonly<Record<string, TemplateFunction>> {
  return {
    ...stringFunctions,
    ...numberFunctions,
    ...listFunctions,
    ...dictFunctions,
    ...logicFunctions,
    ...encodingFunctions,
    ...semverFunctions,
    ...dateFunctions(options.nowMs),
    ...chanceFunctions(options.random),
  };
}
