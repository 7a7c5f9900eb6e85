import { describe, expect, test } from "bun:test";
import { Chalk } from "chalk";
import type { RunProgress } from "../../run/index.ts";
import { plainLine, screenLines } from "./live-screen.ts";
import { type Terminal, isColorful, isPlain, liveView } from "./live.ts";

const plain = new Chalk({ level: 0 });
const phase = (name: string, offered: number, completed: number, failed = 0) => ({
  name,
  startSeconds: 0,
  endSeconds: 1,
  offered,
  sent: offered,
  acknowledged: offered,
  completed,
  failed,
  censored: 0,
  slipP99Seconds: 0,
});
const progress: RunProgress = {
  scenario: "small",
  step: "phase fill",
  elapsedSeconds: 65,
  remainingSeconds: 12.4,
  planned: { nodes: 100, fill: 2000, churn: 500 },
  measured: {
    phases: [phase("nodes", 100, 100), phase("fill", 1200, 1000, 3)],
    latencies: {
      api_request: { count: 5, p50: 0.001, p99: 0.002 },
      pod_startup: { count: 1000, p50: 0.25, p99: Infinity },
    },
    rates: {
      pods_created: { count: 1200, perSecond: 104.2 },
      pods_deleted: { count: 0, perSecond: 0 },
    },
    requestsFailed: 3,
    requestsInFlight: 64,
  },
  processes: [{ role: "runner", cpuShare: 0.124, rssBytes: 98 * 2 ** 20 }],
};

test("a wide screen: everything there is to know, side by side", () => {
  expect(screenLines(progress, 110, plain)).toEqual(
    [
      `small  phase fill${" ".repeat(76)}1m05s  ≈ 12s left`,
      "",
      `nodes    ${"━".repeat(76)}        100 / 100`.padEnd(100),
      `fill     ${"━".repeat(38)}${"─".repeat(38)}    1,000 / 2,000  3 lost`,
      `churn    ${"─".repeat(76)}          0 / 500`,
      "",
      "latency, this phase     count       p50         p99    process  of a core    memory",
      "pod_startup             1,000     250ms  > time-out    runner        12 %    98 MiB",
      "api_request                 5    1.00ms      2.00ms",
      "",
      "last second  pods created    104/s",
      "requests     3 failed, 64 in flight",
    ].map((line) => line.trimEnd()),
  );
});

test("no line is wider than the screen", () => {
  for (const columns of [39, 60, 79, 99, 200])
    for (const line of screenLines(progress, columns, new Chalk({ level: 2 })))
      expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
});

test("before there is a cluster it says what is being done", () => {
  const start = {
    ...progress,
    step: "starting the cluster",
    measured: undefined,
    planned: {},
    processes: [],
    remainingSeconds: undefined,
  };
  expect(screenLines(start, 40, plain)).toEqual(["small  starting the cluster        1m05s"]);
});

test("a line for logs", () => {
  expect(plainLine(progress)).toBe(
    "  65s  phase fill  1000/2000 done  pod_startup p99 > time-out  3 requests failed  ≈ 12s left",
  );
});

describe("a view", () => {
  class Screen implements Terminal {
    isTTY = true;
    columns = 110;
    rows = 40;
    written = "";
    write(text: string): void {
      this.written += text;
    }
  }

  test("paints over itself, also after its lines were folded by a narrower terminal", () => {
    const screen = new Screen();
    const view = liveView(screen, { plain: false, color: false });
    view.show(progress);
    expect(screen.written).not.toContain("\u001B[12A");
    screen.written = "";
    view.show(progress);
    expect(screen.written).toContain("\u001B[12A\r");
    screen.columns = 60;
    screen.written = "";
    view.show(progress);
    // Three bars, the head and two lines of the tables take two rows each now.
    expect(screen.written).toContain("\u001B[18A\r");
  });

  test("is cut at the foot of a low terminal, and can be taken away", () => {
    const screen = new Screen();
    screen.rows = 5;
    const view = liveView(screen, { plain: false, color: false });
    view.show(progress);
    expect(screen.written.split("\n").length).toBe(5);
    screen.written = "";
    view.clear();
    view.clear();
    expect(screen.written).toBe("\u001B[4A\r\u001B[J");
  });

  test("is plain lines where nothing can be painted, and colourless where none is wanted", () => {
    const screen = new Screen();
    liveView(screen, { plain: true, color: true }).show(progress);
    expect(screen.written).toBe(`${plainLine(progress)}\n`);
    expect([isPlain({ CI: "true" }), isPlain({ TERM: "dumb" }), isPlain({})]).toEqual([
      true,
      true,
      false,
    ]);
    expect([isColorful({ NO_COLOR: "1" }), isColorful({ NO_COLOR: "" })]).toEqual([false, true]);
    screen.written = "";
    liveView(screen, { plain: false, color: false }).show(progress);
    expect(Bun.stripANSI(screen.written)).toContain("small  phase fill");
    expect(screen.written).not.toContain("\u001B[3");
  });
});
