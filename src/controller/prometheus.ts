// Metrics in Prometheus' text format, version 0.0.4.

import { LatencyHistogram } from "../base/index.ts";
import type { ControllerMetrics } from "./metrics.ts";

/** Upper edges in seconds: from what an idle loopback server takes to what a drowning one does. */
const BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

export function prometheusText(metrics: ControllerMetrics): string {
  const histograms = Object.entries(metrics.stageReconcile);
  return [
    ...family(
      "stage_reconcile_seconds",
      "histogram",
      "From a stage being due to its last patch acknowledged.",
    ),
    ...histograms.flatMap(([stage, text]) =>
      histogramLines("stage_reconcile_seconds", text, { stage }),
    ),
    ...labelled(
      "stage_plays_total",
      "counter",
      "Plays that came to an end.",
      "stage",
      metrics.plays,
    ),
    ...labelled(
      "play_results_total",
      "counter",
      "Plays by how they ended.",
      "result",
      metrics.playResults,
    ),
    ...labelled(
      "requests_total",
      "counter",
      "Requests for stages, by status.",
      "code",
      metrics.requests,
    ),
    ...labelled("objects", "gauge", "Objects known, by kind.", "kind", metrics.objects),
    ...single(
      "patches_suppressed_total",
      "counter",
      "Patches that would have changed nothing.",
      metrics.patchesSuppressed,
    ),
    ...single("retries_total", "counter", "Plays put off to be tried again.", metrics.retries),
    ...single("queue_depth", "gauge", "Stages due that wait for a place.", metrics.queued),
    ...single("stages_waiting", "gauge", "Stages that wait for their time.", metrics.waiting),
    ...single("in_flight", "gauge", "Plays under way.", metrics.inFlight),
    ...single("nodes_managed", "gauge", "Nodes simulated.", metrics.nodesManaged),
    ...labelled("watch_restarts_total", "counter", "Watches begun again, by why.", "kind", {
      resume: metrics.watchResumes,
      relist: metrics.watchRelists,
      failure: metrics.watchFailures,
    }),
    ...single("lease_renewals_total", "counter", "Node leases renewed.", metrics.leaseRenewals),
    ...single(
      "leases_late_total",
      "counter",
      "Renewals after the lease had run out.",
      metrics.leasesLate,
    ),
    ...family(
      "lease_renew_lag_seconds",
      "histogram",
      "From a renewal being due to its acknowledgement.",
    ),
    ...(metrics.leaseLag ? histogramLines("lease_renew_lag_seconds", metrics.leaseLag, {}) : []),
    "",
  ].join("\n");
}

type Kind = "counter" | "gauge" | "histogram";
type LabelPairs = Readonly<Record<string, string>>;

function family(name: string, kind: Kind, help: string): string[] {
  return [`# HELP kwokbench_${name} ${help}`, `# TYPE kwokbench_${name} ${kind}`];
}

function single(name: string, kind: Kind, help: string, value: number): string[] {
  return [...family(name, kind, help), sample(name, {}, value)];
}

function labelled(
  name: string,
  kind: Kind,
  help: string,
  label: string,
  values: Readonly<Record<string, number>>,
): string[] {
  const samples = Object.entries(values).map(([value, count]) =>
    sample(name, { [label]: value }, count),
  );
  return [...family(name, kind, help), ...samples];
}

function histogramLines(name: string, encoded: string, labels: LabelPairs): string[] {
  const histogram = LatencyHistogram.decode(encoded);
  const counts = BUCKETS_SECONDS.map(() => 0);
  let sumSeconds = 0;
  for (const { valueMs, count } of histogram.recorded()) {
    sumSeconds += (valueMs / 1000) * count;
    BUCKETS_SECONDS.forEach((edge, index) => {
      if (valueMs / 1000 <= edge) counts[index]! += count;
    });
  }
  return [
    ...BUCKETS_SECONDS.map((edge, index) =>
      sample(`${name}_bucket`, { ...labels, le: `${edge}` }, counts[index]!),
    ),
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, histogram.count),
    sample(`${name}_sum`, labels, sumSeconds),
    sample(`${name}_count`, labels, histogram.count),
  ];
}

function sample(name: string, labels: LabelPairs, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `kwokbench_${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
