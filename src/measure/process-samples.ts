// CPU and memory of each role over time, from samples of the operating system's own counters.

import type { ProcessResult, Series } from "../result/index.ts";
import { labelledName } from "../result/index.ts";
import type { ProcessSample } from "./types.ts";

/** Six hours of seconds; later samples still count in the totals. */
const STEPS_MAX = 21_600;

interface RoleSamples {
  lastMs: number;
  lastCpuSeconds: number;
  cpuSeconds: number;
  rssMaxBytes: number;
  readonly cores: number[];
  readonly rssBytes: number[];
}

export class ProcessSamples {
  private readonly roles = new Map<string, RoleSamples>();

  constructor(private readonly startMs: number) {}

  add({ role, atMs, cpuSeconds, rssBytes }: ProcessSample): void {
    const samples = this.roles.get(role);
    if (!samples) {
      this.roles.set(role, {
        lastMs: atMs,
        lastCpuSeconds: cpuSeconds,
        cpuSeconds: 0,
        rssMaxBytes: rssBytes,
        cores: [],
        rssBytes: [],
      });
      return;
    }
    // A counter that fell belongs to a process started again.
    const usedSeconds =
      cpuSeconds < samples.lastCpuSeconds ? cpuSeconds : cpuSeconds - samples.lastCpuSeconds;
    const elapsedSeconds = (atMs - samples.lastMs) / 1000;
    if (elapsedSeconds <= 0) return;
    this.fill(samples, atMs, usedSeconds / elapsedSeconds, rssBytes);
    samples.cpuSeconds += usedSeconds;
    samples.rssMaxBytes = Math.max(samples.rssMaxBytes, rssBytes);
    samples.lastMs = atMs;
    samples.lastCpuSeconds = cpuSeconds;
  }

  processes(): ProcessResult[] {
    return [...this.roles].map(([role, { cpuSeconds, rssMaxBytes }]) => ({
      role,
      cpuSeconds,
      rssMaxBytes,
    }));
  }

  /** `cpu{role=…}` in cores and `memory{role=…}` in bytes, a value a second. */
  series(): Record<string, Series> {
    const series: Record<string, Series> = {};
    for (const [role, { cores, rssBytes }] of this.roles) {
      series[labelledName("cpu", { role })] = { unit: "cores", stepSeconds: 1, values: cores };
      series[labelledName("memory", { role })] = {
        unit: "bytes",
        stepSeconds: 1,
        values: rssBytes,
      };
    }
    return series;
  }

  /** The sample stands for every step since the last one, so that a late sample leaves no hole. */
  private fill(samples: RoleSamples, atMs: number, cores: number, rssBytes: number): void {
    const step = Math.floor((atMs - this.startMs) / 1000);
    const known = samples.cores.length;
    const first = known === 0 ? Math.floor((samples.lastMs - this.startMs) / 1000) : known;
    for (let index = known; index < first; index++) {
      samples.cores.push(0);
      samples.rssBytes.push(0);
    }
    for (let index = Math.max(first, 0); index <= step && index < STEPS_MAX; index++) {
      samples.cores.push(Math.round(cores * 1000) / 1000);
      samples.rssBytes.push(rssBytes);
    }
  }
}
