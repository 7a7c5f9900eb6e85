import { describe, expect, test } from "bun:test";
import golden from "../../../test/golden/compare/change-points.json";
import { prng } from "../../base/index.ts";
import { normal, simulateRun } from "../runs.test-kit.ts";
import { parseAcknowledgements } from "./acknowledgements.ts";
import { divide, findShifts } from "./change-points.ts";
import { PairDistances } from "./divergence.ts";
import { loadHistory, openRegressions } from "./history.ts";
import { retentionPlan } from "./retention.ts";

describe("change points", () => {
  test("the divergence is Matteson and James' formula, summed pair by pair", () => {
    const { values } = golden.steps;
    const pairs = (left: number[], right: number[]): number =>
      left.reduce((sum, x) => sum + right.reduce((n, y) => n + Math.abs(x - y), 0), 0);
    const distances = new PairDistances(values);
    for (const [start, index, reach] of [
      [0, 5, 14],
      [0, 8, 14],
      [5, 8, 12],
      [3, 4, 6],
    ] as const) {
      const x = values.slice(start, index);
      const y = values.slice(index, reach);
      const [n, m] = [x.length, y.length];
      const within = (z: number[]): number =>
        z.length < 2 ? 0 : pairs(z, z) / (z.length * (z.length - 1));
      const energy = (2 * pairs(x, y)) / (n * m) - within(x) - within(y);
      expect(distances.divergence(start, index, reach)).toBeCloseTo((energy * n * m) / (n + m), 9);
    }
  });

  test("where Apache Otava finds them: two steps, and one halving", () => {
    expect(divide(golden.steps.values, 0.01)).toEqual(golden.steps.indexes);
    const { values, indexes } = golden.halved;
    expect(findShifts(values, { pMax: 0.0001, window: 10 }).map(({ index }) => index)).toEqual(
      indexes,
    );
    expect(findShifts(values)).toMatchObject([{ before: 1.004, after: 0.501 }]);
  });

  test("where it finds them in 365 runs of a real benchmark, a lone outlier left alone", () => {
    const { values, indexesOfFivePercent, indexesOfAnySize } = golden.tigerBeetle;
    expect(findShifts(values).map(({ index }) => index)).toEqual(indexesOfFivePercent);
    const small = findShifts(values, { magnitudeMin: 0 }).map(({ index }) => index);
    // Otava divides squared deviations by n, not by n − 1, and so calls a few more significant.
    expect(indexesOfAnySize).toEqual(expect.arrayContaining(small));
    expect(small.length).toBeGreaterThanOrEqual(8);
  });

  test("planted: a 10 % step amid 3 % noise is found where it is, give or take a run", () => {
    const random = prng("step");
    const found = Array.from({ length: 50 }, () => {
      const values = Array.from(
        { length: 40 },
        (_, at) => (at < 25 ? 1 : 1.1) * Math.exp(0.03 * normal(random)),
      );
      const shifts = findShifts(values);
      return shifts.length === 1 && Math.abs(shifts[0]!.index - 25) <= 1;
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(47);
  });

  test("without a change, at most 5 in 100 histories of 60 runs show one", () => {
    const random = prng("calm");
    const alarms = Array.from({ length: 100 }, () =>
      findShifts(Array.from({ length: 60 }, () => Math.exp(0.03 * normal(random)))),
    ).filter(({ length }) => length > 0);
    expect(alarms.length).toBeLessThanOrEqual(5);
  });

  test("nothing, one, and equal runs have no change", () => {
    for (const values of [[], [1], [1, 2], Array.from({ length: 80 }, () => 7)])
      expect(findShifts(values)).toEqual([]);
  });
});

describe("history", () => {
  const random = prng("history");
  const nights = Array.from({ length: 30 }, (_, index) =>
    simulateRun(random, {
      index,
      encode: false,
      factors: index < 18 ? {} : { pod_startup: 1.25, pods_bound: 1.25 },
    }),
  );

  test("a planted slowdown is one change, dated, with its direction", () => {
    const [history, ...others] = loadHistory(nights.toReversed());
    expect(others).toEqual([]);
    expect(history!.runs.map(({ startedAt }) => startedAt)).toEqual(
      nights.map(({ startedAt }) => startedAt),
    );
    const open = openRegressions(history!);
    expect(open.map(({ row }) => row.name)).toEqual([
      "pod_startup.p50",
      "pod_startup.p99",
      "pods_bound.rate",
    ]);
    const { change } = open[0]!;
    expect(Math.abs(change.run - 18)).toBeLessThanOrEqual(1);
    expect(change.change).toBeGreaterThan(0.15);
    expect(change.change).toBeLessThan(0.35);
    expect(change).toMatchObject({ direction: "worse", confirmed: true });
  });

  test("once acknowledged, a pipeline no longer stops for it", () => {
    const [history] = loadHistory(nights);
    const dates = new Set(openRegressions(history!).map(({ change }) => change.startedAt));
    const text = [...dates]
      .flatMap((date) => ["pod_startup", "pods_bound.rate"].map((metric) => ({ metric, date })))
      .map(({ metric, date }) => `- { metric: ${metric}, run: "${date}", note: Known. }`)
      .join("\n");
    const acknowledgements = parseAcknowledgements(text, "ack.yaml");
    const [known] = loadHistory(nights, { acknowledgements });
    expect(openRegressions(known!)).toEqual([]);
    const row = known!.rows.find(({ name }) => name === "pod_startup.p50")!;
    expect(row.changes[0]!.acknowledged).toBe("Known.");
  });

  test("acknowledgements are read with sentences for what is wrong", () => {
    expect(parseAcknowledgements("", "a.yaml")).toEqual([]);
    expect(
      parseAcknowledgements("acknowledged:\n- {metric: m, run: 2026-01-02, note: n}", "a.yaml"),
    ).toEqual([{ metric: "m", run: "2026-01-02", note: "n" }]);
    expect(() => parseAcknowledgements("- {metric: m}", "a.yaml")).toThrow(
      "entry 1 of a.yaml has no run",
    );
    expect(() => parseAcknowledgements("- {metric: m m, run: x, note: y}", "a.yaml")).toThrow(
      '"m m" names no figure',
    );
  });

  test("tonight's odd run is a hint, not a change", () => {
    const quiet = nights.slice(0, 18);
    const odd = simulateRun(random, { index: 18, encode: false, factors: { memory: 1.5 } });
    const [history] = loadHistory([...quiet, odd]);
    const row = history!.rows.find(({ name }) => name === "memory{role=apiserver}.max")!;
    expect(row.latest.state).toBe("unusual-worse");
    expect(row.changes.filter(({ confirmed }) => confirmed)).toEqual([]);
    expect(openRegressions(history!)).toEqual([]);
  });

  test("another shape is another history; invalid runs are named", () => {
    const [first, ...rest] = nights;
    const other = { ...first!, environment: { ...first!.environment, nodes: 5 } };
    const bad = { ...nights[1]!, verdict: "invalid" as const, reason: "Starved." };
    const histories = loadHistory([other, bad, ...rest.slice(1)]);
    expect(histories.map(({ nodes, runs }) => [nodes, runs.length])).toEqual([
      [1000, 28],
      [5, 1],
    ]);
    expect(histories[0]!.leftOut).toMatchObject([{ reason: "invalid: Starved." }]);
  });

  test("a percentile among the censored counts as a worsening", () => {
    const censored = nights.slice(0, 20).map((result, at) => {
      const metric = result.metrics["watch_lag"]!;
      const metrics = { watch_lag: at < 12 ? metric : { ...metric, p99: Infinity } };
      return { ...result, metrics };
    });
    const [history] = loadHistory(censored, { only: ["watch_lag.p99"] });
    expect(history!.rows[0]!.changes).toMatchObject([{ run: 12, direction: "worse" }]);
  });
});

test("retention keeps the recent, one a day, one a week, and what is pinned", () => {
  const now = Date.UTC(2026, 10, 24);
  const runs = Array.from({ length: 1000 }, (_, at) => ({
    path: `reports/s/${at}`,
    scenario: "s",
    startedAt: new Date(now - at * 43_200_000).toISOString(),
  }));
  const { keep, remove } = retentionPlan(
    runs,
    { last: 5, allDays: 7, dailyDays: 30, weeklyDays: 200, pinned: ["reports/s/999"] },
    now,
  );
  expect(keep.length + remove.length).toBe(1000);
  const count = (why: string): number => keep.filter((run) => run.why === why).length;
  expect(count("one of the last 5")).toBe(5);
  expect(count("younger than 7 days")).toBe(10);
  expect(count("last of its day")).toBe(23);
  expect(count("last of its week")).toBeGreaterThanOrEqual(24);
  expect(count("last of its week")).toBeLessThanOrEqual(25);
  expect(count("pinned")).toBe(1);
  expect(retentionPlan([], {}, now)).toEqual({ keep: [], remove: [] });
});
