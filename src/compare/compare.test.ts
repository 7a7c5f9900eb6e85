import { describe, expect, test } from "bun:test";
import { FailureError, LatencyHistogram, prng } from "../base/index.ts";
import type { Result } from "../result/index.ts";
import { statisticsOf } from "../result/index.ts";
import { compareResults, comparisonExitCode } from "./compare.ts";
import { serializeDocument } from "./document.ts";
import { simulateRun, simulateRuns } from "./runs.test-kit.ts";
import type { ComparisonOptions } from "./types.ts";

const quick: ComparisonOptions = { merge: false };
const row = (comparison: ReturnType<typeof compareResults>, name: string) =>
  comparison.rows.find((each) => each.name === name)!;

describe("planted truths", () => {
  test("a scheduler 10 % slower is found with ten runs a side, and nothing else is blamed", () => {
    const random = prng("slower");
    const base = simulateRuns(random, 10);
    const candidate = simulateRuns(random, 10, { factors: { pod_scheduling: 1.1 } });
    const comparison = compareResults(base, candidate);
    expect(comparison.verdict).toBe("regression");
    expect(comparisonExitCode(comparison.verdict)).toBe(3);
    const worse = comparison.rows.filter(({ verdict }) => verdict === "worse");
    expect(new Set(worse.map(({ metric }) => metric))).toEqual(new Set(["pod_scheduling"]));
    const { interval, change, base: side } = row(comparison, "pod_scheduling.p50");
    expect(interval.low).toBeLessThan(0.1);
    expect(interval.high).toBeGreaterThan(0.1);
    expect(change).toBeGreaterThan(0.05);
    expect(side.merged).toMatchObject({ count: 4000, censored: 0 });
  });

  test("10 % in one stage is found in at least 95 of 100 comparisons of ten runs a side", () => {
    const random = prng("power");
    const name = "stage_reconcile{stage=pod-ready}";
    const found = Array.from({ length: 100 }, () => {
      const base = simulateRuns(random, 10, { encode: false });
      const candidate = simulateRuns(random, 10, { encode: false, factors: { [name]: 1.1 } });
      const { rows } = compareResults(base, candidate, { ...quick, resamples: 50 });
      return rows.some(({ metric, verdict }) => metric === name && verdict === "worse");
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(95);
  });

  test("of 200 comparisons of like with like, at most 5 % say that anything at all changed", () => {
    const random = prng("alike");
    const alarms = Array.from({ length: 200 }, () => {
      const base = simulateRuns(random, 10, { encode: false });
      const candidate = simulateRuns(random, 10, { encode: false });
      // No minimum effect: the test alone must keep the promise.
      const options = { ...quick, resamples: 50, minimumEffect: 0 };
      return compareResults(base, candidate, options).rows.some(
        ({ verdict }) => verdict === "worse" || verdict === "better",
      );
    });
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(10);
  });
});

describe("verdicts", () => {
  test("faster latencies and higher rates are better, and the other way round worse", () => {
    const random = prng("direction");
    const base = simulateRuns(random, 10);
    const faster = simulateRuns(random, 10, { factors: { pod_startup: 0.7, pods_bound: 0.7 } });
    const there = compareResults(base, faster, quick);
    const back = compareResults(faster, base, quick);
    for (const name of ["pod_startup.p50", "pods_bound.rate"]) {
      expect(row(there, name).verdict).toBe("better");
      expect(row(back, name).verdict).toBe("worse");
    }
    expect(there.verdict).toBe("no-regression");
    expect(there.sentence).toContain("Better: ");
  });

  test("a change smaller than the minimum effect does not count, however certain", () => {
    const random = prng("small");
    const base = simulateRuns(random, 20, { noise: 0.003 });
    const candidate = simulateRuns(random, 20, { noise: 0.003, factors: { memory: 1.02 } });
    const options = { ...quick, only: ["memory"] };
    const lenient = compareResults(base, candidate, options);
    expect(lenient.rows.map(({ verdict }) => verdict)).toEqual(["same", "same", "same"]);
    expect(lenient.rows[0]!.pAdjusted).toBeLessThan(0.001);
    const minimumEffects = { memory: 0.05, "memory{role=apiserver}": 0.01 };
    const strict = compareResults(base, candidate, { ...options, minimumEffects });
    expect(strict.rows.map(({ verdict }) => verdict)).toEqual(["worse", "same", "same"]);
  });

  test("noise that drowns the question: cannot tell, and how many more runs it would take", () => {
    const random = prng("noise");
    const [base, candidate] = [0, 1].map(() => simulateRuns(random, 10, { noise: 0.2 }));
    const { rows, verdict } = compareResults(base!, candidate!, { ...quick, only: ["pods_bound"] });
    expect(rows[0]).toMatchObject({ verdict: "cannot-tell", basis: "statistics" });
    expect(rows[0]!.moreRunsNeeded).toBeGreaterThan(10);
    expect(verdict).toBe("cannot-tell");
    expect(comparisonExitCode(verdict)).toBe(0);
  });

  test("three runs a side are too few for anything", () => {
    const random = prng("few");
    const base = simulateRuns(random, 3);
    const candidate = simulateRuns(random, 3, { factors: { pod_startup: 3 } });
    const { verdict, rows, sentence } = compareResults(base, candidate, quick);
    expect(verdict).toBe("cannot-tell");
    expect(rows.every((each) => each.verdict === "cannot-tell" && each.moreRunsNeeded > 0)).toBe(
      true,
    );
    expect(sentence).toContain("a side needs 4 runs at the very least");
  });

  test("one run against one: the coarse gate decides, and says that it is no statistics", () => {
    const random = prng("one");
    const base = [simulateRun(random)];
    const candidate = [simulateRun(random, { factors: { pod_startup: 2 } })];
    const { verdict, rows, sentence } = compareResults(base, candidate, {
      ...quick,
      threshold: 0.4,
    });
    expect(verdict).toBe("regression");
    const worse = rows.filter((each) => each.verdict === "worse");
    expect(worse.map(({ name, basis }) => [name, basis])).toEqual([
      ["pod_startup.p50", "threshold"],
      ["pod_startup.p99", "threshold"],
    ]);
    expect(sentence).toContain("not a statistical finding");
  });

  test("runs whose slowest never got there are slower than any number", () => {
    const random = prng("censored");
    const base = simulateRuns(random, 10);
    const candidate = simulateRuns(random, 10, { censored: 8 });
    const comparison = compareResults(base, candidate, { only: ["pod_startup"] });
    expect(row(comparison, "pod_startup.p99")).toMatchObject({
      verdict: "worse",
      change: Infinity,
      candidate: { median: Infinity, merged: { value: Infinity, censored: 80 } },
    });
    expect(row(comparison, "pod_startup.p50").verdict).not.toBe("worse");
    expect(serializeDocument(comparison)).toContain('"change": null');
  });
});

describe("which runs", () => {
  const random = prng("which");
  const runs = simulateRuns(random, 10);
  const changed = (change: (result: Result) => Result): Result[] => runs.map(change);

  test("invalid and incomplete ones are left out and named", () => {
    const [first, second, ...rest] = runs as [Result, Result, ...Result[]];
    const broken: Result[] = [
      { ...first, verdict: "incomplete", reason: "It was interrupted." },
      { ...second, verdict: "invalid", reason: "A watch was lost." },
      ...rest,
    ];
    const { base, candidate } = compareResults(broken, runs, quick);
    expect(base.runs).toHaveLength(8);
    expect(base.leftOut.map(({ reason }) => reason)).toEqual([
      "incomplete: It was interrupted.",
      "invalid: A watch was lost.",
    ]);
    expect(candidate.runs).toHaveLength(10);
  });

  test("nothing valid: nothing to compare, exit code 4", () => {
    const broken = changed((result) => ({ ...result, verdict: "invalid" }));
    const { verdict, sentence } = compareResults(broken, runs, quick);
    expect(verdict).toBe("nothing");
    expect(comparisonExitCode(verdict)).toBe(4);
    expect(sentence).toBe(
      "Nothing could be compared: 0 of 10 base runs are valid, 10 of 10 candidate runs are valid.",
    );
  });

  test("another scenario, shape or provider is refused, unless by force", () => {
    const bigger = changed(({ environment, ...rest }) => ({
      ...rest,
      environment: { ...environment, nodes: 5000 },
    }));
    expect(() => compareResults(runs, bigger, quick)).toThrow(FailureError);
    expect(() => compareResults(runs, bigger, quick)).toThrow(
      "the runs differ in their number of nodes: 1000 and 5000; compare runs of one scenario",
    );
    expect(compareResults(runs, bigger, { ...quick, force: true }).notes[0]).toBe(
      "Compared by force: the runs differ in their number of nodes: 1000 and 5000.",
    );
  });

  test("other hardware and other versions are flagged, not refused", () => {
    const elsewhere = changed(({ environment, ...rest }) => ({
      ...rest,
      environment: {
        ...environment,
        cores: 8,
        versions: { ...environment.versions, apiserver: "2" },
      },
    }));
    const { notes, differences } = compareResults(runs, elsewhere, quick);
    expect(notes[0]).toContain("different hardware (cores)");
    expect(differences).toEqual([
      { what: "cores", base: "2", candidate: "8" },
      { what: "version of apiserver", base: "embedded", candidate: "2" },
    ]);
  });

  test("a machine 30 % faster is no improvement once normalised", () => {
    const calibrated = (results: readonly Result[], calibration: number): Result[] =>
      results.map((result) => ({
        ...result,
        environment: { ...result.environment, calibration },
      }));
    const everything = ["pod_startup", "pods_bound"];
    const factors = { pod_startup: 1 / 1.3, pods_bound: 1 / 1.3 };
    const base = calibrated(simulateRuns(random, 10), 1e8);
    const fast = calibrated(simulateRuns(random, 10, { factors }), 1.3e8);
    const options = { ...quick, only: everything };
    const verdicts = (normalize: boolean): string[] =>
      compareResults(base, fast, { ...options, normalize }).rows.map(({ verdict }) => verdict);
    expect(verdicts(false).slice(-1)).toEqual(["better"]);
    expect(verdicts(true)).not.toContain("better");
    expect(() => compareResults(runs, fast, { normalize: true })).toThrow("carries no calibration");
  });

  test("what only one side has is said", () => {
    const without = changed(({ metrics, ...rest }) => ({
      ...rest,
      metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => name !== "watch_lag")),
    }));
    expect(compareResults(runs, without, quick).notes).toEqual([
      "Measured in the base runs only, so not compared: watch_lag.",
    ]);
  });
});

