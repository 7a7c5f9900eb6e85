// The pages beside the report in a real browser: a comparison, a history, a sign-off, and a run looked at while it goes.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prng } from "../../src/base/index.ts";
import { serveLivePage } from "../../src/cli/live/live-web.ts";
import { compareResults, loadHistory } from "../../src/compare/index.ts";
import { simulateRuns } from "../../src/compare/runs.test-kit.ts";
import {
  comparisonHtmlReport,
  historyHtmlReport,
  signoffHtmlReport,
} from "../../src/report/index.ts";
import { signoff } from "../../src/report/signoff/sample.test-kit.ts";
import type { RunProgress } from "../../src/run/index.ts";
import {
  DESKTOP,
  PHONE,
  type View,
  browser,
  leastContrast,
  openView,
  prefer,
  widerThanPage,
} from "./view.ts";

/** A browser starts in its own time, more so on a busy machine. */
setDefaultTimeout(60_000);

const random = prng("pages");
const slower = { factors: { pod_startup: 1.3 } };

function comparisonPage(): string {
  const base = simulateRuns(random, 6);
  const candidate = simulateRuns(random, 6, slower);
  return comparisonHtmlReport(compareResults(base, candidate), { base, candidate });
}

function historyPage(): string {
  const runs = [...simulateRuns(random, 12), ...simulateRuns(random, 8, { ...slower, index: 12 })];
  return historyHtmlReport(loadHistory(runs)[0]!);
}

/** What each page must show, scripts or not: pictures with marks, and rows of figures. */
const pages: Readonly<
  Record<string, { readonly html: () => string; readonly marks: string; readonly says: string }>
> = {
  comparison: { html: comparisonPage, marks: ".intervals .row line", says: "REGRESSION" },
  history: { html: historyPage, marks: ".marks path", says: "SLOWER" },
  signoff: {
    html: () => signoffHtmlReport(signoff),
    marks: "section > .scroll tbody tr",
    says: "REJECTED",
  },
};

describe.skipIf(!browser)("in Chromium", () => {
  let directory = "";
  const complaints: string[] = [];
  let view: View;
  const ask = <T>(expression: string): Promise<T> => view.evaluate<T>(expression);

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "kwokbench-pages-"));
    view = openView(complaints);
    await view.navigate("about:blank");
  }, 60_000);
  afterAll(() => {
    view.close();
    rmSync(directory, { recursive: true });
  });

  for (const [name, { html, marks, says }] of Object.entries(pages))
    test(`the ${name} page: readable in both schemes, no wider than a phone, whole without scripts`, async () => {
      const path = join(directory, `${name}.html`);
      await Bun.write(path, html());
      const url = pathToFileURL(path).href;
      await view.resize(...DESKTOP);
      await view.navigate(url);
      expect(await ask<string>("document.querySelector('.verdict').textContent")).toBe(says);
      expect(await ask<boolean>("/NaN|undefined/.test(document.body.innerText)")).toBe(false);
      for (const scheme of ["light", "dark"] as const) {
        await prefer(view, scheme);
        expect(await leastContrast(view, "h1, .sentence, .subject, td")).toBeGreaterThanOrEqual(
          4.5,
        );
      }
      const visible = `[...document.querySelectorAll(${JSON.stringify(marks)})].filter((mark) =>
        mark.getClientRects().length > 0).length`;
      const drawn = await ask<number>(visible);
      expect(drawn).toBeGreaterThan(0);
      await view.resize(...PHONE);
      expect(await widerThanPage(view)).toBeLessThanOrEqual(0);
      expect(await ask<number>(visible)).toBe(drawn);

      await view.cdp("Emulation.setScriptExecutionDisabled", { value: true });
      await view.navigate(url);
      await view.cdp("Emulation.setScriptExecutionDisabled", { value: false });
      expect(await ask<number>(visible)).toBe(drawn);
      expect(
        await ask<number>("document.querySelectorAll('table tbody tr').length"),
      ).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    });

  test("the live page follows a run, draws its rates, and says how it ended", async () => {
    const page = serveLivePage(0);
    try {
      await view.resize(...DESKTOP);
      await view.navigate(page.url);
      const shows = async (expression: string): Promise<void> => {
        for (let tries = 0; !(await ask<boolean>(expression)); tries++) {
          if (tries > 300) throw new Error(`never so: ${expression}`);
          await Bun.sleep(50);
        }
      };
      await shows("document.getElementById('step').textContent === 'waiting for the run'");
      for (const done of [100, 250]) {
        page.show(progressAfter(done));
        await shows(`document.getElementById('phases').textContent.includes('${done} / 1,000')`);
      }
      const text = await ask<string>("document.querySelector('main').innerText");
      for (const said of [
        "pod_startup{origin=controller}",
        "412 ms",
        "1.25 s",
        "apiserver",
        "87 %",
        "210 MiB",
      ])
        expect(text).toContain(said);
      expect(await ask<string>("document.querySelector('#rates path').getAttribute('d')")).toMatch(
        /^M.*L/,
      );
      expect(await ask<string>("document.querySelectorAll('progress')[1].ariaLabel")).toBe(
        "fill: 250 of 1,000",
      );
      for (const scheme of ["light", "dark"] as const) {
        await prefer(view, scheme);
        expect(await leastContrast(view, "h1, h2, th, td, #times")).toBeGreaterThanOrEqual(4.5);
      }
      await view.resize(...PHONE);
      expect(await widerThanPage(view)).toBeLessThanOrEqual(0);
      await page.end({ verdict: "pass", reason: undefined, reports: "out" });
      await shows(
        "document.getElementById('state').textContent.includes('The run has ended: pass.')",
      );
      expect(complaints).toEqual([]);
    } finally {
      await page.end(undefined);
    }
  });
});

/** A run with so many of its pods ready. */
function progressAfter(completed: number): RunProgress {
  return {
    scenario: "a scenario with a rather long name",
    step: "phase fill",
    elapsedSeconds: completed / 50,
    remainingSeconds: 15,
    planned: { nodes: 10, fill: 1_000 },
    measured: {
      phases: [
        {
          name: "fill",
          startSeconds: 1,
          endSeconds: 2,
          offered: completed + 10,
          sent: completed + 10,
          acknowledged: completed + 5,
          completed,
          failed: 1,
          censored: 0,
          slipP99Seconds: 0.001,
        },
      ],
      latencies: {
        pod_startup: { count: completed, p50: 0.412, p99: 1.25 },
        "pod_startup{origin=controller}": { count: 3, p50: 0.02, p99: 0.03 },
      },
      rates: { pods_created: { count: completed, perSecond: completed / 10 } },
      requestsFailed: 1,
      requestsInFlight: 5,
    },
    processes: [{ role: "apiserver", cpuShare: 0.87, rssBytes: 210 * 2 ** 20 }],
  };
}
