import { describe, expect, test } from "bun:test";
import { prng } from "../../base/index.ts";
import { loadHistory } from "../../compare/index.ts";
import { simulateRun } from "../../compare/runs.test-kit.ts";
import { historyHtmlReport, historyMarkdownReport, historyTerminalReport } from "./history.ts";
import { sparkline } from "./spark.ts";

const random = prng("history");
const nights = Array.from({ length: 30 }, (_, index) =>
  simulateRun(random, {
    index,
    encode: false,
    noise: 0.02,
    factors: index < 20 ? {} : { pod_startup: 1.3 },
  }),
);
const history = loadHistory(nights, { only: ["pod_startup", "memory"] })[0]!;

describe("history report", () => {
  test("says first that it got slower, when, and by how much", () => {
    const text = historyTerminalReport(history, { color: false, width: 110 });
    const lines = text.split("\n");
    expect(lines[0]).toStartWith(" SLOWER  simulated");
    expect(lines[1]).toMatch(/^2 confirmed changes for the worse .*pod_startup\.p50 \+\d\d\.\d %/);
    expect(text).toMatch(/pod_startup\.p50 +[▁-█]{30} /);
    expect(text).toMatch(/pod_startup\.p50 +\+\d\d\.\d % +worse +2026-01-21 00:00 UTC +confirmed/);
  });

  test("as Markdown: tables of changes and figures", () => {
    const text = historyMarkdownReport(history);
    expect(text).toStartWith("# ❌ SLOWER: simulated\n");
    expect(text).toContain("| figure | change | direction | run | state | before | after |");
  });

  test("as HTML: a picture a figure with its levels, and a table under it", () => {
    const html = historyHtmlReport(history);
    expect(html.match(/<svg /g)).toHaveLength(history.rows.length);
    // The run line and two levels, before and after the change.
    const picture = html.slice(html.indexOf("<svg "), html.indexOf("</svg>"));
    expect(picture.match(/<path d="M[^"]+" class="s[12]">/g)).toHaveLength(3);
    expect(html).toContain("pod_startup.p50 as a table");
    expect(html).not.toMatch(/https?:\/\//);
  });

  test("nothing valid is said, not drawn", () => {
    const broken = nights.map((result) => ({ ...result, verdict: "invalid" as const }));
    const text = historyTerminalReport(loadHistory(broken)[0]!, { color: false, width: 100 });
    expect(text).toStartWith(" NO VALID RUNS ");
    expect(text).toContain("Left out: the run of 2026-01-01 00:00 UTC, invalid");
  });
});

test("small bars from the lowest to the highest, and a cross for what never ended", () => {
  expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([5, 5, Infinity])).toBe("▁▁×");
  expect(sparkline([])).toBe("");
});
