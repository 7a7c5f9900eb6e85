// Two groups of runs to a Comparison. The unit of replication is the run: the pods of one run share its weather, so
// ten thousand of them are still one observation.

import { exitCodes, fail, prng } from "../base/index.ts";
import { type Result, labelledName, parseLabelledName } from "../result/index.ts";
import { type Scale, scaleByCalibration, unscaled } from "./calibration.ts";
import { checkComparable, differencesBetween, hardwareNotes, usableRuns } from "./comparable.ts";
import { type Measure, measureName, measuresOf } from "./measures.ts";
import { type Merger, mergerOf } from "./merged.ts";
import { mostExact, parsePattern, patternMatch } from "./patterns.ts";
import { decideRow, testRow } from "./row.ts";
import { RESAMPLES_MIN, adjust, median } from "./statistics/index.ts";
import { summarize } from "./summary.ts";
import {
  COMPARISON_API_VERSION,
  type Comparison,
  type ComparisonOptions,
  type ComparisonRow,
  type ComparisonVerdict,
  type Method,
  type RowSide,
} from "./types.ts";

const CONFIDENCE = 0.95;

/**
 * Compares candidate runs with base runs, figure by figure. Latencies in seconds, rates per second, memory in bytes.
 * Throws FailureError (usage) for runs that do not ask the same question, unless `force`; for a pattern that is none;
 * for `normalize` without calibration figures.
 */
export function compareResults(
  base: readonly Result[],
  candidate: readonly Result[],
  options: ComparisonOptions = {},
): Comparison {
  checkPatterns([...(options.only ?? []), ...Object.keys(options.minimumEffects ?? {})]);
  const method = methodOf(options);
  const left = usableRuns(base);
  const right = usableRuns(candidate);
  const all = [...left.results, ...right.results];
  const forced = checkComparable(left.results, right.results, options.force ?? false);
  const scale = method.normalized ? scaleByCalibration(all) : unscaled;
  const { rows, notes } = compareRows(left.results, right.results, { options, method, scale });
  const differences = differencesBetween(left.results, right.results);
  return {
    apiVersion: COMPARISON_API_VERSION,
    kind: "Comparison",
    scenario: (all[0] ?? base[0] ?? candidate[0])?.scenario.name ?? "nothing",
    ...summarize(rows, left.side, right.side, method),
    method,
    base: left.side,
    candidate: right.side,
    rows,
    differences,
    notes: [...forced, ...hardwareNotes(differences, method.normalized), ...notes],
  };
}

function checkPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns)
    if (!parsePattern(pattern))
      fail(
        `"${pattern}" names no figure`,
        "write pod_startup, pod_startup.p99 or api_request{verb=POST}.p99",
      );
}

function methodOf(options: ComparisonOptions): Method {
  return {
    alpha: options.alpha ?? 0.05,
    minimumEffect: options.minimumEffect ?? 0.05,
    correction: options.correction ?? "holm",
    confidence: CONFIDENCE,
    resamples: options.resamples ?? RESAMPLES_MIN,
    seed: options.seed ?? 1,
    normalized: options.normalize ?? false,
    ...(options.threshold === undefined ? {} : { threshold: options.threshold }),
  };
}

interface Context {
  readonly options: ComparisonOptions;
  readonly method: Method;
  readonly scale: Scale;
}

function compareRows(
  base: readonly Result[],
  candidate: readonly Result[],
  context: Context,
): { rows: ComparisonRow[]; notes: string[] } {
  const { options, method, scale } = context;
  const left = collect(base, scale, options.only);
  const right = collect(candidate, scale, options.only);
  const random = prng(method.seed);
  // Histograms are of the machine they were taken on: merged figures beside scaled ones would contradict them.
  const merge = (options.merge ?? true) && !method.normalized;
  const none: Merger = () => undefined;
  const mergers = {
    base: merge ? mergerOf(base) : none,
    candidate: merge ? mergerOf(candidate) : none,
  };
  const tested = [...left].flatMap(([name, { measure, values }]) => {
    const other = right.get(name);
    if (!other) return [];
    const { metric, statistic, unit, better } = measure;
    const minimumEffect = mostExact(options.minimumEffects ?? {}, measure) ?? method.minimumEffect;
    const row = { name, metric, statistic, unit, better, minimumEffect };
    const sides = {
      base: sideOf(mergers.base, measure, values),
      candidate: sideOf(mergers.candidate, measure, other.values),
    };
    return [testRow({ ...row, ...sides }, method, random.fork(name))];
  });
  const adjusted = adjust(
    tested.map(({ p }) => p),
    method.correction,
  );
  return {
    rows: tested.map((row, at) => decideRow(row, adjusted[at]!, method, tested.length)),
    notes: [...oneSided(left, right, "base"), ...oneSided(right, left, "candidate")],
  };
}

interface Collected {
  readonly measure: Measure;
  readonly values: number[];
}

/** Figures by name, one value a run that has it. */
function collect(
  results: readonly Result[],
  scale: Scale,
  only: readonly string[] | undefined,
): Map<string, Collected> {
  const found = new Map<string, Collected>();
  for (const result of results)
    for (const measure of measuresOf(result)) {
      if (only && !only.some((pattern) => patternMatch(pattern, measure) > 0)) continue;
      const name = measureName(measure);
      const entry = found.get(name) ?? { measure, values: [] };
      entry.values.push(scale(measure, result));
      found.set(name, entry);
    }
  return found;
}

function sideOf(
  merger: Merger,
  { metric, statistic }: Measure,
  values: readonly number[],
): RowSide {
  const merged = merger(metric, statistic);
  return { median: median(values), values, ...(merged ? { merged } : {}) };
}

function oneSided(
  of: ReadonlyMap<string, Collected>,
  other: ReadonlyMap<string, Collected>,
  side: "base" | "candidate",
): string[] {
  if (of.size === 0 || other.size === 0) return [];
  const names = [...of.keys()].filter((name) => !other.has(name)).map(withoutStatistic);
  const unique = [...new Set(names)];
  return unique.length === 0
    ? []
    : [`Measured in the ${side} runs only, so not compared: ${unique.join(", ")}.`];
}

/** `api_request{resource=pods,verb=POST}` of `api_request{resource=pods,verb=POST}.p99`. */
function withoutStatistic(name: string): string {
  const { name: metric, labels } = parseLabelledName(name.replace(/\.[^.{}]+$/, ""));
  return labelledName(metric, labels);
}

/** 3 for a regression, 4 when nothing valid could be compared, else 0. */
export function comparisonExitCode(verdict: ComparisonVerdict): number {
  switch (verdict) {
    case "regression":
      return exitCodes.regression;
    case "nothing":
      return exitCodes.invalid;
    case "no-regression":
    case "cannot-tell":
      return exitCodes.pass;
  }
}
