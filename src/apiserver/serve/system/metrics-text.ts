// /metrics in the Prometheus text format, under the names that dashboards and load tools look for.

import type { Api } from "../http/call.ts";
import { DURATION_BUCKETS_SECONDS, type RequestSeries } from "./metrics.ts";

export function metricsText(api: Api): string {
  const lines: string[] = [];
  requestCounts(lines, api.metrics.requests);
  for (const name of [
    "apiserver_request_duration_seconds",
    "apiserver_request_sli_duration_seconds",
  ])
    durations(lines, name, api.metrics.requests);
  gauge(
    lines,
    "apiserver_current_inflight_requests",
    "Requests being answered.",
    "",
    api.metrics.inFlight,
  );
  gauge(
    lines,
    "apiserver_longrunning_requests",
    "Watches that are open.",
    '{verb="WATCH"}',
    api.metrics.watchers,
  );
  gauge(lines, "apiserver_registered_watchers", "Watches that are open.", "", api.metrics.watchers);
  counter(
    lines,
    "apiserver_watch_events_total",
    "Chunks of events written to watchers.",
    api.metrics.watchEvents,
  );
  header(lines, "apiserver_storage_objects", "gauge", "Objects in the store.");
  for (const { definition, size } of api.store.all)
    lines.push(`apiserver_storage_objects{resource="${definition.name}"} ${size}`);
  processMetrics(lines);
  return `${lines.join("\n")}\n`;
}

function header(lines: string[], name: string, type: string, help: string): void {
  lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
}

function gauge(lines: string[], name: string, help: string, labels: string, value: number): void {
  header(lines, name, "gauge", help);
  lines.push(`${name}${labels} ${value}`);
}

function counter(lines: string[], name: string, help: string, value: number): void {
  header(lines, name, "counter", help);
  lines.push(`${name} ${value}`);
}

function labelText({ labels }: RequestSeries): string {
  const { verb, group, version, resource, subresource, scope } = labels;
  return `component="apiserver",group="${group}",resource="${resource}",scope="${scope}",subresource="${subresource}",verb="${verb}",version="${version}"`;
}

function requestCounts(lines: string[], series: Iterable<RequestSeries>): void {
  header(lines, "apiserver_request_total", "counter", "Requests answered, by status code.");
  for (const one of series)
    for (const [code, count] of one.byCode)
      lines.push(`apiserver_request_total{code="${code}",${labelText(one)}} ${count}`);
}

function durations(lines: string[], name: string, series: Iterable<RequestSeries>): void {
  header(lines, name, "histogram", "Seconds from the head of a request to its reply.");
  for (const one of series) {
    const labels = labelText(one);
    let below = 0;
    for (const [at, bound] of DURATION_BUCKETS_SECONDS.entries()) {
      below += one.buckets[at]!;
      lines.push(`${name}_bucket{${labels},le="${bound}"} ${below}`);
    }
    lines.push(`${name}_bucket{${labels},le="+Inf"} ${one.count}`);
    lines.push(`${name}_sum{${labels}} ${one.sumSeconds}`, `${name}_count{${labels}} ${one.count}`);
  }
}

function processMetrics(lines: string[]): void {
  const { user, system } = process.cpuUsage();
  counter(lines, "process_cpu_seconds_total", "CPU time used.", (user + system) / 1e6);
  gauge(lines, "process_resident_memory_bytes", "Resident memory.", "", process.memoryUsage.rss());
}
