import { describe, expect, test } from "bun:test";
import { FailureError, LatencyHistogram, exitCodes } from "../base/index.ts";
import {
  type Finding,
  type MeasuredPart,
  type ThresholdLike,
  censoredPercentileMs,
  evaluateThresholds,
  exitCodeOf,
  finalVerdict,
  labelledName,
  parseLabelledName,
  parseResult,
  resultJsonSchema,
  statisticsOf,
} from "./index.ts";

function histogramOf(...values: number[]): LatencyHistogram {
  const histogram = LatencyHistogram.empty();
  for (const ms of values) histogram.recordMs(ms);
  return histogram;
}
const hundred = histogramOf(...Array.from({ length: 100 }, (_, index) => index + 1));

describe("percentiles with censored objects", () => {
  test("without any they are the histogram's", () => {
    expect(censoredPercentileMs(hundred, 0, 99)).toBeCloseTo(99, 0);
    expect(censoredPercentileMs(hundred, 0, 100)).toBeCloseTo(100, 0);
  });

  test("the censored rank behind everything seen", () => {
    expect(censoredPercentileMs(hundred, 100, 25)).toBeCloseTo(50, 0);
    expect(censoredPercentileMs(hundred, 100, 50)).toBeCloseTo(100, 0);
    expect(censoredPercentileMs(hundred, 100, 51)).toBe(Infinity);
    expect(censoredPercentileMs(LatencyHistogram.empty(), 3, 50)).toBe(Infinity);
    expect(censoredPercentileMs(LatencyHistogram.empty(), 0, 50)).toBe(0);
  });

  test("the maximum is beyond what was seen as soon as one is censored", () => {
    expect(statisticsOf(hundred, 1)).toMatchObject({ count: 100, censored: 1, max: Infinity });
  });
});

test("names with labels have one text, and read back", () => {
  const text = labelledName("api_request", { verb: "POST", resource: "pods" });
  expect(text).toBe("api_request{resource=pods,verb=POST}");
  expect(parseLabelledName(text)).toEqual({
    name: "api_request",
    labels: { resource: "pods", verb: "POST" },
  });
  expect(parseLabelledName("watch_lag")).toEqual({ name: "watch_lag", labels: {} });
});

describe("thresholds", () => {
  const part = (ms: number) => ({
    unit: "seconds" as const,
    ...statisticsOf(histogramOf(ms, ms), 0),
    phases: { churn: statisticsOf(histogramOf(ms), 0) },
  });
  const measured: MeasuredPart = {
    metrics: {
      pod_startup: { unit: "seconds", ...statisticsOf(hundred, 5) },
      "api_request{resource=nodes,verb=POST}": part(10),
      "api_request{resource=pods,verb=POST}": part(500),
      "api_request{resource=pods,verb=DELETE}": part(2000),
    },
    series: { pods_bound: { unit: "per second", stepSeconds: 1, values: [0, 100, 200, 300, 0] } },
    counters: { "requests_failed{code=429,resource=pods,verb=POST}": 3 },
    phases: [
      {
        name: "churn",
        startSeconds: 0.9,
        endSeconds: 4,
        offered: 1,
        sent: 1,
        acknowledged: 1,
        completed: 1,
        failed: 0,
        censored: 0,
        slipP99Seconds: 0,
      },
    ],
    durationSeconds: 5,
  };
  const judge = (of: Partial<ThresholdLike>) =>
    evaluateThresholds(measured, [
      {
        expression: "x",
        metric: "pod_startup",
        labels: {},
        phase: undefined,
        statistic: "p50",
        operator: "<",
        bound: 1,
        ...of,
      },
    ])[0]!;

  test("on a percentile, in seconds", () => {
    expect(judge({ statistic: "p50" })).toMatchObject({ pass: true });
    expect(judge({ statistic: "p50" }).value).toBeCloseTo(0.053, 3);
    expect(judge({ statistic: "p50", bound: 0.01 })).toMatchObject({
      pass: false,
      message: "It was 53.0ms.",
    });
  });

  test("a percentile among the censored fails whatever the bound", () => {
    expect(judge({ statistic: "p99", bound: 1e9 })).toMatchObject({
      value: Infinity,
      pass: false,
      message: "It was beyond what was seen: too many never got there.",
    });
    expect(judge({ statistic: "mean", bound: 1e9 }).pass).toBe(false);
  });

  test("labels choose, and what they leave open is merged, never averaged", () => {
    const post = { metric: "api_request", labels: { verb: "POST" } };
    expect(judge({ ...post, statistic: "count", operator: ">=", bound: 4 }).value).toBe(4);
    expect(judge({ ...post, statistic: "max" }).value).toBeCloseTo(0.5, 2);
    expect(judge({ ...post, statistic: "p50" }).value).toBeCloseTo(0.01, 3);
  });

  test("a phase counts its own objects only", () => {
    const churn = { metric: "api_request", phase: "churn" };
    expect(judge({ ...churn, statistic: "count" }).value).toBe(3);
    expect(judge({ ...churn, statistic: "rate" }).value).toBeCloseTo(3 / 3.1, 6);
    expect(judge({ ...churn, phase: "filll" }).message).toBe("There was no phase filll.");
  });

  test("series by rate, within whole seconds of a phase", () => {
    const bound = { metric: "pods_bound", operator: ">=" } as const;
    expect(judge({ ...bound, statistic: "rate", bound: 120 })).toMatchObject({
      value: 120,
      pass: true,
    });
    expect(judge({ ...bound, statistic: "min", phase: "churn" }).value).toBe(100);
  });

  test("counters, and one that never counted is zero", () => {
    expect(judge({ metric: "requests_failed", statistic: "count", bound: 3 }).pass).toBe(false);
    expect(judge({ metric: "watch_relists", statistic: "count" })).toMatchObject({
      value: 0,
      pass: true,
    });
  });

  test("without data it fails, and says the nearest name", () => {
    expect(judge({ metric: "pod_startups" })).toMatchObject({
      value: undefined,
      pass: false,
      message: "Nothing was measured of pod_startups; did you mean pod_startup?",
    });
    expect(judge({ metric: "api_request", labels: { verb: "PUT" } }).message).toBe(
      "Nothing was measured of api_request with verb=PUT.",
    );
  });
});

