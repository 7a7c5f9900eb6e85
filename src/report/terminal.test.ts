import { expect, test } from "bun:test";
import { failedSample, sampleResult } from "./sample.test-kit.ts";
import { terminalReport } from "./terminal.ts";

test("without colour it is plain text, within the width it was given", () => {
  for (const width of [80, 100, 120]) {
    const text = terminalReport(failedSample(), { color: false, width });
    expect(Bun.stripANSI(text)).toBe(text);
    const widest = Math.max(...text.split("\n").map((line) => Bun.stringWidth(line)));
    expect(widest).toBeLessThanOrEqual(width);
  }
});

test("the verdict comes first, then the thresholds with what was measured", () => {
  const lines = terminalReport(failedSample(), { color: false, width: 120 }).split("\n");
  expect(lines.slice(0, 7)).toEqual([
    " FAIL  10k-nodes  10,000 nodes · embedded · 1m15s · seed 1",
    "2 of 3 thresholds failed: pod_startup.p99 < 500ms; job_time.p99 < 1s.",
    "",
    "Thresholds",
    "  ✔ pod_scheduling.p99 < 1s  341ms",
    "  ✘ pod_startup.p99 < 500ms  > time-out",
    "  ✘ job_time.p99 < 1s        no data  Nothing was measured of job_time.",
  ]);
});

test("a table too wide for the terminal says what it left out", () => {
  const text = terminalReport(sampleResult(), { color: false, width: 80 });
  expect(text).toContain("(too narrow for: p99, p99.9, max, raw p99; the report files have them)");
  expect(terminalReport(sampleResult(), { color: false, width: 140 })).not.toContain("too narrow");
});

test("colour follows the option", () => {
  const text = terminalReport(sampleResult(), { color: true, width: 100 });
  expect(text).toContain("\u001B[42m PASS ");
});
