import { expect, test } from "bun:test";
import { LatencyHistogram } from "./histogram.ts";
import { PrometheusText } from "./prometheus.ts";

test("counters and gauges are lines with labels, escaped", () => {
  const text = new PrometheusText()
    .counter("attempts_total", "Attempts\nby result.", [
      [{ result: "scheduled" }, 3],
      [{ result: 'a "b" \\ c' }, 0],
    ])
    .gauge("pods", "Pods.", [[{}, 7]])
    .toString();
  expect(text).toBe(
    [
      "# HELP attempts_total Attempts\\nby result.",
      "# TYPE attempts_total counter",
      'attempts_total{result="scheduled"} 3',
      'attempts_total{result="a \\"b\\" \\\\ c"} 0',
      "# HELP pods Pods.",
      "# TYPE pods gauge",
      "pods 7",
      "",
    ].join("\n"),
  );
});

test("a histogram is cumulative and ends in what did not fit any bucket", () => {
  const latencies = LatencyHistogram.empty();
  for (const ms of [0.5, 3, 60_000]) latencies.recordMs(ms);
  const text = new PrometheusText().histogram("wait_seconds", "Wait.", [[{}, latencies]]);
  const lines = text.toString().split("\n");
  expect(lines).toContain('wait_seconds_bucket{le="0.001"} 1');
  expect(lines).toContain('wait_seconds_bucket{le="0.004"} 2');
  expect(lines).toContain('wait_seconds_bucket{le="16.384"} 2');
  expect(lines).toContain('wait_seconds_bucket{le="+Inf"} 3');
  expect(lines).toContain("wait_seconds_count 3");
});
