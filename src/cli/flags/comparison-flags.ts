// The flags that say how runs are compared, shared by the commands that do.

import type { ComparisonOptions, Correction } from "../../compare/index.ts";
import { share, wholeNumber } from "./parsers.ts";

export interface ComparisonFlags {
  readonly alpha?: number;
  readonly minimumEffect?: number;
  readonly effect?: readonly (readonly [string, number])[];
  readonly only?: readonly string[];
  readonly correction: Correction;
  readonly threshold?: number;
  readonly normalize: boolean;
  readonly force: boolean;
  readonly comparisonSeed?: number;
}

export const comparisonFlags = {
  alpha: {
    kind: "parsed",
    parse: share,
    brief: "Significance level: chance of any false alarm in the whole comparison; default: 5%",
    optional: true,
  },
  minimumEffect: {
    kind: "parsed",
    parse: share,
    brief: "Smallest relative change that counts; default: 5%",
    optional: true,
  },
  effect: {
    kind: "parsed",
    parse: namedShare,
    brief: "Minimum effect of one metric: --effect pod_startup.p99=10%",
    placeholder: "figure=share",
    optional: true,
    variadic: true,
  },
  only: {
    kind: "parsed",
    parse: String,
    brief: "Compare only this metric: --only pod_startup.p99; fewer metrics need fewer runs",
    placeholder: "figure",
    optional: true,
    variadic: true,
  },
  correction: {
    kind: "enum",
    values: ["holm", "benjamini-hochberg", "none"],
    brief: "How p-values are adjusted for multiple comparisons",
    default: "holm",
  },
  threshold: {
    kind: "parsed",
    parse: share,
    brief:
      "With fewer than 4 runs a side: fail at this change; a coarse gate, not a statistical test",
    optional: true,
  },
  normalize: {
    kind: "boolean",
    brief: "Scale by each run's calibration, for machines of different speed",
    default: false,
  },
  force: {
    kind: "boolean",
    brief: "Compare even if scenarios, providers or node counts differ",
    default: false,
  },
  comparisonSeed: {
    kind: "parsed",
    parse: wholeNumber,
    brief: "Seed of the bootstrap; default: 1",
    optional: true,
  },
} as const;

/** `pod_startup.p99=10%`. The figure may have labels, with = of their own. */
function namedShare(text: string): readonly [string, number] {
  const equals = text.lastIndexOf("=");
  if (equals <= 0) throw new SyntaxError(`"${text}" has no share; write it as pod_startup.p99=10%`);
  return [text.slice(0, equals), share(text.slice(equals + 1))];
}

export function comparisonOptions(flags: ComparisonFlags): ComparisonOptions {
  const { alpha, minimumEffect, effect, only, threshold, comparisonSeed } = flags;
  return {
    ...(alpha === undefined ? {} : { alpha }),
    ...(minimumEffect === undefined ? {} : { minimumEffect }),
    ...(effect === undefined ? {} : { minimumEffects: Object.fromEntries(effect) }),
    ...(only === undefined ? {} : { only }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(comparisonSeed === undefined ? {} : { seed: comparisonSeed }),
    correction: flags.correction,
    normalize: flags.normalize,
    force: flags.force,
  };
}
