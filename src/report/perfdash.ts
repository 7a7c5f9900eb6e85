// The report as perfdash DataItems, the form in which Kubernetes' own performance jobs keep their figures.
// https://github.com/kubernetes/perf-tests, perfdash: {version, dataItems: [{data, unit, labels}]}.

import { type Labels, type Result, type Statistics, parseLabelledName } from "../result/index.ts";

interface DataItem {
  readonly data: Readonly<Record<string, number>>;
  readonly unit: string;
  readonly labels: Labels;
}

/** Latencies in ms, as there. A percentile among the censored is left out: the format has no word for it. */
export function perfdashReport(result: Result): string {
  const latencies = Object.entries(result.metrics).map(([text, metric]): DataItem => {
    const { name, labels } = parseLabelledName(text);
    return { data: percentiles(metric), unit: "ms", labels: { Metric: name, ...labels } };
  });
  const throughputs = Object.entries(result.series).flatMap(
    ([name, { throughput }]): DataItem[] => {
      if (!throughput) return [];
      const { perSecond, perSecondP5, perSecondP50, perSecondMax } = throughput;
      const data = {
        Average: perSecond,
        Perc05: perSecondP5,
        Perc50: perSecondP50,
        Max: perSecondMax,
      };
      return [{ data, unit: "1/s", labels: { Metric: name } }];
    },
  );
  return `${JSON.stringify({ version: "v1", dataItems: [...latencies, ...throughputs] }, null, 2)}\n`;
}

function percentiles({ p50, p90, p99, mean, max }: Statistics): Record<string, number> {
  const entries = Object.entries({
    Perc50: p50,
    Perc90: p90,
    Perc99: p99,
    Average: mean,
    Max: max,
  });
  return Object.fromEntries(
    entries.flatMap(([key, value]) =>
      value === Infinity ? [] : [[key, Math.round(value * 1e6) / 1000]],
    ),
  );
}
