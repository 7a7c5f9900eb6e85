// `metric{labels}@phase.statistic operator value`, parsed and checked.

import { parseDurationMs } from "../base/index.ts";
import {
  METRICS,
  type MetricDefinition,
  type StatisticUnit,
  statisticUnit,
  statisticsOf,
} from "./metrics.ts";
import { parseRate } from "./schema/units.ts";
import { didYouMean } from "./substitute.ts";
import type { Threshold } from "./types.ts";

const FORM =
  /^([A-Za-z_][A-Za-z0-9_]*)(?:\{([^{}]*)\})?(?:@([A-Za-z0-9-]+))?\.([A-Za-z0-9.]+?)\s*(<=|>=|<|>|=+|!=)\s*(\S+)$/;
const EXAMPLE = "write for example pod_startup.p99 < 5s or api_request{verb=POST}@churn.p99 < 1s";

export interface ThresholdNames {
  readonly phases: readonly string[];
  /** Beside the usual ones: the scenario's spans, and series of the kinds it creates. */
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}

export type ParsedThreshold =
  | { readonly ok: true; readonly threshold: Omit<Threshold, "abortOnFail" | "delayAbortMs"> }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Reads one expression; `names` are the phases and spans it may speak of. */
export function parseThreshold(expression: string, names: ThresholdNames): ParsedThreshold {
  const match = FORM.exec(expression.trim());
  if (!match) return no(`"${expression}" is not a threshold`, EXAMPLE);
  const [, metric = "", labelText, phase, statistic = "", operator = "", boundText = ""] = match;
  const metrics = { ...METRICS, ...names.metrics };
  const definition = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (!definition)
    return no(`there is no metric "${metric}"`, didYouMean(metric, Object.keys(metrics)));
  const labels = parseLabels(labelText ?? "");
  if (!labels)
    return no(
      `"{${labelText}}" is not a list of labels`,
      "write {verb=POST} or {verb=POST,resource=pods}",
    );
  const strange = Object.keys(labels).find((label) => !definition.labels.includes(label));
  if (strange !== undefined)
    return no(`${metric} has no label "${strange}"`, didYouMean(strange, definition.labels));
  if (labels["role"] === undefined && definition.labels.includes("role"))
    return no(`${metric} is each role's own`, `name one: ${metric}{role=apiserver}.${statistic}`);
  if (phase !== undefined && !names.phases.includes(phase))
    return no(`there is no phase "${phase}"`, didYouMean(phase, names.phases));
  if (phase !== undefined && definition.kind === "counter")
    return no(`${metric} is counted over the whole run`, `leave @${phase} out`);
  const unit = statisticUnit(definition.kind, statistic);
  if (!unit) {
    const known = Object.keys(statisticsOf(definition.kind));
    return no(`${metric} has no statistic "${statistic}"`, didYouMean(statistic, known));
  }
  if (!isOperator(operator))
    return no(`"${operator}" cannot compare a threshold`, "use <, <=, > or >=");
  const bound = parseBound(boundText, unit);
  if (bound === undefined)
    return no(`"${boundText}" is not ${UNIT_WORDS[unit][0]}`, UNIT_WORDS[unit][1]);
  return {
    ok: true,
    threshold: { expression: expression.trim(), metric, labels, phase, statistic, operator, bound },
  };
}

function no(message: string, hint: string): ParsedThreshold {
  return { ok: false, message, hint };
}

function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const part of text.split(",").map((part) => part.trim())) {
    if (part === "") continue;
    const match = /^([A-Za-z_]\w*)\s*=\s*"?([^"=]*)"?$/.exec(part);
    if (!match) return undefined;
    labels[match[1]!] = match[2]!;
  }
  return labels;
}

function isOperator(text: string): text is Threshold["operator"] {
  return text === "<" || text === "<=" || text === ">" || text === ">=";
}

function parseBound(text: string, unit: StatisticUnit): number | undefined {
  switch (unit) {
    case "seconds": {
      const ms = parseDurationMs(text);
      return ms === undefined || ms < 0 ? undefined : ms / 1000;
    }
    case "perSecond": {
      const rate = parseRate(text);
      return rate === undefined || rate < 0 ? undefined : rate;
    }
    case "count":
      return /^\d+$/.test(text) ? Number(text) : undefined;
    case "cores":
      return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
    case "bytes":
      return parseSize(text);
  }
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function parseSize(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(B|kB|MB|GB|KiB|MiB|GiB)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * BYTES[unit]!;
}

const UNIT_WORDS: Readonly<Record<StatisticUnit, readonly [string, string]>> = {
  seconds: ["a duration", "write the bound with its unit: 5s, 250ms"],
  perSecond: ["a rate", "write the bound per s, m or h: 270/s"],
  count: ["a count", "write a whole number: 0, 100"],
  cores: ["a number of cores", "write a number: 0.5, 2"],
  bytes: ["a size", "write the bound with its unit: 800MB, 2GiB"],
};