describe("the verdict", () => {
  const finding = (severity: Finding["severity"]): Finding => ({
    id: "x",
    severity,
    message: "It was late.",
    evidence: {},
  });
  const failed = { expression: "a < 1s", value: 2, pass: false };

  test("incomplete before invalid before failed", () => {
    const input = {
      incomplete: "Interrupted.",
      findings: [finding("invalid")],
      thresholds: [failed],
    };
    expect(finalVerdict(input)).toEqual({ verdict: "incomplete", reason: "Interrupted." });
    expect(finalVerdict({ ...input, incomplete: undefined })).toEqual({
      verdict: "invalid",
      reason: "It was late.",
    });
    const warned = { incomplete: undefined, findings: [finding("warning")], thresholds: [failed] };
    expect(finalVerdict(warned)).toEqual({
      verdict: "fail",
      reason: "1 of 1 thresholds failed: a < 1s.",
    });
    expect(finalVerdict({ ...warned, thresholds: [] })).toEqual({ verdict: "pass" });
  });

  test("each has its exit code", () => {
    const codes = (["pass", "fail", "invalid", "incomplete"] as const).map(exitCodeOf);
    expect(codes).toEqual([
      exitCodes.pass,
      exitCodes.threshold,
      exitCodes.invalid,
      exitCodes.incomplete,
    ]);
  });
});

describe("a document that is not a Result gets a sentence", () => {
  const complaint = (text: string): string => {
    try {
      parseResult(text);
      return "";
    } catch (error) {
      expect(error).toBeInstanceOf(FailureError);
      return (error as FailureError).diagnostics[0]!.message;
    }
  };
  const head = `"apiVersion": "kwokbench.dev/v1alpha1", "kind": "Result"`;

  test.each([
    ["", "this Result is cut short after 0 characters"],
    [`{${head}, "metrics": {"pod_st`, "this Result is cut short after 78 characters"],
    ["[1]", "this is not a Result: its kind is undefined"],
    ["7", "this is not a Result: it is not a JSON object"],
    [`{"kind": "Pod"}`, 'this is not a Result: its kind is "Pod"'],
    [
      `{"kind": "Result", "apiVersion": "kwokbench.dev/v9"}`,
      'this Result is of version "kwokbench.dev/v9"; this program reads kwokbench.dev/v1alpha1',
    ],
  ])("%p", (text, message) => expect(complaint(text)).toBe(message));

  test("a missing field is named", () => {
    expect(complaint(`{${head}}`)).toStartWith("this Result is damaged: scenario: ");
  });
});

test("the JSON Schema is one, and knows every top-level field", () => {
  const schema = resultJsonSchema() as { $schema: string; required: string[] };
  expect(schema.$schema).toContain("json-schema.org");
  expect(schema.required).toContain("metrics");
});
