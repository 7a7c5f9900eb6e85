// Every format is read back by a reader that is not ours, or by the strictest reading of its own specification.

import { describe, expect, test } from "bun:test";
import { HistogramLogReader } from "hdr-histogram-js";
import { censoredPercentileMs, parseResult, serializeResult } from "../result/index.ts";
import { LatencyHistogram } from "../base/index.ts";
import { STANDARD_FORMATS, formatRegistry } from "./index.ts";
import { failedSample, sampleResult } from "./sample.test-kit.ts";

const render = (name: string, result = sampleResult()): string =>
  formatRegistry.find((format) => format.name === name)!.render(result);

test("the formats a run writes are all in the registry, each into its own file", () => {
  const names = formatRegistry.map(({ name }) => name);
  for (const standard of STANDARD_FORMATS) expect(names).toContain(standard);
  const files = new Set(formatRegistry.map(({ fileName }) => fileName));
  expect(files.size).toBe(formatRegistry.length);
});

test("json: reads back as the same Result, the censored included", () => {
  const result = failedSample();
  expect(parseResult(render("json", result))).toEqual(result);
  expect(serializeResult(parseResult(render("json", result)))).toBe(render("json", result));
  expect(result.metrics["pod_startup"]?.max).toBe(Infinity);
});

test("hlog: HistogramLogReader reads every metric, with the same percentiles", () => {
  const result = sampleResult();
  const reader = new HistogramLogReader(render("hlog", result));
  const seen = new Map<string, number>();
  for (let each = reader.nextIntervalHistogram(); each; each = reader.nextIntervalHistogram())
    seen.set(each.tag, each.getValueAtPercentile(99));
  expect(seen.size).toBe(2 * Object.keys(result.metrics).length);
  expect(seen.get("pod_scheduling")! / 1e6).toBeCloseTo(result.metrics["pod_scheduling"]!.p99, 6);
  expect(seen.has("api_request{resource=pods;verb=POST};raw")).toBe(true);
});

describe("junit", () => {
  const counts = (xml: string): number[] =>
    ["<testcase", "<failure", "<error"].map((tag) => xml.split(tag).length - 1);

  test("a case for each threshold and one for validity", () => {
    expect(counts(render("junit"))).toEqual([4, 0, 0]);
    expect(counts(render("junit", failedSample()))).toEqual([4, 2, 0]);
  });

  test("an invalid run is an error, and so is one cut short", () => {
    const findings = [
      { id: "watch-relisted", severity: "invalid", message: "Lost <its> place.", evidence: {} },
    ] as const;
    const invalid = sampleResult({ verdict: "invalid", validity: { valid: false, findings } });
    expect(counts(render("junit", invalid))).toEqual([4, 0, 1]);
    const cut = sampleResult({ verdict: "incomplete", reason: "Interrupted \u0007 & gone." });
    expect(counts(render("junit", cut))).toEqual([5, 0, 1]);
  });

  const xmllint = Bun.which("xmllint");
  test.skipIf(!xmllint)("xmllint reads it", () => {
    const run = Bun.spawnSync([xmllint!, "--noout", "-"], {
      stdin: new TextEncoder().encode(render("junit", failedSample())),
    });
    expect(run.stderr.toString()).toBe("");
    expect(run.exitCode).toBe(0);
  });
});

