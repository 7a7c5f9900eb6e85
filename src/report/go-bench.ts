// The report in Go's benchmark format, which benchstat reads: a line a metric, its percentiles as units of their own.
// https://go.dev/design/14313-benchmark-format: `BenchmarkName iterations value unit [value unit]…`.

import { type Result, parseLabelledName } from "../result/index.ts";

export function goBenchReport(result: Result): string {
  const { environment, scenario } = result;
  const lines = [
    `pkg: kwokbench/${scenario.name.replaceAll(/\s/g, "-")}`,
    `cpu: ${environment.cpu}`,
    `provider: ${environment.provider}`,
  ];
  for (const [text, { count, p50, p90, p99, mean }] of Object.entries(result.metrics)) {
    if (count === 0) continue;
    const figures = Object.entries({ "mean-ns": mean, "p50-ns": p50, "p90-ns": p90, "p99-ns": p99 })
      .filter(([, seconds]) => seconds !== Infinity)
      .map(([unit, seconds]) => `${Math.round(seconds * 1e9)} ${unit}`);
    lines.push(`${benchmarkName(text)} ${count} ${figures.join(" ")}`);
  }
  for (const [text, { throughput }] of Object.entries(result.series)) {
    if (!throughput) continue;
    const { count, perSecond, perSecondP5 } = throughput;
    const figures = `${perSecond.toFixed(3)} mean/s ${perSecondP5.toFixed(3)} p5/s`;
    lines.push(`${benchmarkName(text)} ${count} ${figures}`);
  }
  return `${lines.join("\n")}\n`;
}

/** `api_request{resource=pods,verb=POST}` is BenchmarkApiRequest/resource=pods/verb=POST. */
function benchmarkName(text: string): string {
  const { name, labels } = parseLabelledName(text);
  const camel = name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return ["Benchmark".concat(camel), ...parts].join("/").replaceAll(/\s/g, "_");
}
