// The controller's counters at one moment, as plain data.

import type { LatencyHistogram } from "../base/index.ts";
import type { ReflectorStatistics } from "../client/index.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { ControllerMetrics, PlayCounters, TeamMetrics } from "./metrics.ts";
import type { NodeRegistry } from "./node-registry.ts";
import type { PlayQueue } from "./play-queue.ts";
import type { Play, Player } from "./player.ts";

export interface MetricSources {
  readonly counters: PlayCounters;
  readonly queue: PlayQueue<Play>;
  readonly players: ReadonlyMap<string, Player>;
  readonly registry: NodeRegistry;
  readonly leases: LeaseKeeper | undefined;
  readonly watches: readonly ReflectorStatistics[];
  readonly team: TeamMetrics | undefined;
}

/** Encoding a histogram takes milliseconds; one that did not grow is not encoded again. */
const encoded = new WeakMap<LatencyHistogram, { readonly count: number; readonly text: string }>();

function encodedText(histogram: LatencyHistogram): string {
  const { count } = histogram;
  const known = encoded.get(histogram);
  if (known?.count === count) return known.text;
  const text = histogram.encode();
  encoded.set(histogram, { count, text });
  return text;
}

export function snapshotMetrics(sources: MetricSources): ControllerMetrics {
  const { counters, queue, players, registry, leases, watches, team } = sources;
  const sum = (read: (watch: ReflectorStatistics) => number): number =>
    watches.reduce((total, watch) => total + read(watch), 0);
  const reconcile = [...counters.reconcile].map(([stage, histogram]) => [
    stage,
    encodedText(histogram),
  ]);
  const objects = [...players].map(([kind, player]) => [kind, player.objectCount]);
  const waiting = [...players.values()].reduce((total, player) => total + player.waitingCount, 0);
  return {
    stageReconcile: Object.fromEntries(reconcile) as Record<string, string>,
    plays: Object.fromEntries(counters.plays),
    playResults: { ...counters.results },
    requests: Object.fromEntries(counters.requests),
    patches: Object.fromEntries(counters.patches),
    patchesSuppressed: counters.suppressed,
    retries: counters.retries,
    queued: queue.queued,
    waiting,
    inFlight: queue.inFlight,
    objects: Object.fromEntries(objects) as Record<string, number>,
    watchResumes: sum((watch) => watch.resumes),
    watchRelists: sum((watch) => watch.relists),
    watchFailures: sum((watch) => watch.failures),
    nodesManaged: registry.size,
    leaseRenewals: leases?.renewals ?? 0,
    leaseLag: leases ? encodedText(leases.lag) : "",
    leasesLate: leases?.late ?? 0,
    team,
  };
}