describe("prometheus", () => {
  const lines = render("prometheus", failedSample()).trimEnd().split("\n");

  test("every line is as OpenMetrics has it, families stand together, and # EOF ends it", () => {
    const sample =
      /^[a-z_][a-z0-9_]*\{(?:[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*\} (?:[-+]?[\d.]+(?:e[-+]?\d+)?|\+Inf|NaN)$/i;
    const comment =
      /^# (?:TYPE [a-z_0-9]+ (?:histogram|gauge|counter)|UNIT [a-z_0-9]+ [a-z]+|HELP [a-z_0-9]+ .+)$/;
    expect(lines.at(-1)).toBe("# EOF");
    const strange = lines.slice(0, -1).filter((line) => !sample.test(line) && !comment.test(line));
    expect(strange).toEqual([]);
    const types = lines.filter((line) => line.startsWith("# TYPE"));
    expect(new Set(types).size).toBe(types.length);
  });

  test("buckets rise to the count, and the censored are only in the last", () => {
    const values = lines
      .filter((line) => line.startsWith("kwokbench_pod_startup_seconds_bucket"))
      .map((line) => Number(line.split(" ").at(-1)));
    expect(values).toEqual(values.toSorted((left, right) => left - right));
    expect(values.slice(-2)).toEqual([16_000, 16_003]);
    const count = lines.find((line) => line.startsWith("kwokbench_pod_startup_seconds_count"));
    expect(count).toEndWith(" 16003");
  });

  test("a unit is the end of its family's name", () => {
    for (const line of lines.filter((line) => line.startsWith("# UNIT"))) {
      const [, , name, unit] = line.split(" ");
      expect(name).toEndWith(`_${unit}`);
    }
  });
});

test("csv: five cells a line by RFC 4180, commas in names quoted", () => {
  const csv = render("csv");
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  for (const line of csv.split("\r\n").filter(Boolean)) {
    let cells = 0;
    cell.lastIndex = 0;
    while (cell.lastIndex < line.length && cell.exec(line)) cells++;
    expect(cells + (line.endsWith(",") ? 1 : 0)).toBe(5);
  }
  expect(csv).toContain('metric,"api_request{resource=pods,verb=POST}",p99,');
});

test("perfdash: DataItems in ms, without percentiles nobody saw", () => {
  const { version, dataItems } = JSON.parse(render("perfdash")) as {
    version: string;
    dataItems: { data: Record<string, number>; unit: string; labels: Record<string, string> }[];
  };
  expect(version).toBe("v1");
  const startup = dataItems.find(({ labels }) => labels["Metric"] === "pod_startup");
  expect(startup?.unit).toBe("ms");
  expect(Object.keys(startup?.data ?? {})).toEqual(["Perc50", "Perc90", "Perc99", "Average"]);
});

test("gobench: every line is a benchmark name, a count, and pairs of value and unit", () => {
  const lines = render("gobench").trimEnd().split("\n");
  const configuration = lines.filter((line) => /^[a-z]+: /.test(line));
  const form = /^Benchmark[A-Z]\w*(?:\/[\w=.-]+)* \d+(?: [\d.]+ [\w./-]+)+$/;
  const results = lines.filter((line) => form.test(line));
  expect(configuration.length + results.length).toBe(lines.length);
  expect(results).toHaveLength(12);
});

describe("markdown", () => {
  test("verdict and thresholds are the first screen", () => {
    const [title, , sentence] = render("markdown", failedSample()).split("\n");
    expect(title).toBe("# ❌ FAIL: 10k-nodes");
    expect(sentence).toStartWith("2 of 3 thresholds failed");
    expect(render("markdown").indexOf("## Thresholds")).toBeLessThan(200);
  });

  test("a Markdown reader finds the tables, and no cell breaks one", () => {
    const page = Bun.markdown.html(render("markdown", failedSample()), { tables: true });
    expect(page.split("<table>").length - 1).toBeGreaterThanOrEqual(7);
    for (const table of page.split("<table>").slice(1)) {
      const rows = table.split("</table>")[0]!.split("<tr>").slice(1);
      const widths = rows.map((row) => row.split(/<t[hd]/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test("it fits a comment, and its summary a job page", () => {
    expect(render("markdown").length).toBeLessThan(65_536);
    expect(render("summary").length).toBeLessThan(render("markdown").length);
    expect(render("summary")).not.toContain("## Environment");
  });
});

test("what the report says of a percentile is what merging and asking again gives", () => {
  const metric = sampleResult().metrics["pod_startup"]!;
  const again = LatencyHistogram.decode(metric.histogram);
  expect(censoredPercentileMs(again, metric.censored, 99) / 1000).toBeCloseTo(metric.p99, 6);
});