test("merged percentiles come from all objects, not from the runs' percentiles", () => {
  const random = prng("merged");
  const uneven = simulateRuns(random, 2).map((result, at) => {
    const histogram = LatencyHistogram.empty();
    for (let object = 0; object < (at === 0 ? 990 : 10); object++)
      histogram.recordMs(at === 0 ? 10 : 1000);
    const metric = { unit: "seconds" as const, ...statisticsOf(histogram, 0) };
    return { ...result, metrics: { pod_startup: metric } };
  });
  const comparison = compareResults(uneven, uneven, { only: ["pod_startup"] });
  const { base } = row(comparison, "pod_startup.p50");
  expect(base.merged!.value).toBeCloseTo(0.01, 3);
  expect(base.median).toBeCloseTo(0.505, 2);
});

test("the same runs and seed give the same document; a bad name is refused", () => {
  const random = prng("document");
  const [base, candidate] = [0, 1].map(() => simulateRuns(random, 5)) as [Result[], Result[]];
  const text = serializeDocument(compareResults(base, candidate));
  expect(serializeDocument(compareResults(base, candidate))).toBe(text);
  expect(JSON.parse(text)).toMatchObject({ kind: "Comparison", base: { runs: { length: 5 } } });
  expect(() => compareResults(base, candidate, { only: ["p99 of all"] })).toThrow(
    '"p99 of all" names no figure; write pod_startup',
  );
});
