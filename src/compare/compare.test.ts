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

  const falseAlarms = (seed: string, count: number, options: ComparisonOptions): number => {
    const random = prng(seed);
    const alarms = Array.from({ length: count }, () => {
      const base = simulateRuns(random, 10, { encode: false });
      const candidate = simulateRuns(random, 10, { encode: false });
      return compareResults(base, candidate, { ...quick, resamples: 50, ...options }).rows.some(
        ({ verdict }) => verdict === "worse" || verdict === "better",
      );
    });
    return alarms.filter(Boolean).length;
  };

  test("of comparisons of like with like, at most 5 % say that anything at all changed", () => {
    // No minimum effect: the test alone must keep the promise. Many small batches, for the share of one strays.
    const counts = ["a", "b", "c", "d"].map((seed) => falseAlarms(seed, 100, { minimumEffect: 0 }));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
  }, 60_000);

  test("with the minimum effect that is the default, surely less than 5 % do", () => {
    expect(shareAtMost(falseAlarms("default", 200, {}), 200)).toBeLessThan(0.05);
  }, 60_000);
});

/** The upper end of the 95 % Wilson interval of a share of which `seen` of `count` were seen. */
function shareAtMost(seen: number, count: number): number {
  const z = 1.96;
  const share = seen / count;
  const half = z * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  return (share + z ** 2 / (2 * count) + half) / (1 + z ** 2 / count);
}

describe("too few runs", () => {
  test("a shift that so many figures hide from six runs a side is no all-clear: cannot tell, and what it takes", () => {
    const random = prng("six");
    // 47 figures: six runs a side cannot reach 5 % / 47, whatever they are.
    const many = (result: Result): Result => ({
      ...result,
      metrics: Object.fromEntries(
        [1, 2, 3, 4].flatMap((copy) =>
          Object.entries(result.metrics).map(([name, metric]) => [
            copy === 1
              ? name
              : `${name.replace("{", `_${copy}{`)}_${copy}`.replace(/(\{.*\})_\d$/, "$1"),
            metric,
          ]),
        ),
      ),
    });
    const base = simulateRuns(random, 6, { encode: false, noise: 0.005 }).map(many);
    const factors = { pod_startup: 1.3 };
    const candidate = simulateRuns(random, 6, { encode: false, noise: 0.005, factors }).map(many);
    const { rows, verdict, sentence } = compareResults(base, candidate, quick);
    expect(rows.length).toBeGreaterThan(46);
    expect(row({ rows } as ReturnType<typeof compareResults>, "watch_lag.p50").verdict).toBe(
      "same",
    );
    expect(row({ rows } as ReturnType<typeof compareResults>, "pod_startup.p50")).toMatchObject({
      verdict: "cannot-tell",
      moreRunsNeeded: 1,
      detectable: Infinity,
    });
    expect(verdict).toBe("cannot-tell");
    expect(sentence).toMatch(
      /^pod_startup\S* \+[23]\d\.\d %, .* look worse, but so few runs cannot prove it; about 1 more run a side would\./,
    );
  });

  test("one night against ten: outside what the ten predict is worse, within it the same or cannot tell", () => {
    const random = prng("night");
    const quiet = { noise: 0.01, encode: false };
    const nights = simulateRuns(random, 10, quiet);
    const only = ["pod_startup.p50", "watch_lag.p50"];
    const compare = (factor: number) =>
      compareResults(
        nights,
        [simulateRun(random, { ...quiet, factors: { pod_startup: factor } })],
        { ...quick, only, minimumEffect: 0.1 },
      );
    const slow = compare(1.3);
    expect(slow.verdict).toBe("regression");
    expect(row(slow, "pod_startup.p50")).toMatchObject({ verdict: "worse", basis: "prediction" });
    const usual = compare(1);
    expect(usual.verdict).toBe("no-regression");
    expect(row(usual, "watch_lag.p50").verdict).toBe("same");
    // Nothing can be said of 1 % by one run that strays by as much on its own.
    const { detectable } = row(usual, "pod_startup.p50");
    expect(detectable).toBeGreaterThan(0.01);
    expect(detectable).toBeLessThan(0.1);
  });

  test("one night raises a false alarm in at most 5 % of comparisons with ten", () => {
    const random = prng("nights");
    const alarms = Array.from({ length: 300 }, () => {
      const nights = simulateRuns(random, 10, { encode: false });
      const night = simulateRuns(random, 1, { encode: false });
      const { rows } = compareResults(nights, night, quick);
      return rows.some(({ verdict }) => verdict === "better" || verdict === "worse");
    });
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(15);
  }, 60_000);
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
    expect(rows[0]).toMatchObject({ verdict: "cannot-tell", basis: "ranks" });
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
    expect(sentence).toContain("(a side needs 4 runs at the very least, or one of them 8)");
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

  test("so are servers that serve and keep in other ways, where both sides say how", () => {
    const usual = {
      secure: false,
      durability: "memory",
      managedFields: "applied",
      admission: { enable: [], disable: [] },
    } as const;
    const served = (apiServer: Result["environment"]["apiServer"]): Result[] =>
      changed((result) => ({ ...result, environment: { ...result.environment, apiServer } }));
    const others = served({
      secure: true,
      durability: "fsync",
      managedFields: "always",
      admission: { enable: [], disable: ["LimitRanger"] },
    });
    expect(() => compareResults(served(usual), others, quick)).toThrow(
      "the runs differ in their serving: HTTPS with access control and plain HTTP; the runs differ in their durability: fsync and memory; the runs differ in their managedFields: always and applied; the runs differ in their admission plugins: -LimitRanger and the usual ones;",
    );
    expect(compareResults(runs, others, quick).notes, "older Results do not say").toEqual([]);
  });

  test("a side whose runs were all left out says nothing of its hardware", () => {
    const broken = changed((result) => ({ ...result, verdict: "invalid" }));
    const { notes, differences } = compareResults(runs, broken, quick);
    expect(differences).toEqual([]);
    expect(notes.join(" ")).not.toContain("hardware");
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
