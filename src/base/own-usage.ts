// CPU and memory of this process, as a role reports them of itself. Of any process by pid: cluster/usage.ts.

export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Resident set size. */
  readonly rssBytes: number;
}

/** CPU time (user and system) this process has used since its start, and the memory it holds now. */
export function ownUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() };
}
