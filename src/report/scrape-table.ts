// What components counted of themselves, in few rows: for each endpoint the histograms in which most time was spent, over
// all labels. Bounds are the buckets' own edges: nothing is interpolated, for within a bucket nothing is known.

import type { Result, ScrapedHistogram } from "../result/index.ts";
import { formatCount, formatSeconds } from "./format.ts";
import type { Table } from "./tables.ts";

const ROWS_PER_ENDPOINT = 6;
/** What a runtime says of itself is no answer to what was asked, and how long a certificate will last is no work done. */
const BESIDE = /^(go|process|promhttp)_|_expiration_/;
/** What a reader looks for first stands first, whatever else took longer. */
const FIRST: readonly string[] = [
  "apiserver_request_duration_seconds",
  "etcd_request_duration_seconds",
  "etcd_disk_wal_fsync_duration_seconds",
  "etcd_disk_backend_commit_duration_seconds",
  "scheduler_pod_scheduling_sli_duration_seconds",
  "scheduler_scheduling_attempt_duration_seconds",
  "workqueue_queue_duration_seconds",
];

export function scrapeTable({ scrapes }: Result): Table {
  return {
    title: "What the components counted",
    note: "Growth of the components' own histograms from before the run until after it, all labels together: the usual ones, then those with most time spent. The bounds are bucket edges.",
    columns: ["component", "histogram", "count", "mean", "p50", "p99"],
    textColumns: [1],
    rows: Object.entries(scrapes ?? {}).flatMap(([endpoint, { histograms }]) =>
      families(histograms)
        .slice(0, ROWS_PER_ENDPOINT)
        .map(([family, histogram]) => [
          endpoint,
          family,
          formatCount(histogram.count),
          formatSeconds(histogram.sum / histogram.count),
          boundText(histogram, 0.5),
          boundText(histogram, 0.99),
        ]),
    ),
  };
}

/** Durations by name without labels, the known first, then by time; histograms of one family have the same edges, so they add up. */
function families(
  histograms: Readonly<Record<string, ScrapedHistogram>>,
): [string, ScrapedHistogram][] {
  const merged = new Map<string, ScrapedHistogram>();
  for (const [series, histogram] of Object.entries(histograms)) {
    const [family = series] = series.split("{");
    if (!family.endsWith("_seconds") || BESIDE.test(family)) continue;
    merged.set(family, sum(merged.get(family), histogram));
  }
  const place = (family: string): number => {
    const at = FIRST.indexOf(family);
    return at < 0 ? FIRST.length : at;
  };
  return [...merged].sort(
    ([left, { sum: leftSum }], [right, { sum: rightSum }]) =>
      place(left) - place(right) || rightSum - leftSum,
  );
}

function sum(one: ScrapedHistogram | undefined, other: ScrapedHistogram): ScrapedHistogram {
  if (!one) return other;
  const counts = new Map(one.buckets);
  for (const [edge, count] of other.buckets) counts.set(edge, (counts.get(edge) ?? 0) + count);
  return {
    count: one.count + other.count,
    sum: one.sum + other.sum,
    buckets: [...counts].sort(([left], [right]) => left - right),
  };
}

/** `≤ 25ms`; beyond the last edge `> 16.4s`. */
function boundText({ count, buckets }: ScrapedHistogram, share: number): string {
  let within = 0;
  let lower = 0;
  for (const [edge, between] of buckets) {
    within += between;
    if (within >= share * count && edge !== Infinity) return `≤ ${formatSeconds(edge)}`;
    if (edge !== Infinity) lower = edge;
  }
  return `> ${formatSeconds(lower)}`;
}
