// A user's controller and the span that measures it, over the embedded API server: what was planted is what is found.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { FailureError, FakeClock, silentLogger, systemClock } from "../base/index.ts";
import { type ApiServerHandle, startApiServer } from "../apiserver/index.ts";
import { type Client, createClient, createTransport, reflect } from "../client/index.ts";
import { type KubeObject, resources } from "../kube/index.ts";
import { createMeasurement } from "../measure/index.ts";
import type { Span } from "../scenario/index.ts";
import { edgeOf, watchSpans } from "./spans.ts";
import { Watches } from "./watches.ts";

const WORK_MS = 120;
/** Nobody else plays with them here: a Deployment stands for a custom resource with conditions. */
const widgets = resources.deployments;

let server: ApiServerHandle;
let client: Client;
beforeAll(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  client = createClient(createTransport({ url: server.url }, "test"));
});
afterAll(async () => {
  client.close();
  await server.stop();
});

/** A controller as users write them: sees an object, works for a while, makes a ConfigMap it owns, says Ready. */
function startController(): { stop(): void } {
  return reflect<KubeObject>(
    client,
    widgets,
    {},
    {
      onEvents: (events) => {
        for (const { type, object } of events) if (type === "ADDED") void reconcile(object);
      },
    },
  );
}

async function reconcile({ metadata }: KubeObject): Promise<void> {
  const { name, namespace = "", uid = "" } = metadata;
  await Bun.sleep(WORK_MS);
  const owner = { apiVersion: "apps/v1", kind: "Deployment", name, uid };
  const child = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${name}-settings`,
      namespace,
      ownerReferences: [owner],
      labels: { widget: name },
    },
  };
  await client.create(resources.configMaps, child, namespace);
  const conditions = [{ type: "Ready", status: "True" }];
  const status = { observedGeneration: 1, conditions };
  await client.patch(widgets, { name, namespace }, "merge", { status }, { subresource: "status" });
}

const deployment = (name: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "default", labels: { widget: name } },
  spec: {
    selector: { matchLabels: { name } },
    template: {
      metadata: { labels: { name } },
      spec: { containers: [{ name: "c", image: "i" }] },
    },
  },
});

const point = (when: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  labelSelector: undefined,
  when,
});

const spans: readonly Span[] = [
  { name: "ready", from: point("created"), to: point("condition:Ready"), correlate: "name" },
  {
    name: "jq",
    from: point("created"),
    to: point("jq:.status.observedGeneration == 1"),
    correlate: "name",
  },
  {
    name: "cel",
    from: point("cel:!has(self.status.observedGeneration)"),
    to: point("cel:self.status.observedGeneration == 1"),
    correlate: "name",
  },
  {
    name: "child",
    from: point("created"),
    to: { apiVersion: "v1", kind: "ConfigMap", labelSelector: undefined, when: "created" },
    correlate: "owner",
  },
  {
    name: "label",
    from: point("created"),
    to: { apiVersion: "v1", kind: "ConfigMap", labelSelector: undefined, when: "created" },
    correlate: { label: "widget" },
  },
  { name: "life", from: point("condition:Ready"), to: point("deleted"), correlate: "name" },
];

test("each span of a controller that works for a known time is as long as that", async () => {
  const count = 20;
  const startMs = systemClock.nowMs();
  const measurement = createMeasurement({ clock: systemClock, startMs, spans });
  const watches = new Watches(client, systemClock, (name, labels) =>
    measurement.count(name, labels),
  );
  const make = (name: string): Promise<unknown> =>
    client.create(widgets, deployment(name), "default");
  // There before the run: it becomes Ready during it, but nobody saw it created.
  await make("early");
  await watchSpans(spans, { client, clock: systemClock, measurement, watches });
  await watches.start();
  const controller = startController();
  for (let index = 0; index < count; index++) await make(`widget-${index}`);
  const at = (name: string): number => measurement.progress().latencies[name]?.count ?? 0;
  const endMs = systemClock.nowMs() + 10_000;
  while (at("ready") < count && systemClock.nowMs() < endMs) await Bun.sleep(10);
  await client.delete(widgets, { name: "widget-0", namespace: "default" });
  while (at("life") < 1 && systemClock.nowMs() < endMs) await Bun.sleep(10);
  controller.stop();
  watches.stop();

  const { metrics } = measurement.finish();
  for (const name of ["ready", "jq", "cel", "child", "label"]) {
    expect(metrics[name]).toMatchObject({ count, censored: 0 });
    // What was planted, and the time of its requests; the machine may be slow, the watch cannot be early by more than its read.
    expect(metrics[name]!.min * 1000).toBeGreaterThan(WORK_MS - 20);
    expect(metrics[name]!.p50 * 1000).toBeLessThan(WORK_MS * 10);
  }
  // `early` too became Ready during the run, and was not deleted.
  expect(metrics["life"]).toMatchObject({ count: 1, censored: count });
  expect(Object.keys(watches.statistics())).toEqual(["deployments.apps", "configmaps"]);
});

test("a kind the cluster does not have is refused with a sentence", async () => {
  const gadget = { ...point("created"), apiVersion: "example.com/v1", kind: "Gadget" };
  const measurement = createMeasurement({ clock: systemClock, startMs: 0, spans: [] });
  const watches = new Watches(client, systemClock, () => {});
  const span: Span = { name: "made", from: gadget, to: gadget, correlate: "name" };
  const context = { client, clock: systemClock, measurement, watches };
  const error: unknown = await watchSpans([span], context).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(FailureError);
  expect((error as FailureError).message).toBe(
    "the span made watches Gadget of example.com/v1, which the cluster does not give: the server could not find the requested resource; install its CustomResourceDefinition before the run, or correct apiVersion and kind",
  );
});

type Event = readonly ["ADDED" | "MODIFIED" | "DELETED", string];

describe("a condition begins to hold once", () => {
  const ready = (status: string): KubeObject & { status: object } => ({
    metadata: { name: "w", uid: "1" },
    status: { conditions: [{ type: "Ready", status }] },
  });
  const edges = (when: string, ...events: readonly Event[]): boolean[] => {
    const edge = edgeOf(when, new FakeClock());
    return events.map(([type, status]) => edge({ type, object: ready(status) }));
  };

  test("however often it is told again, until it has ceased to", () => {
    expect(
      edges(
        "condition:Ready",
        ["ADDED", "False"],
        ["MODIFIED", "True"],
        ["MODIFIED", "True"],
        ["MODIFIED", "False"],
        ["MODIFIED", "True"],
        ["DELETED", "True"],
      ),
    ).toEqual([false, true, false, false, true, false]);
  });

  test("created and deleted are the first and the last that is seen", () => {
    const life: readonly Event[] = [
      ["ADDED", ""],
      ["MODIFIED", ""],
      ["DELETED", ""],
    ];
    expect(edges("created", ...life)).toEqual([true, false, false]);
    expect(edges("deleted", ...life)).toEqual([false, false, true]);
  });
});
