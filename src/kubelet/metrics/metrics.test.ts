import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import { parseStages } from "../../stage/index.ts";
import { parseSettings } from "../settings/parse.ts";
import { compileMetrics } from "./compile.ts";
import { resourcePage } from "./resource-page.ts";
import type { NodeSnapshot } from "./usage-meter.ts";

const clock = new FakeClock();
const startedAt = new Date(clock.wallMs()).toISOString();

function pod(
  name: string,
  annotations?: Record<string, string>,
  state: object = { running: { startedAt } },
): PodObject {
  return {
    metadata: { name, namespace: "default", uid: name, ...(annotations && { annotations }) },
    spec: { containers: [{ name: "app" }] },
    status: { phase: "Running", containerStatuses: [{ name: "app", state, restartCount: 1 }] },
  };
}

const snapshot = (...pods: PodObject[]): NodeSnapshot => ({
  name: "n0",
  node: { metadata: { name: "n0" } },
  pods,
});

function settings(text: string) {
  const { settings: parsed, diagnostics } = parseSettings(parseStages(text, "kwok.yaml").others);
  expect(diagnostics).toEqual([]);
  return parsed;
}

const usage = (spec: string): string =>
  `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: ClusterResourceUsage\nmetadata: { name: u }\nspec: { usages: [ { usage: ${spec} } ] }\n`;
const metric = (metrics: string): string =>
  `apiVersion: kwok.x-k8s.io/v1alpha1\nkind: Metric\nmetadata: { name: m }\nspec: { path: "/metrics/{nodeName}/m", metrics: [ ${metrics} ] }\n`;

async function compile(text: string) {
  return compileMetrics(settings(text), clock, () => 0.5);
}

describe("usage", () => {
  test("is what is configured, else what the annotations say, else a little", async () => {
    const { meter } = await compile(usage("{ cpu: { value: 250m } }"));
    const { meter: bare } = await compile("");
    const annotated = pod("b", { "kwok.x-k8s.io/usage-cpu": "2" });
    const at = snapshot(annotated);
    expect(meter.pod(at, annotated, "cpu")).toBe(0.25);
    expect(bare.pod(at, annotated, "cpu")).toBe(2);
    expect(bare.pod(at, annotated, "memory")).toBe(1024 ** 2);
    expect(bare.pod(at, pod("c"), "cpu")).toBe(0.001);
  });

  test("of a pod without annotations can be asked for them, as typed objects can", async () => {
    const expression = `'"cpu" in pod.metadata.annotations ? Quantity(pod.metadata.annotations["cpu"]) : Quantity("7m")'`;
    const { meter } = await compile(usage(`{ cpu: { expression: ${expression} } }`));
    expect(meter.node(snapshot(pod("a"), pod("b", { cpu: "1" })), "cpu")).toBeCloseTo(1.007);
  });

  test("adds up over time since the container started, and never falls", async () => {
    const local = new FakeClock();
    const one = pod("a", { "kwok.x-k8s.io/usage-cpu": "2" });
    const { meter } = await compileMetrics(settings(""), local, () => 0.5);
    local.advance(10_000);
    expect(meter.podTotal(snapshot(one), one, "cpu")).toBe(20);
    local.advance(10_000);
    const calmer = pod("a", { "kwok.x-k8s.io/usage-cpu": "1" });
    expect(meter.podTotal(snapshot(calmer), calmer, "cpu")).toBe(30);
  });

  test("of what does not run is nothing", async () => {
    const { meter } = await compile("");
    const waiting = pod("a", {}, { waiting: { reason: "ContainerCreating" } });
    expect(meter.node(snapshot(waiting), "memory")).toBe(0);
    expect(resourcePage(snapshot(waiting), meter, clock.wallMs())).not.toContain('pod="a"');
  });
});

describe("pages of one's own", () => {
  test("have one series a node, pod or container, from expressions", async () => {
    const { pages } = await compile(
      metric(
        `{ name: started, kind: counter, dimension: node, value: 'StartedContainersTotal(node.metadata.name)' },
         { name: memory, kind: gauge, dimension: pod, value: 'pod.Usage("memory")', labels: [ { name: pod, value: pod.metadata.name } ] },
         { name: cpu, kind: gauge, dimension: container, value: 'pod.Usage("cpu", container.name)', labels: [ { name: container, value: container.name } ] }`,
      ),
    );
    const [page] = pages;
    expect(page?.match("/metrics/n0/m")).toEqual({ node: "n0" });
    expect(page?.match("/metrics/n0/other")).toBeUndefined();
    expect(page?.match("/metrics/a/b/m")).toBeUndefined();
    expect(
      page
        ?.render(snapshot(pod("a")))
        .split("\n")
        .filter((line) => !line.startsWith("#")),
    ).toEqual(["started 2", 'memory{pod="a"} 1048576', 'cpu{container="app"} 0.001', ""]);
  });

  test("count histograms' buckets up, the hidden ones too", async () => {
    const { pages } = await compile(
      metric(
        `{ name: h, kind: histogram, buckets: [ { le: 2, value: '3.0' }, { le: 1, value: '4.0', hidden: true } ] }`,
      ),
    );
    expect(pages[0]?.render(snapshot())).toContain(
      'h_bucket{le="2"} 7\nh_bucket{le="+Inf"} 7\nh_sum 10\nh_count 7\n',
    );
  });

  test("with an expression that does not compile are refused by name", () => {
    expect(compile(metric("{ name: bad, kind: gauge, value: 'nod.x' }"))).rejects.toThrow(
      "the Metric m, bad: undeclared reference to nod",
    );
  });
});
