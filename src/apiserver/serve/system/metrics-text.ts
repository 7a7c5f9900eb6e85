// /metrics in the Prometheus text format, under the names that dashboards and load tools look for.

import { readdirSync, readFileSync } from "node:fs";
import {
  PrometheusText,
  type PrometheusLabels,
  type PrometheusSample,
} from "../../../base/index.ts";
import type { ServedResource } from "../../registry/registry.ts";
import type { Api } from "../http/call.ts";
import { DURATION_BUCKETS_SECONDS, type RequestSeries } from "./metrics.ts";

const NO_LABELS: PrometheusLabels = {};

export function metricsText(api: Api): string {
  const text = new PrometheusText();
  requestMetrics(text, api.metrics.requests);
  const { mutating, readOnly } = api.metrics.inFlight;
  text.gauge("apiserver_current_inflight_requests", "Requests being answered.", [
    [{ request_kind: "mutating" }, mutating],
    [{ request_kind: "readOnly" }, readOnly],
  ]);
  watchMetrics(text, api);
  text.gauge(
    "apiserver_storage_objects",
    "Objects in the store.",
    [...api.store.all].map(({ definition, size }) => [{ resource: definition.name }, size]),
  );
  if (api.audit) {
    const { events, dropped } = api.audit;
    text.counter("apiserver_audit_event_total", "Audit events made.", only(events));
    text.counter("apiserver_audit_error_total", "Audit events lost.", only(dropped));
  }
  if (api.commits) {
    const { groups, records, queue } = api.commits;
    text.counter("kwokbench_commit_groups_total", "Groups of writes kept on disk.", only(groups));
    text.counter("kwokbench_commit_records_total", "Writes kept on disk.", only(records));
    text.gauge("kwokbench_commit_queue_records", "Writes not kept yet.", only(queue.records));
  }
  processMetrics(text, api);
  return text.toString();
}

function only(value: number): readonly PrometheusSample[] {
  return [[NO_LABELS, value]];
}

function requestMetrics(text: PrometheusText, all: readonly RequestSeries[]): void {
  const labelled = all.map((series) => [labelsOf(series), series] as const);
  text.counter(
    "apiserver_request_total",
    "Requests answered, by status code.",
    labelled.flatMap(([labels, { byCode }]) =>
      [...byCode].map(([code, count]) => [{ code: String(code), ...labels }, count] as const),
    ),
  );
  const histograms = labelled.map(([labels, series]) => {
    let within = 0;
    const buckets = DURATION_BUCKETS_SECONDS.map((le, at) => ({
      le,
      count: (within += series.buckets[at] ?? 0),
    }));
    return [labels, { buckets, sum: series.sumSeconds, count: series.count }] as const;
  });
  const help = "Seconds from the head of a request to its reply.";
  text.buckets("apiserver_request_duration_seconds", help, histograms);
  text.buckets("apiserver_request_sli_duration_seconds", help, histograms);
}

function labelsOf({ labels }: RequestSeries): PrometheusLabels {
  const { verb, group, version, resource, subresource, scope } = labels;
  return { component: "apiserver", group, resource, scope, subresource, verb, version };
}

function watchMetrics(text: PrometheusText, { metrics }: Api): void {
  const watches = [...metrics.watches];
  const labels = ({ info: { group, version, plural } }: ServedResource): PrometheusLabels => ({
    group,
    version,
    resource: plural,
  });
  text.gauge(
    "apiserver_longrunning_requests",
    "Watches that are open.",
    watches.map(([resource, { open }]) => [
      { ...labels(resource), component: "apiserver", subresource: "", verb: "WATCH" },
      open,
    ]),
  );
  text.gauge(
    "apiserver_registered_watchers",
    "Watches that are open.",
    watches.map(([{ info }, { open }]) => {
      const { group, version, kind } = info;
      return [{ group, version, kind }, open];
    }),
  );
  text.counter(
    "apiserver_watch_events_total",
    "Events sent to watchers.",
    watches.map(([resource, { events }]) => [labels(resource), events]),
  );
}

function processMetrics(text: PrometheusText, { clock }: Api): void {
  const { user, system } = process.cpuUsage();
  text.counter("process_cpu_seconds_total", "CPU time used.", only((user + system) / 1e6));
  const bytes = process.memoryUsage.rss();
  text.gauge("process_resident_memory_bytes", "Resident memory.", only(bytes));
  const startSeconds = clock.wallMs() / 1000 - process.uptime();
  text.gauge("process_start_time_seconds", "When it started.", only(startSeconds));
  if (process.platform !== "linux") return;
  const openFiles = readdirSync("/proc/self/fd").length;
  const max = /Max open files +(\d+)/.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
  text.gauge("process_open_fds", "Files and sockets open.", only(openFiles));
  text.gauge("process_max_fds", "Files and sockets that may be open.", only(Number(max)));
}
