// The HTML report in a real browser, at desktop and phone widths, dark and light, with and without scripts.

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { formatRegistry } from "../../src/report/index.ts";
import { failedSample, sampleResult } from "../../src/report/sample.test-kit.ts";
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

if (!browser)
  console.log("skipped: no Chromium here, so the report was not looked at in a browser");

const html = formatRegistry.find(({ name }) => name === "html")!.render;
const PICTURES = 9;

describe.skipIf(!browser)("the HTML report in Chromium", () => {
  let directory = "";
  let page = "";
  const complaints: string[] = [];
  let view: View;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "kwokbench-report-"));
    page = await write("pass.html", html(sampleResult()));
    view = openView(complaints);
    await view.navigate(page);
  }, 60_000);
  afterAll(() => {
    view.close();
    rmSync(directory, { recursive: true });
  });

  async function write(name: string, text: string): Promise<string> {
    const path = join(directory, name);
    await Bun.write(path, text);
    return pathToFileURL(path).href;
  }
  const ask = <T>(expression: string): Promise<T> => view.evaluate<T>(expression);

  test("says the verdict, and nothing in the console", async () => {
    expect(await ask<string>("document.querySelector('.verdict').textContent")).toBe("PASS");
    expect(complaints).toEqual([]);
  });

  test("every picture has marks inside its frame, a name, and its figures as a table", async () => {
    const pictures = await ask<{ marks: number; label: string; rows: number; inside: boolean }[]>(`
      [...document.querySelectorAll("figure")].map((figure) => {
        const svg = figure.querySelector("svg");
        const frame = svg.getBoundingClientRect();
        const marks = [...svg.querySelectorAll(".marks path")];
        return {
          marks: marks.length,
          label: svg.getAttribute("aria-label"),
          rows: figure.querySelectorAll("details tbody tr").length,
          inside: marks.every((mark) => {
            const box = mark.getBoundingClientRect();
            return box.width + box.height > 0 && box.left >= frame.left - 1 &&
              box.right <= frame.right + 1 && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
          }),
        };
      })`);
    expect(pictures).toHaveLength(PICTURES);
    for (const picture of pictures) {
      expect(picture.marks).toBeGreaterThan(0);
      expect(picture.label).not.toContain("NaN");
      expect(picture.rows).toBeGreaterThan(0);
      expect(picture.inside).toBe(true);
    }
    expect(
      await ask<boolean>("/NaN|undefined|Infinity/.test(document.querySelector('main').innerHTML)"),
    ).toBe(false);
  });

  test("the pointer and the arrow keys are answered with every series of the picture", async () => {
    await ask(`document.querySelector("svg").scrollIntoView({ block: "center" })`);
    await ask(`(() => {
      const svg = document.querySelector("svg");
      const box = svg.getBoundingClientRect();
      svg.dispatchEvent(new PointerEvent("pointermove", {
        clientX: box.left + box.width / 2, clientY: box.top + 40, bubbles: true,
      }));
    })()`);
    const tip = "document.querySelector('.tip')";
    expect(await ask<boolean>(`${tip}.hidden`)).toBe(false);
    const said = await ask<string>(`${tip}.textContent`);
    for (const series of ["node_ready", "pod_startup", "watch_lag"]) expect(said).toContain(series);

    await ask(`document.querySelector("svg").focus()`);
    await view.press("ArrowRight");
    expect(await ask<string>(`${tip}.textContent`)).not.toBe(said);
    await view.press("Escape");
    expect(await ask<boolean>(`${tip}.hidden`)).toBe(true);
  });

  test("nothing is wider than a phone but what scrolls by itself", async () => {
    await view.resize(...PHONE);
    expect(await widerThanPage(view)).toBeLessThanOrEqual(0);
    const small = await ask<number>(`Math.min(...[...document.querySelectorAll("svg .axis text")]
      .filter((text) => text.textContent).map((text) => text.getBoundingClientRect().height))`);
    expect(small).toBeGreaterThan(8);
    await view.resize(...DESKTOP);
  });

  test("dark and light differ, and text stands out in both", async () => {
    const contrast = async (scheme: "light" | "dark"): Promise<[string, number]> => {
      await prefer(view, scheme);
      const page = await ask<string>("getComputedStyle(document.body).backgroundColor");
      return [page, await leastContrast(view, "h1, .note, figcaption p, td, .mark, .subject")];
    };
    const [light, lightRatio] = await contrast("light");
    const [dark, darkRatio] = await contrast("dark");
    expect(light).not.toBe(dark);
    // WCAG AA for text of this size.
    expect(lightRatio).toBeGreaterThanOrEqual(4.5);
    expect(darkRatio).toBeGreaterThanOrEqual(4.5);
  });

  test("with scripts off it still shows everything", async () => {
    await view.cdp("Emulation.setScriptExecutionDisabled", { value: true });
    await view.navigate(page);
    await view.cdp("Emulation.setScriptExecutionDisabled", { value: false });
    expect(
      await ask<number>("document.querySelectorAll('figure .marks path').length"),
    ).toBeGreaterThan(PICTURES);
    expect(await ask<number>("document.querySelectorAll('tbody tr').length")).toBeGreaterThan(50);
    expect(await ask<boolean>("document.querySelector('.tip').hidden")).toBe(true);
  });

  test("a failed run shows what failed, and why", async () => {
    await view.navigate(await write("fail.html", html(failedSample())));
    const text = await ask<string>("document.querySelector('main').innerText");
    for (const said of ["FAIL", "> time-out", "Nothing was measured of job_time", "machine-steal"])
      expect(text).toContain(said);
    expect(complaints).toEqual([]);
  });
});
