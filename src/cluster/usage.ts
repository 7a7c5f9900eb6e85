// CPU and memory of a process, from the operating system rather than the process itself, so that real components
// (kube-apiserver, etcd) are measured the same way as our own.

import { readFileSync } from "node:fs";
import type { ProcessUsage } from "../base/index.ts";

/** /proc on Linux counts CPU time in ticks of 1/100 s (USER_HZ). */
export const CLOCK_TICKS_PER_SECOND = 100;

/** CPU time since its start and resident memory of process `pid`, from /proc on Linux, else from `ps`; undefined once it is gone. */
export function processUsage(pid: number): ProcessUsage | undefined {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The command name is in parentheses and may hold spaces: count fields behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    if (rss === undefined) return undefined;
    return { cpuSeconds: ticks / CLOCK_TICKS_PER_SECOND, rssBytes: Number(rss) * 1024 };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessUsage | undefined {
  const { stdout, success } = Bun.spawnSync(["ps", "-o", "rss=,time=", "-p", String(pid)]);
  const match = /^\s*(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):([\d.]+)/.exec(stdout.toString());
  if (!success || !match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part) => Number(part ?? 0));
  return {
    cpuSeconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds,
    rssBytes: Number(match[1]) * 1024,
  };
}
