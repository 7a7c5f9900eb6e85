// What the machine did meanwhile, from /proc: whether another tenant or the swap took time that the figures then blame
// on the control plane. Elsewhere than on Linux nothing is known, and nothing is claimed.

import { readFileSync } from "node:fs";
import { CLOCK_TICKS_PER_SECOND } from "../cluster/index.ts";

export interface MachineTotals {
  readonly stealSeconds: number;
  readonly idleSeconds: number;
  readonly totalSeconds: number;
  readonly swappedPages: number;
}

export function machineTotals(): MachineTotals | undefined {
  try {
    const cpu = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1];
    if (cpu === undefined) return undefined;
    const ticks = cpu.split(" ").slice(0, 8).map(Number);
    const swap = readFileSync("/proc/vmstat", "latin1").matchAll(/^pswp(?:in|out) (\d+)$/gm);
    return {
      stealSeconds: ticks[7]! / CLOCK_TICKS_PER_SECOND,
      idleSeconds: (ticks[3]! + ticks[4]!) / CLOCK_TICKS_PER_SECOND,
      totalSeconds: ticks.reduce((sum, each) => sum + each, 0) / CLOCK_TICKS_PER_SECOND,
      swappedPages: [...swap].reduce((sum, [, pages]) => sum + Number(pages), 0),
    };
  } catch {
    return undefined;
  }
}
