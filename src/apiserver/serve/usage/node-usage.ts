// What nodes and pods use, from the kubelets' own counters: CPU is what was used between two readings, as metrics-server
// counts it. Kubelets are read when somebody asks and not otherwise, so that nobody pays for it who does not look.

import { type Clock, Limiter, messageOf, type Logger } from "../../../base/index.ts";
import type { KubeObject } from "../../../kube/index.ts";
import { scrapeNode, type Reading, type Scrape } from "./scrape.ts";

/** A reading this young is not taken again. */
const FRESH_MS = 3000;
/** Two readings are at least this far apart, and at most so far. */
const WINDOW_MS_MIN = 1000;
const WINDOW_MS_MAX = 60_000;
/** Readings that nobody asked for so long are forgotten. */
const FORGET_MS = 2 * WINDOW_MS_MAX;
const SCRAPES_IN_FLIGHT_MAX = 32;

interface Entry {
  earlier: Taken | undefined;
  latest: Taken | undefined;
  /** While readings are being taken. */
  pending: Promise<void> | undefined;
}

interface Taken {
  readonly scrape: Scrape;
  /** On the monotonic clock. */
  readonly atMs: number;
}

export interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** Since the epoch: the end of the window that the CPU was used in. */
  readonly atMs: number;
  readonly windowMs: number;
}

/** Two readings of one node. */
export class NodeReadings {
  constructor(
    private readonly earlier: Scrape,
    private readonly latest: Scrape,
  ) {}

  /** Undefined: the kubelet does not say. */
  node(): Usage | undefined {
    return usageBetween(this.earlier.node, this.latest.node);
  }

  /** By container; undefined where there is not something of all of them yet. */
  pod(namespace: string, name: string): ReadonlyMap<string, Usage> | undefined {
    const key = `${namespace}/${name}`;
    const before = this.earlier.pods.get(key);
    const usages = new Map<string, Usage>();
    for (const [container, reading] of this.latest.pods.get(key) ?? []) {
      const usage = usageBetween(before?.get(container), reading);
      if (!usage) return undefined;
      usages.set(container, usage);
    }
    return usages.size > 0 ? usages : undefined;
  }
}

/** What has started since the earlier reading counts from its start. */
function usageBetween(before: Reading | undefined, after: Reading): Usage | undefined {
  const { cpuSeconds, memoryBytes, startSeconds, atMs } = after;
  if (cpuSeconds === undefined || memoryBytes === undefined || atMs === undefined) return undefined;
  const hasBoth =
    before?.cpuSeconds !== undefined &&
    before.startSeconds === startSeconds &&
    before.cpuSeconds <= cpuSeconds;
  const fromMs = hasBoth ? before.atMs : startSeconds && startSeconds * 1000;
  if (fromMs === undefined || atMs - fromMs < WINDOW_MS_MIN / 2) return undefined;
  const used = cpuSeconds - (hasBoth ? (before.cpuSeconds ?? 0) : 0);
  const windowMs = atMs - fromMs;
  return { cpuCores: (used * 1000) / windowMs, memoryBytes, atMs, windowMs };
}

export class NodeUsage {
  private readonly entries = new Map<string, Entry>();
  private readonly limiter = new Limiter(SCRAPES_IN_FLIGHT_MAX);
  private forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Two readings of each node whose kubelet answers, the later one of now; by name. The first time takes a second. */
  async of(nodes: readonly KubeObject[]): Promise<ReadonlyMap<string, NodeReadings>> {
    const found = new Map<string, NodeReadings>();
    await Promise.all(
      nodes.map(async (node) => {
        const { earlier, latest } = await this.renewed(node);
        if (earlier && latest)
          found.set(node.metadata.name, new NodeReadings(earlier.scrape, latest.scrape));
      }),
    );
    this.forgetLater();
    return found;
  }

  private async renewed(node: KubeObject): Promise<Entry> {
    const { name } = node.metadata;
    let entry = this.entries.get(name);
    if (!entry) {
      entry = { earlier: undefined, latest: undefined, pending: undefined };
      this.entries.set(name, entry);
    }
    const { earlier, latest } = entry;
    if (!entry.pending) {
      if (earlier && latest && this.clock.nowMs() - latest.atMs < FRESH_MS) return entry;
      entry.pending = this.renew(node, entry);
    }
    await entry.pending;
    entry.pending = undefined;
    return entry;
  }

  private async renew(node: KubeObject, entry: Entry): Promise<void> {
    await this.take(node, entry);
    if (!entry.latest || entry.earlier) return;
    await this.untilApart(entry.latest);
    await this.take(node, entry);
  }

  private async take(node: KubeObject, entry: Entry): Promise<void> {
    if (entry.latest) await this.untilApart(entry.latest);
    try {
      const scrape = await this.limiter.run(() => scrapeNode(node, () => this.clock.wallMs()));
      const atMs = this.clock.nowMs();
      const isNear = entry.latest && atMs - entry.latest.atMs <= WINDOW_MS_MAX;
      entry.earlier = isNear ? entry.latest : undefined;
      entry.latest = { scrape, atMs };
    } catch (error) {
      // It is told of only as one whose metrics are not there.
      entry.earlier = entry.latest = undefined;
      this.logger.debug(`no metrics of node ${node.metadata.name}: ${messageOf(error)}`);
    }
  }

  private async untilApart({ atMs }: Taken): Promise<void> {
    const leftMs = atMs + WINDOW_MS_MIN - this.clock.nowMs();
    if (leftMs > 0) await Bun.sleep(leftMs);
  }

  private forgetLater(): void {
    clearTimeout(this.forgetting);
    this.forgetting = setTimeout(() => this.entries.clear(), FORGET_MS);
    this.forgetting.unref();
  }
}
