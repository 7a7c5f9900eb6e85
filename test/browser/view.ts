// A real browser to look at pages with.

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Its path; undefined where there is none, so that what needs it is skipped. */
export const browser = BROWSERS.map((name) => Bun.which(name)).find((path) => path !== null);

export type View = InstanceType<typeof Bun.WebView>;

export const DESKTOP = [1280, 1000] as const;
export const PHONE = [390, 844] as const;

/** `complaints` gets whatever pages write to their console. */
export function openView(complaints: string[]): View {
  const [width, height] = DESKTOP;
  return new Bun.WebView({
    width,
    height,
    backend: { type: "chrome", url: false, path: browser!, argv: ["--no-sandbox"] },
    console: (kind: string, ...words: unknown[]) => complaints.push([kind, ...words].join(" ")),
  });
}

/** Pixels that the page is wider than its window. */
export function widerThanPage(view: View): Promise<number> {
  return view.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
}

/** The least contrast of any of `selector`'s elements with the page behind it, as WCAG counts it. */
export function leastContrast(view: View, selector: string): Promise<number> {
  return view.evaluate<number>(`(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (rgb) => rgb.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = light(parse(getComputedStyle(document.body).backgroundColor));
    const ratios = [...document.querySelectorAll(${JSON.stringify(selector)})]
      .map((element) => light(parse(getComputedStyle(element).color)))
      .map((ink) => (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05));
    return Math.min(...ratios);
  })()`);
}

export async function prefer(view: View, scheme: "light" | "dark"): Promise<void> {
  await view.cdp("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: scheme }],
  });
}
