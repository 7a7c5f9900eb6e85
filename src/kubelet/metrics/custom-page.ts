// A page of metrics from a Metric object: each value and label an expression, evaluated when somebody reads the page.

import { type PrometheusLabels, type PrometheusSample, PrometheusText } from "../../base/index.ts";
import type { CelExpression } from "../../expr/index.ts";
import { mainContainersOf } from "../pod.ts";
import type { MetricPage, MetricRule } from "../settings/types.ts";
import { bindingsOf, numberOf } from "./bindings.ts";
import type { NodeSnapshot } from "./usage-meter.ts";

export interface CompiledPage {
  readonly name: string;
  readonly path: string;
  /** The name of the node a request is about: from the path, or nothing when it does not match. */
  match(path: string): { readonly node: string | undefined } | undefined;
  render(snapshot: NodeSnapshot): string;
}

type Compile = (text: string, where: string) => CelExpression;
type Within = <T>(snapshot: NodeSnapshot, run: () => T) => T;
type Bindings = Readonly<Record<string, unknown>>;

export function compilePage(page: MetricPage, compile: Compile, within: Within): CompiledPage {
  const metrics = page.metrics.map((rule) => compileMetric(page, rule, compile));
  const [before = "", after] = page.path.split("{nodeName}");
  return {
    name: page.name,
    path: page.path,
    match(path) {
      if (after === undefined) return path === page.path ? { node: undefined } : undefined;
      if (!path.startsWith(before) || !path.endsWith(after)) return undefined;
      const node = path.slice(before.length, path.length - after.length);
      return node !== "" && !node.includes("/") ? { node } : undefined;
    },
    render: (snapshot) =>
      within(snapshot, () => {
        const text = new PrometheusText();
        for (const metric of metrics) metric(snapshot, text);
        return text.toString();
      }),
  };
}

type CompiledMetric = (snapshot: NodeSnapshot, text: PrometheusText) => void;

function compileMetric(page: MetricPage, rule: MetricRule, compile: Compile): CompiledMetric {
  const where = `the Metric ${page.name}, ${rule.name}`;
  const labels = rule.labels.map(({ name, value }) => ({
    name,
    value: compile(value, `${where}, label ${name}`),
  }));
  const labelsOf = (bindings: Bindings): PrometheusLabels =>
    Object.fromEntries(labels.map(({ name, value }) => [name, labelText(value(bindings))]));
  const value = rule.kind === "histogram" ? undefined : compile(rule.value, where);
  const buckets = rule.buckets.map((bucket) => ({ ...bucket, run: compile(bucket.value, where) }));
  return (snapshot, text) => {
    const scenes = scenesOf(snapshot, rule.dimension);
    if (value) {
      const samples = scenes.map((scene): PrometheusSample => [
        labelsOf(scene),
        numberOf(value(scene)),
      ]);
      if (rule.kind === "counter") text.counter(rule.name, rule.help, samples);
      else text.gauge(rule.name, rule.help, samples);
      return;
    }
    const samples = scenes.map((scene) => {
      // Each bucket says how many values are its own; on the page a bucket counts all below it too.
      const counts = buckets
        .map(({ le, hidden, run }) => ({ le, hidden, own: numberOf(run(scene)) }))
        .sort((left, right) => left.le - right.le);
      let [count, sum] = [0, 0];
      const all = counts.map(({ le, hidden, own }) => {
        sum += own * le;
        return { le, hidden, count: (count += own) };
      });
      return [
        labelsOf(scene),
        { buckets: all.filter(({ hidden }) => !hidden), sum, count },
      ] as const;
    });
    text.buckets(rule.name, rule.help, samples);
  };
}

function labelText(value: ReturnType<CelExpression>): string {
  return typeof value === "string"
    ? value
    : String(typeof value === "boolean" ? value : numberOf(value));
}

/** What the expressions of a metric see, once for each of its series. */
function scenesOf(snapshot: NodeSnapshot, dimension: MetricRule["dimension"]): readonly Bindings[] {
  switch (dimension) {
    case "node":
      return [bindingsOf(snapshot)];
    case "pod":
      return snapshot.pods.map((pod) => bindingsOf(snapshot, pod));
    case "container":
      return snapshot.pods.flatMap((pod) =>
        mainContainersOf(pod).map(({ name }) => bindingsOf(snapshot, pod, name)),
      );
  }
}
