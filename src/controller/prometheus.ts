// What a controller counts, in Prometheus' text format. docs/stages.md has the list for people.

import { LatencyHistogram, type PrometheusSample, PrometheusText } from "../base/index.ts";
import type { ControllerMetrics } from "./metrics.ts";

export function prometheusText(metrics: ControllerMetrics): string {
  const text = new PrometheusText();
  playLines(text, metrics);
  requestLines(text, metrics);
  nodeLines(text, metrics);
  if (metrics.team) teamLines(text, metrics.team);
  return text.toString();
}

function playLines(text: PrometheusText, metrics: ControllerMetrics): void {
  const reconciles = Object.entries(metrics.stageReconcile).map(
    ([stage, encoded]) => [{ stage }, LatencyHistogram.decode(encoded)] as const,
  );
  text
    .histogram(
      "kwokbench_stage_reconcile_seconds",
      "From a stage being due to its last patch acknowledged.",
      reconciles,
    )
    .counter("kwokbench_stage_plays_total", "Plays of a stage.", by("stage", metrics.plays))
    .counter(
      "kwokbench_play_results_total",
      "Plays by how they ended.",
      by("result", metrics.playResults),
    )
    .gauge("kwokbench_queue_depth", "Stages due that wait for a place.", only(metrics.queued))
    .gauge("kwokbench_stages_waiting", "Stages that wait for their time.", only(metrics.waiting))
    .gauge("kwokbench_in_flight", "Plays under way.", only(metrics.inFlight))
    .counter("kwokbench_retries_total", "Plays put off to be tried again.", only(metrics.retries))
    .gauge("kwokbench_objects", "Objects known, by kind.", by("kind", metrics.objects));
}

function requestLines(text: PrometheusText, metrics: ControllerMetrics): void {
  const patches = { ...metrics.patches, unchanged: metrics.patchesSuppressed };
  text
    .counter("kwokbench_requests_total", "Requests for stages.", by("code", metrics.requests))
    .counter(
      "kwokbench_patches_total",
      "Patches by status; unchanged: not sent, since they would change nothing.",
      by("result", patches),
    )
    .counter(
      "kwokbench_watch_restarts_total",
      "Watches begun again, by why.",
      by("kind", {
        resume: metrics.watchResumes,
        relist: metrics.watchRelists,
        failure: metrics.watchFailures,
      }),
    );
}

function nodeLines(text: PrometheusText, metrics: ControllerMetrics): void {
  const lag =
    metrics.leaseLag === "" ? [] : [[{}, LatencyHistogram.decode(metrics.leaseLag)] as const];
  text
    .gauge("kwokbench_nodes_managed", "Nodes simulated.", only(metrics.nodesManaged))
    .counter("kwokbench_lease_renewals_total", "Leases renewed.", only(metrics.leaseRenewals))
    .counter(
      "kwokbench_leases_late_total",
      "Renewals after the lease had run out.",
      only(metrics.leasesLate),
    )
    .histogram(
      "kwokbench_lease_renew_lag_seconds",
      "From a renewal being due to its acknowledgement.",
      lag,
    );
}

function teamLines(
  text: PrometheusText,
  { members, slot, agreements, fencings, isAgreed }: NonNullable<ControllerMetrics["team"]>,
): void {
  text
    .gauge(
      "kwokbench_team_members",
      "Members taken to be alive, ourselves among them.",
      only(members),
    )
    .gauge("kwokbench_team_slot", "Our place in the team; -1: none.", only(slot))
    .gauge(
      "kwokbench_team_agreed",
      "1 when all members see the same team; what changes hands is at rest until then.",
      only(isAgreed ? 1 : 0),
    )
    .counter(
      "kwokbench_team_handovers_total",
      "Times that all agreed on another team, so that objects changed hands.",
      only(agreements),
    )
    .counter(
      "kwokbench_team_fencings_total",
      "Times that our own lease had run out and nothing was ours until we had joined anew.",
      only(fencings),
    );
}

function only(value: number): readonly PrometheusSample[] {
  return [[{}, value]];
}

function by(label: string, values: Readonly<Record<string, number>>): readonly PrometheusSample[] {
  return Object.entries(values).map(([key, count]) => [{ [label]: key }, count]);
}
