// The report as OpenMetrics text: histograms with ordinary buckets, gauges and counters. It keeps to what the older text
// format knows too, since that is what a push gateway reads.
// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md

import { LatencyHistogram } from "../base/index.ts";
import {
  type Labels,
  type Metric,
  type Result,
  type Statistics,
  parseLabelledName,
} from "../result/index.ts";

/** Seconds: 1, 2.5 and 5 of every decade from 100 µs to 10 minutes. */
const BUCKET_EDGES = [-4, -3, -2, -1, 0, 1, 2].flatMap((decade) =>
  [1, 2.5, 5].map((step) => Number((step * 10 ** decade).toPrecision(2))),
);

interface Family {
  readonly name: string;
  readonly type: "histogram" | "gauge" | "counter";
  readonly unit?: string;
  readonly help: string;
  readonly lines: string[];
}

export function prometheusReport(result: Result): string {
  const families = new Map<string, Family>();
  const base = { scenario: result.scenario.name };
  addInfo(families, result, base);
  for (const [text, metric] of Object.entries(result.metrics))
    addMetric(families, text, metric, base);
  addThroughput(families, result, base);
  addPhases(families, result, base);
  addProcesses(families, result, base);
  addCounters(families, result, base);
  return `${[...families.values()].map(draw).join("")}# EOF\n`;
}

function draw({ name, type, unit, help, lines }: Family): string {
  const head = [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
  ];
  return `${[...head, ...lines].join("\n")}\n`;
}

function family(families: Map<string, Family>, of: Omit<Family, "lines">): string[] {
  let known = families.get(of.name);
  if (!known) families.set(of.name, (known = { ...of, lines: [] }));
  return known.lines;
}

function addInfo(families: Map<string, Family>, result: Result, base: Labels): void {
  const { environment, scenario, verdict, thresholds } = result;
  gauge(families, "kwokbench_run_info", "What was run, and where.").push(
    sample(
      "kwokbench_run_info",
      {
        ...base,
        digest: scenario.digest,
        provider: environment.provider,
        host: environment.host,
        version: environment.versions["kwokbench"] ?? "",
      },
      1,
    ),
  );
  gauge(
    families,
    "kwokbench_run_passed",
    "1 when every threshold holds and the run is valid.",
  ).push(sample("kwokbench_run_passed", base, verdict === "pass" ? 1 : 0));
  const lines = gauge(families, "kwokbench_threshold_passed", "1 when the threshold holds.");
  for (const { expression, pass } of thresholds)
    lines.push(sample("kwokbench_threshold_passed", { ...base, expression }, pass ? 1 : 0));
  gauge(families, "kwokbench_run_duration_seconds", "How long the run took.", "seconds").push(
    sample("kwokbench_run_duration_seconds", base, result.durationSeconds),
  );
}

function gauge(families: Map<string, Family>, name: string, help: string, unit?: string): string[] {
  return family(families, { name, type: "gauge", help, ...(unit && { unit }) });
}

function addMetric(
  families: Map<string, Family>,
  text: string,
  metric: Metric,
  base: Labels,
): void {
  const { name, labels } = parseLabelledName(text);
  const all = { ...base, ...labels };
  const id = `kwokbench_${identifier(name)}`;
  addHistogram(families, `${id}_seconds`, "From the intended moment.", all, metric);
  if (metric.raw)
    addHistogram(families, `${id}_raw_seconds`, "From the moment sent.", all, metric.raw);
  gauge(families, `${id}_censored`, "Never seen to end; also in the +Inf bucket.").push(
    sample(`${id}_censored`, all, metric.censored),
  );
}

/** The censored are in the last bucket: slower than everything seen. The sum holds only what was seen. */
function addHistogram(
  families: Map<string, Family>,
  name: string,
  help: string,
  labels: Labels,
  statistics: Statistics,
): void {
  const lines = family(families, { name, type: "histogram", unit: "seconds", help });
  const recorded = [...LatencyHistogram.decode(statistics.histogram).recorded()];
  let below = 0;
  let at = 0;
  for (const edge of BUCKET_EDGES) {
    while (at < recorded.length && recorded[at]!.valueMs <= edge * 1000)
      below += recorded[at++]!.count;
    lines.push(sample(`${name}_bucket`, { ...labels, le: edgeText(edge) }, below));
  }
  const count = statistics.count + statistics.censored;
  lines.push(
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
    sample(`${name}_count`, labels, count),
    sample(`${name}_sum`, labels, statistics.mean * statistics.count),
  );
}

/** OpenMetrics writes bucket edges as floats: `1.0`. */
function edgeText(edge: number): string {
  return Number.isInteger(edge) ? `${edge}.0` : String(edge);
}

function addThroughput(families: Map<string, Family>, { series }: Result, base: Labels): void {
  for (const [name, { throughput }] of Object.entries(series)) {
    if (!throughput) continue;
    const id = `kwokbench_${identifier(name)}_per_second`;
    const lines = gauge(families, id, "Events a second over the run, idle seconds included.");
    lines.push(
      sample(id, { ...base, statistic: "mean" }, throughput.perSecond),
      sample(id, { ...base, statistic: "p5" }, throughput.perSecondP5),
      sample(id, { ...base, statistic: "p50" }, throughput.perSecondP50),
      sample(id, { ...base, statistic: "max" }, throughput.perSecondMax),
    );
  }
}

function addPhases(families: Map<string, Family>, { phases }: Result, base: Labels): void {
  const id = "kwokbench_phase_requests";
  const lines = gauge(families, id, "What each phase offered, and what became of it.");
  for (const { name, offered, sent, acknowledged, completed, failed, censored } of phases)
    for (const [state, count] of Object.entries({
      offered,
      sent,
      acknowledged,
      completed,
      failed,
      censored,
    }))
      lines.push(sample(id, { ...base, phase: name, state }, count));
}

function addProcesses(families: Map<string, Family>, { processes }: Result, base: Labels): void {
  const cpu = "kwokbench_process_cpu_seconds";
  const memory = "kwokbench_process_memory_max_bytes";
  const cpuLines = gauge(families, cpu, "CPU time during the run.", "seconds");
  const memoryLines = gauge(families, memory, "Most resident memory during the run.", "bytes");
  for (const { role, cpuSeconds, rssMaxBytes } of processes) {
    cpuLines.push(sample(cpu, { ...base, role }, cpuSeconds));
    memoryLines.push(sample(memory, { ...base, role }, rssMaxBytes));
  }
}

function addCounters(families: Map<string, Family>, { counters }: Result, base: Labels): void {
  for (const [text, count] of Object.entries(counters)) {
    const { name, labels } = parseLabelledName(text);
    const id = `kwokbench_${identifier(name)}`;
    family(families, { name: id, type: "counter", help: "Counted during the run." }).push(
      sample(`${id}_total`, { ...base, ...labels }, count),
    );
  }
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${identifier(key)}="${escape(text)}"`);
  return `${name}{${pairs.join(",")}} ${value}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function identifier(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}
