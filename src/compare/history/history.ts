// Results in order of time to Histories, one for each question asked of a cluster.

import type { Result } from "../../result/index.ts";
import { usableRuns } from "../comparable.ts";
import { type Measure, measureName, measuresOf } from "../measures.ts";
import { patternMatch } from "../patterns.ts";
import { mean, ratio, studentOutlier } from "../statistics/index.ts";
import { type Acknowledgement, acknowledgementOf } from "./acknowledgements.ts";
import { findShifts } from "./change-points.ts";
import {
  type ChangePoint,
  HISTORY_API_VERSION,
  type History,
  type Latest,
  type TrendPoint,
  type TrendRow,
} from "./types.ts";

/** A change that this many runs have kept to is not one odd night. */
export const CONFIRMING_RUNS = 3;
/** Fewer runs give no idea of what is usual. */
export const OUTLIER_RUNS_MIN = 5;
const OUTLIER_P_MAX = 0.001;

export interface HistoryOptions {
  readonly acknowledgements?: readonly Acknowledgement[];
  /** Only these figures: `pod_startup.p99`. */
  readonly only?: readonly string[];
  /** A smaller relative change is dropped; default 0.05. */
  readonly minimumEffect?: number;
  /** Of the change points; default 0.001. */
  readonly pMax?: number;
}

/**
 * One History for each scenario digest, provider and number of nodes, the one with the newest run first. Runs may come
 * in any order; invalid and incomplete ones are left out and named.
 */
export function loadHistory(results: readonly Result[], options: HistoryOptions = {}): History[] {
  const ordered = results.toSorted((left, right) =>
    left.startedAt < right.startedAt ? -1 : left.startedAt > right.startedAt ? 1 : 0,
  );
  const groups = Map.groupBy(ordered, ({ scenario, environment }) =>
    [scenario.digest, environment.provider, environment.nodes].join(" "),
  );
  return [...groups.values()]
    .toSorted((left, right) => (left.at(-1)!.startedAt < right.at(-1)!.startedAt ? 1 : -1))
    .map((group) => historyOf(group, options));
}

function historyOf(results: readonly Result[], options: HistoryOptions): History {
  const { side, results: used } = usableRuns(results);
  const { scenario, environment } = results[0]!;
  const rows = [...figures(used, options.only).values()].map((figure) =>
    trendOf(figure, used, options),
  );
  return {
    apiVersion: HISTORY_API_VERSION,
    kind: "History",
    scenario: scenario.name,
    digest: scenario.digest,
    provider: environment.provider,
    nodes: environment.nodes,
    runs: side.runs,
    leftOut: side.leftOut,
    rows,
    notes: machineNotes(used),
  };
}

interface Figure {
  readonly measure: Measure;
  readonly points: TrendPoint[];
}

function figures(
  results: readonly Result[],
  only: readonly string[] | undefined,
): Map<string, Figure> {
  const found = new Map<string, Figure>();
  for (const [run, result] of results.entries())
    for (const measure of measuresOf(result)) {
      if (only && !only.some((pattern) => patternMatch(pattern, measure) > 0)) continue;
      const name = measureName(measure);
      const figure = found.get(name) ?? { measure, points: [] };
      figure.points.push({ run, value: measure.value });
      found.set(name, figure);
    }
  return found;
}

function trendOf(
  { measure, points }: Figure,
  results: readonly Result[],
  options: HistoryOptions,
): TrendRow {
  const { metric, statistic, unit, better } = measure;
  const values = finite(points.map(({ value }) => value));
  const effect = options.minimumEffect ?? 0.05;
  const shifts = findShifts(values, { magnitudeMin: effect, pMax: options.pMax ?? 0.001 });
  const changes = shifts.map(({ index, before, after, p }, at): ChangePoint => {
    const point = points[index]!;
    const { startedAt } = results[point.run]!;
    const change = ratio(before, after) - 1;
    const until = shifts[at + 1]?.index ?? points.length;
    const acknowledged = acknowledgementOf(
      options.acknowledgements ?? [],
      { metric, statistic },
      startedAt,
    );
    return {
      run: point.run,
      startedAt,
      before,
      after,
      change,
      p,
      direction: directionOf(change, measure),
      confirmed: until - index >= CONFIRMING_RUNS,
      ...(acknowledged === undefined ? {} : { acknowledged }),
    };
  });
  const since = shifts.findLast(({ index }) => index < values.length - 1)?.index ?? 0;
  return {
    name: measureName(measure),
    metric,
    statistic,
    unit,
    better,
    points,
    changes,
    latest: latestOf(measure, values.slice(since), points.at(-1)!.value, effect),
  };
}

function directionOf(change: number, { better }: Measure): "better" | "worse" {
  return change > 0 === (better === "higher") ? "better" : "worse";
}

/** Means cannot bear Infinity: a percentile among the censored stands in at twice the slowest that was seen. */
function finite(values: readonly number[]): number[] {
  const slowest = Math.max(0, ...values.filter(Number.isFinite));
  return values.map((value) => (Number.isFinite(value) ? value : 2 * slowest));
}

function latestOf(
  measure: Measure,
  stretch: readonly number[],
  value: number,
  effect: number,
): Latest {
  const earlier = stretch.slice(0, -1);
  if (earlier.length < OUTLIER_RUNS_MIN)
    return { value, expected: NaN, change: 0, p: 1, state: "too-few-runs" };
  const expected = mean(earlier);
  const change = ratio(expected, value) - 1;
  const p = studentOutlier(stretch.at(-1)!, earlier);
  const state =
    p < OUTLIER_P_MAX && Math.abs(change) >= effect
      ? (`unusual-${directionOf(change, measure)}` as const)
      : "usual";
  return { value, expected, change, p, state };
}

function machineNotes(results: readonly Result[]): string[] {
  const machines = new Set(results.map(({ environment: { cpu, cores } }) => `${cores} × ${cpu}`));
  return machines.size < 2
    ? []
    : [
        `The runs were made on ${machines.size} kinds of machine (${[...machines].sort().join("; ")}): a change may be the machine's.`,
      ];
}

/** Confirmed worsenings that nobody has acknowledged: what a gate on the history stops for. */
export function openRegressions(history: History): { row: TrendRow; change: ChangePoint }[] {
  return history.rows.flatMap((row) =>
    row.changes
      .filter(
        ({ direction, confirmed, acknowledged }) =>
          direction === "worse" && confirmed && acknowledged === undefined,
      )
      .map((change) => ({ row, change })),
  );
}
