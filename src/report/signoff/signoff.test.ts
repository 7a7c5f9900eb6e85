import { describe, expect, test } from "bun:test";
import { signoff } from "./sample.test-kit.ts";
import { signoffHtmlReport, signoffMarkdownReport, signoffTerminalReport } from "./signoff.ts";

describe("sign-off report", () => {
  test("on a terminal: verdict, why, objectives with their worst and best run", () => {
    const text = signoffTerminalReport(signoff, { color: false, width: 140 });
    expect(text).toStartWith(
      " REJECTED  release <1.2>  2026-11-24T08:00:00Z · kwokbench 0.1.0 · document cdcdcdcdcdcd",
    );
    expect(text).toMatch(/pod_startup\.p99 < 50ms +✘ missed +plan +3 of 4 +> time-out +30\.0ms/);
    expect(text).toMatch(/pods_bound\.rate >= 270\/s +✔ holds +scenario +2 of 2 +280\/s +300\/s/);
    expect(text).toContain("warning: Stolen time. (machine-steal, in 2 runs)");
    expect(text).toMatch(/pod_startup\.p50 +worse/);
  });

  test("as Markdown and HTML: the same, with digests of the inputs, and names escaped", () => {
    const markdown = signoffMarkdownReport(signoff);
    expect(markdown).toStartWith("# ❌ REJECTED: release \\<1.2\\>\n");
    expect(markdown).toContain(`| plan.yaml | plan | ${"ab".repeat(32)} | 1,234 |`);
    const html = signoffHtmlReport(signoff);
    expect(html).toContain("<title>release &lt;1.2&gt;: REJECTED</title>");
    expect(html).toContain("ab".repeat(32));
    expect(html).not.toMatch(/https?:\/\//);
  });
});
