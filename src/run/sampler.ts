// Once a second: CPU and memory of every process, and how late this process's own timers fire, since every receive time
// may be off by that.

import type { Clock } from "../base/index.ts";
import { type Cluster, processUsage } from "../cluster/index.ts";
import type { Measurement } from "../measure/index.ts";
import type { RoleUsage } from "./types.ts";

const SAMPLE_MS = 1_000;
const DELAY_PROBE_MS = 20;

export interface Sampler {
  /** As of the last sample. */
  readonly usage: readonly RoleUsage[];
  /** Takes a last sample and ends. */
  stop(): void;
}

export function startSampler(
  cluster: Pick<Cluster, "components">,
  measurement: Measurement,
  clock: Clock,
): Sampler {
  const last = new Map<string, { atMs: number; cpuSeconds: number }>();
  let usage: RoleUsage[] = [];
  const sample = (): void => {
    const atMs = clock.nowMs();
    const processes = [{ role: "runner", pid: process.pid }, ...cluster.components];
    usage = processes.flatMap(({ role, pid }) => {
      const now = processUsage(pid);
      if (!now) return [];
      measurement.processSample({ role, atMs, ...now });
      const before = last.get(role) ?? { atMs: atMs - SAMPLE_MS, cpuSeconds: now.cpuSeconds };
      last.set(role, { atMs, cpuSeconds: now.cpuSeconds });
      const elapsedSeconds = Math.max(atMs - before.atMs, 1) / 1000;
      const cpuShare = (now.cpuSeconds - before.cpuSeconds) / elapsedSeconds;
      return [{ role, cpuShare, rssBytes: now.rssBytes }];
    });
  };
  let expectedMs = clock.nowMs() + DELAY_PROBE_MS;
  const probe = (): void => {
    const nowMs = clock.nowMs();
    measurement.eventLoopDelay(Math.max(0, nowMs - expectedMs));
    expectedMs = nowMs + DELAY_PROBE_MS;
  };
  sample();
  const timers = [setInterval(sample, SAMPLE_MS), setInterval(probe, DELAY_PROBE_MS)];
  return {
    get usage() {
      return usage;
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      sample();
    },
  };
}
