// From two pages of a kubelet to what a node and its containers use.

import { describe, expect, test } from "bun:test";
import { NodeReadings } from "./node-usage.ts";
import { readScrape } from "./scrape.ts";

const BEGIN_MS = 1_700_000_000_000;
const BEGIN_SECONDS = BEGIN_MS / 1000;

interface Container {
  readonly pod: string;
  readonly cpuSeconds: number;
  readonly startSeconds: number;
}

/** A page read `afterMs` after the begin. */
function page(afterMs: number, nodeSeconds: number, ...containers: readonly Container[]): string {
  const atMs = BEGIN_MS + afterMs;
  const lines = containers.flatMap(({ pod, cpuSeconds, startSeconds }) => {
    const labels = `{container="app",namespace="shop",pod="${pod}"}`;
    return [
      `container_cpu_usage_seconds_total${labels} ${cpuSeconds} ${atMs}`,
      `container_memory_working_set_bytes${labels} 1048576 ${atMs}`,
      `container_start_time_seconds${labels} ${startSeconds}`,
      `pod_cpu_usage_seconds_total{namespace="shop",pod="${pod}"} ${cpuSeconds} ${atMs}`,
    ];
  });
  const node = [
    `node_cpu_usage_seconds_total ${nodeSeconds} ${atMs}`,
    "node_memory_working_set_bytes 2097152",
  ];
  return [...node, ...lines, "scrape_error 0"].join("\n");
}

const between = (earlier: string, latest: string): NodeReadings =>
  new NodeReadings(readScrape(earlier, 0), readScrape(latest, 0));

describe("what is used", () => {
  const old = { pod: "old", startSeconds: BEGIN_SECONDS - 500 };

  test("is what the counters gained, by the time between them", () => {
    const readings = between(
      page(0, 100, { ...old, cpuSeconds: 50 }),
      page(2000, 103, { ...old, cpuSeconds: 50.5 }),
    );
    const common = { atMs: BEGIN_MS + 2000, windowMs: 2000 };
    expect(readings.node()).toEqual({ cpuCores: 1.5, memoryBytes: 2_097_152, ...common });
    expect(readings.pod("shop", "old")?.get("app")).toEqual({
      cpuCores: 0.25,
      memoryBytes: 1_048_576,
      ...common,
    });
    expect(readings.pod("shop", "none")).toBeUndefined();
  });

  test("counts from its start for what started in between, anew too", () => {
    const startSeconds = BEGIN_SECONDS + 1;
    const readings = between(
      page(0, 0, { ...old, cpuSeconds: 50 }),
      page(
        3000,
        0,
        { pod: "old", startSeconds, cpuSeconds: 1 },
        { pod: "new", startSeconds, cpuSeconds: 4 },
      ),
    );
    expect(readings.pod("shop", "old")?.get("app")?.cpuCores).toBe(0.5);
    expect(readings.pod("shop", "new")?.get("app")?.cpuCores).toBe(2);
  });

  test("is not known of what has only just started", () => {
    const startSeconds = BEGIN_SECONDS + 1.9;
    const latest = page(2000, 0, { pod: "new", startSeconds, cpuSeconds: 1 });
    expect(between(page(0, 0), latest).pod("shop", "new")).toBeUndefined();
  });
});
