// Results as they come when something went wrong: every format must still say what there is.

import { describe, expect, test } from "bun:test";
import { LatencyHistogram } from "../base/index.ts";
import {
  type Metric,
  type Result,
  parseResult,
  serializeResult,
  statisticsOf,
} from "../result/index.ts";
import { formatRegistry, terminalReport } from "./index.ts";
import { failedSample, sampleResult } from "./sample.test-kit.ts";

const metric = (values: readonly number[], censored: number): Metric => {
  const histogram = LatencyHistogram.empty();
  for (const ms of values) histogram.recordMs(ms);
  const cells = values.map((_, index) => [index, 40, 1] as const);
  const slices = { stepSeconds: 0.5, bucketsPerDoubling: 4, cells };
  return { unit: "seconds", ...statisticsOf(histogram, censored), slices };
};

const EVIL = `x"><script>alert(1)</script>|&\`*_`;
const day = Array.from({ length: 21_600 }, (_, step) => step % 7);

const results: Readonly<Record<string, Result>> = {
  "nothing at all was measured": sampleResult({
    verdict: "incomplete",
    reason: "The run was interrupted.",
    durationSeconds: 0,
    thresholds: [],
    phases: [],
    metrics: {},
    series: {},
    processes: [],
    counters: {},
    fidelity: [],
    slowest: {},
  }),
  "nobody got there": sampleResult({ metrics: { pod_startup: metric([], 12) } }),
  "one object": sampleResult({ metrics: { pod_startup: metric([7], 0) }, series: {} }),
  "two objects alike": sampleResult({ metrics: { pod_startup: metric([7, 7], 1) } }),
  "a whole day": sampleResult({
    durationSeconds: 86_400,
    series: {
      pods_bound: { unit: "per second", stepSeconds: 4, values: day },
      "cpu{role=apiserver}": { unit: "cores", stepSeconds: 1, values: day },
    },
  }),
  "names that would break a page": sampleResult({
    scenario: { ...failedSample().scenario, name: EVIL },
    reason: EVIL,
    thresholds: [{ expression: EVIL, value: undefined, pass: false, message: EVIL }],
    counters: { [EVIL]: 1 },
    fidelity: [EVIL],
    slowest: { pod_startup: [{ object: EVIL, seconds: 1, timeline: { [EVIL]: 1 } }] },
  }),
};

describe.each(Object.entries(results))("%s", (_, result) => {
  test.each(formatRegistry.map(({ name, render }) => [name, render] as const))(
    "%s",
    (name, render) => {
      const text = render(result);
      expect(text.match(/NaN|\[object Object\]/)).toBeNull();
      const shown =
        name === "html" ? text.slice(text.indexOf("<main>"), text.indexOf("<script>")) : text;
      expect(shown.match(/undefined/)).toBeNull();
    },
  );

  test("terminal", () => {
    const text = terminalReport(result, { color: false, width: 80 });
    expect(text.match(/NaN|undefined/)).toBeNull();
  });

  test("the page has the scripts and tags it was built with, and no others", () => {
    const html = formatRegistry.find(({ name }) => name === "html")!.render(result);
    expect(html.split("<script").length).toBe(2);
  });

  test("the document reads back", () => {
    expect(parseResult(serializeResult(result))).toEqual(result);
  });
});
