import { expect, test } from "bun:test";
import { type Comparison, compareResults } from "../../compare/index.ts";
import {
  comparisonHtmlReport,
  comparisonJunitReport,
  comparisonMarkdownReport,
  comparisonTerminalReport,
} from "../index.ts";
import { sampleResult } from "../sample.test-kit.ts";

const sixRuns = (firstSeed: number, slower: number) =>
  [0, 1, 2, 3, 4, 5].map((index) => sampleResult({}, firstSeed + index, slower));
const base = sixRuns(1, 1);
const candidate = sixRuns(20, 1.4);
const comparison: Comparison = compareResults(base, candidate, {
  only: ["pod_startup.p50", "pod_scheduling.p50", "node_ready.p50"],
  resamples: 200,
});

test("the terminal says the regression first, and within its width", () => {
  const text = comparisonTerminalReport(comparison, { color: false, width: 110 });
  expect(text).toStartWith(" REGRESSION  10k-nodes  6 base runs · 6 candidate runs\n");
  expect(Math.max(...text.split("\n").map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(
    110,
  );
  const figures = text.slice(text.indexOf("Figures")).split("\n");
  expect(figures[2]).toMatch(/^ {2}pod_startup\.p50 +worse +\+4\d\.\d %/);
  expect(text).not.toContain("NaN");
});

test("Markdown shows what moved, and folds the rest away", () => {
  const text = comparisonMarkdownReport(comparison);
  expect(text).toStartWith("# ❌ REGRESSION: 10k-nodes\n");
  const fold = text.indexOf("<details>");
  expect(text.indexOf("| pod_startup.p50 | 🔺 worse |")).toBeLessThan(fold);
  expect(text.indexOf("| node_ready.p50 |")).toBeGreaterThan(fold);
});

test("JUnit: worse is a failure with its figures", () => {
  const text = comparisonJunitReport(comparison);
  expect(text.split("<testcase").length - 1).toBe(3);
  expect(text.split("<failure").length - 1).toBe(1);
  expect(text).toMatch(/message="[\d.]+ms → [\d.]+ms: \+4\d/);
});

test("HTML: a row for every change, and both sides' curves over each other", () => {
  const page = comparisonHtmlReport(comparison, { base, candidate });
  // Drawn twice: beside each other for a wide page, one above the other for a narrow one.
  expect(page.split('<g class="row ').length - 1).toBe(2 * 3);
  expect(page).toContain('<g class="row worse">');
  expect(page.split('<li class="s2">candidate</li>').length - 1).toBe(4);
  const shown = page.slice(page.indexOf("<main>"), page.indexOf("<script>"));
  expect(shown.match(/NaN|undefined/)).toBeNull();
});

test("nothing to compare is said, in every format", () => {
  const invalid = base.map((run) => ({ ...run, verdict: "invalid" as const }));
  const nothing = compareResults(invalid, candidate, { resamples: 200 });
  expect(comparisonTerminalReport(nothing, { color: false, width: 80 })).toContain(
    "NOTHING TO COMPARE",
  );
  expect(comparisonMarkdownReport(nothing)).toContain(nothing.sentence);
  expect(comparisonHtmlReport(nothing)).toContain("NOTHING TO COMPARE");
});
