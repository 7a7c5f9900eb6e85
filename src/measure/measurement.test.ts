import { describe, expect, test } from "bun:test";
import { FakeClock, LatencyHistogram } from "../base/index.ts";
import type { KubeObject } from "../kube/index.ts";
import { type MeasurementOptions, type Operation, createMeasurement } from "./index.ts";

/** A measurement, its clock, and pods that go through life by a word. */
function bench(options: Partial<MeasurementOptions> = {}) {
  const clock = new FakeClock(1000);
  const measurement = createMeasurement({ clock, startMs: 1000, ...options });
  const operation = (fields: Partial<Operation> = {}): Operation => ({
    phase: "fill",
    verb: "create",
    resource: "pods",
    kind: "Pod",
    key: "bench/pod-0",
    intendedMs: clock.nowMs(),
    goal: "ready",
    ...fields,
  });
  const send = (of: Operation, sendMs = 0, answerMs = 1): Operation => {
    measurement.intended(of);
    clock.advance(sendMs);
    measurement.sent(of, clock.nowMs());
    clock.advance(answerMs);
    measurement.acknowledged(of, clock.nowMs());
    return of;
  };
  const seen = (type: "ADDED" | "MODIFIED" | "DELETED", object: KubeObject): void =>
    measurement.podEvents([{ type, object }], clock.nowMs());
  return { clock, measurement, operation, send, seen };
}

function pod(state: "pending" | "bound" | "running" | "terminating", uid = "u1"): KubeObject {
  return {
    metadata: {
      namespace: "bench",
      name: "pod-0",
      uid,
      ...(state === "terminating" && { deletionTimestamp: "2026-01-01T00:00:00Z" }),
    },
    spec: state === "pending" ? {} : { nodeName: "node-1" },
    status:
      state === "pending" || state === "bound"
        ? { phase: "Pending" }
        : { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  };
}

const ms = (seconds: number | undefined): number => Math.round((seconds ?? -1) * 1000);

test("a pod's life becomes one figure in each metric, from the intended moment, raw from the sent one", () => {
  const { clock, measurement, operation, send, seen } = bench();
  send(operation(), 40, 10);
  clock.advance(5);
  seen("ADDED", pod("pending"));
  clock.advance(45);
  seen("MODIFIED", pod("bound"));
  clock.advance(100);
  seen("MODIFIED", pod("running"));
  expect(measurement.outstanding("fill")).toBe(0);
  send(operation({ verb: "delete", goal: "gone" }), 0, 10);
  expect(measurement.outstanding("fill")).toBe(1);
  seen("MODIFIED", pod("terminating"));
  clock.advance(20);
  seen("DELETED", pod("terminating"));

  const { metrics, phases, slowest, series } = measurement.finish();
  expect(ms(metrics["pod_scheduling"]?.max)).toBe(100);
  expect(ms(metrics["pod_startup"]?.max)).toBe(200);
  expect(ms(metrics["pod_startup"]?.raw?.max)).toBe(160);
  expect(ms(metrics["pod_deletion"]?.max)).toBe(30);
  expect(ms(metrics["watch_lag"]?.max)).toBe(5);
  expect(ms(metrics["api_request{resource=pods,verb=POST}"]?.max)).toBe(50);
  expect(ms(metrics["api_request{resource=pods,verb=POST}"]?.raw?.max)).toBe(10);
  expect(phases).toHaveLength(1);
  expect(phases[0]).toMatchObject({ offered: 2, sent: 2, acknowledged: 2, completed: 2 });
  expect(ms(phases[0]?.slipP99Seconds)).toBe(40);
  expect(slowest["pod_startup"]?.[0]?.timeline).toEqual({
    intended: 0,
    sent: 0.04,
    acknowledged: 0.05,
    seen: 0.055,
    scheduled: 0.1,
    running: 0.2,
    ready: 0.2,
  });
  expect(series["pods_deleted"]?.throughput?.count).toBe(1);
});

describe("watch_lag: from the answer to the first event that shows the write", () => {
  const lagMs = (measurement: ReturnType<typeof bench>["measurement"]) => {
    const { count, max } = measurement.finish().metrics["watch_lag"] ?? { count: 0, max: 0 };
    return [count, ms(max)];
  };
  const created = () => {
    const all = bench();
    all.send(all.operation());
    all.seen("ADDED", pod("running"));
    return all;
  };

  test("a delete is shown by its mark, not by what follows", () => {
    const { clock, measurement, operation, send, seen } = created();
    send(operation({ verb: "delete", goal: "gone" }));
    clock.advance(30);
    seen("MODIFIED", pod("terminating"));
    clock.advance(500);
    seen("DELETED", pod("terminating"));
    expect(lagMs(measurement)).toEqual([2, 30]);
  });

  test("a delete without a mark is shown by the object's end", () => {
    const { clock, measurement, operation, send, seen } = created();
    send(operation({ verb: "delete", goal: "gone" }));
    clock.advance(70);
    seen("DELETED", pod("running"));
    expect(lagMs(measurement)).toEqual([2, 70]);
  });

  test("an end that overtakes the answer counts, as the smallest", () => {
    const { clock, measurement, operation, seen } = created();
    const remove = operation({ verb: "delete", goal: "gone" });
    measurement.intended(remove);
    measurement.sent(remove, clock.nowMs());
    clock.advance(10);
    seen("DELETED", pod("running"));
    clock.advance(10);
    measurement.acknowledged(remove, clock.nowMs());
    expect(lagMs(measurement)).toEqual([2, 0]);
  });

  test("somebody else's delete is not ours", () => {
    const { clock, measurement, operation, send, seen } = created();
    seen("MODIFIED", pod("terminating"));
    send(operation({ verb: "delete", goal: "gone" }));
    clock.advance(90);
    seen("DELETED", pod("terminating"));
    expect(lagMs(measurement)).toEqual([1, 0]);
  });

  const workload = (generation: number): KubeObject => ({
    metadata: { name: "web", namespace: "bench", uid: "d1", generation },
    spec: { replicas: 3 },
  });
  const change = { resource: "deployments", kind: "Deployment", key: "bench/web" } as const;

  test.each([
    ["is shown by the first event of its generation", 2, [2, 40]],
    ["that changed nothing is shown by no event", 1, [1, 0]],
  ] as const)("a change of a workload %s", (_, answered, expected) => {
    const { clock, measurement, operation, send } = bench();
    const seen = (generation: number): void =>
      measurement.workloadEvents(
        "Deployment",
        [{ type: "MODIFIED", object: workload(generation) }],
        clock.nowMs(),
      );
    send(operation(change));
    seen(1);
    const patch = operation({ ...change, verb: "patch", goal: "settled" });
    measurement.intended(patch);
    measurement.sent(patch, clock.nowMs());
    measurement.acknowledged(patch, clock.nowMs(), { generation: answered });
    seen(1);
    clock.advance(40);
    seen(answered);
    clock.advance(40);
    seen(answered);
    expect(lagMs(measurement)).toEqual([...expected]);
  });
});

describe("objects that never get there", () => {
  test("are counted as slower than everything seen", () => {
    const { clock, measurement, operation, send, seen } = bench();
    send(operation());
    seen("ADDED", pod("running"));
    send(operation({ key: "bench/pod-1" }));
    clock.advance(60_000);
    expect(measurement.outstanding("fill")).toBe(1);
    measurement.abandon("fill");
    expect(measurement.outstanding("fill")).toBe(0);
    const { metrics, phases } = measurement.finish();
    expect(metrics["pod_startup"]).toMatchObject({ count: 1, censored: 1, p99: Infinity });
    expect(metrics["pod_startup"]?.p50).toBeLessThan(1);
    expect(phases[0]).toMatchObject({ completed: 1, failed: 0, censored: 1 });
  });

  test("a failed create is a failure of the phase and censored in the metric", () => {
    const { clock, measurement, operation } = bench();
    const create = operation();
    measurement.intended(create);
    measurement.sent(create, clock.nowMs());
    measurement.failed(create, clock.nowMs(), 429);
    const { metrics, phases, counters } = measurement.finish();
    expect(metrics["pod_startup"]).toMatchObject({ count: 0, censored: 1 });
    expect(phases[0]).toMatchObject({ failed: 1, censored: 0 });
    expect(counters).toEqual({ "requests_failed{code=429,resource=pods,verb=POST}": 1 });
  });

  test("one made again before it was ever seen does not keep its phase waiting", () => {
    const { measurement, operation, send, seen } = bench();
    send(operation());
    send(operation());
    seen("ADDED", pod("running"));
    expect(measurement.outstanding("fill")).toBe(0);
  });

  test("a pod deleted before it was ready does not keep its phase waiting", () => {
    const { measurement, operation, send, seen } = bench();
    send(operation());
    seen("ADDED", pod("pending"));
    seen("DELETED", pod("pending"));
    expect(measurement.outstanding("fill")).toBe(0);
    expect(measurement.finish().counters["deleted_before_ready{resource=pods}"]).toBe(1);
  });

  test("a request without an answer is censored in api_request", () => {
    const { clock, measurement, operation } = bench();
    const create = operation({ resource: "configmaps", kind: "ConfigMap", goal: "none" });
    measurement.intended(create);
    measurement.sent(create, clock.nowMs());
    clock.advance(30_000);
    expect(
      measurement.finish().metrics["api_request{resource=configmaps,verb=POST}"],
    ).toMatchObject({ count: 0, censored: 1, p50: Infinity });
  });
});

test("an object made again under the same name is another object", () => {
  const { clock, measurement, operation, send, seen } = bench();
  send(operation());
  seen("ADDED", pod("running", "old"));
  send(operation({ verb: "delete", goal: "gone" }));
  send(operation({ phase: "again" }));
  clock.advance(7);
  seen("DELETED", pod("running", "old"));
  expect(measurement.outstanding("again")).toBe(1);
  clock.advance(50);
  seen("ADDED", pod("running", "new"));
  const { metrics } = measurement.finish();
  expect(metrics["pod_startup"]?.count).toBe(2);
  expect(ms(metrics["pod_startup"]?.phases?.["again"]?.max)).toBe(58);
});

test("what is intended during warm-up is left out of the metrics and kept in the phases", () => {
  const { measurement, operation, send, seen } = bench({ warmupUntilMs: 5000 });
  send(operation());
  seen("ADDED", pod("running"));
  const { metrics, phases, counters } = measurement.finish();
  expect(metrics["pod_startup"]).toBeUndefined();
  expect(phases[0]?.completed).toBe(1);
  expect(counters["warmup_excluded{resource=pods}"]).toBe(1);
});

test("pods a controller made are measured from first sight, apart from ours; strangers not at all", () => {
  const { clock, measurement, seen } = bench();
  const owned = (state: "pending" | "running"): KubeObject => {
    const object = pod(state);
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "r1" };
    return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } };
  };
  seen("ADDED", pod("pending", "stranger"));
  seen("ADDED", owned("pending"));
  clock.advance(80);
  seen("MODIFIED", owned("running"));
  const { metrics } = measurement.finish();
  expect(Object.keys(metrics)).toEqual([
    "pod_scheduling{origin=controller}",
    "pod_startup{origin=controller}",
  ]);
  expect(ms(metrics["pod_startup{origin=controller}"]?.max)).toBe(80);
});

describe("a workload is ready when a status of its own generation says so", () => {
  const deployment = (generation: number, observed: number, ready: number): KubeObject => ({
    kind: "Deployment",
    metadata: { namespace: "bench", name: "web", uid: "d1", generation },
    spec: { replicas: 3 },
    status: {
      observedGeneration: observed,
      replicas: 3,
      readyReplicas: ready,
      updatedReplicas: 3,
    },
  });
  const change = { resource: "deployments", kind: "Deployment", key: "bench/web" } as const;

  test("an older status does not count", () => {
    const { clock, measurement, operation, send } = bench();
    const seen = (object: KubeObject): void =>
      measurement.workloadEvents("Deployment", [{ type: "MODIFIED", object }], clock.nowMs());
    send(operation(change));
    seen(deployment(1, 1, 3));
    expect(measurement.outstanding("fill")).toBe(0);

    const patch = operation({ ...change, verb: "patch", goal: "settled" });
    measurement.intended(patch);
    measurement.sent(patch, clock.nowMs());
    seen(deployment(1, 1, 3));
    measurement.acknowledged(patch, clock.nowMs(), { generation: 2 });
    expect(measurement.outstanding("fill")).toBe(1);
    seen(deployment(2, 1, 3));
    seen(deployment(2, 2, 1));
    clock.advance(500);
    seen(deployment(2, 2, 3));
    expect(measurement.outstanding("fill")).toBe(0);
    const metric = measurement.finish().metrics["workload_ready{kind=Deployment}"];
    expect([metric?.count, ms(metric?.max)]).toEqual([2, 500]);
  });

  test("nor does one whose replicas are still of the old template", () => {
    const { clock, measurement, operation, send } = bench();
    send(operation(change));
    const { updatedReplicas: _, ...old } = deployment(1, 1, 3)["status"] as Record<string, number>;
    const object = { ...deployment(1, 1, 3), status: old };
    measurement.workloadEvents("Deployment", [{ type: "MODIFIED", object }], clock.nowMs());
    expect(measurement.outstanding("fill")).toBe(1);
  });

  test("a status that overtakes the acknowledgement does", () => {
    const { clock, measurement, operation } = bench();
    const create = operation(change);
    measurement.intended(create);
    measurement.sent(create, clock.nowMs());
    clock.advance(20);
    const event = { type: "ADDED" as const, object: deployment(1, 1, 3) };
    measurement.workloadEvents("Deployment", [event], clock.nowMs());
    clock.advance(20);
    measurement.acknowledged(create, clock.nowMs(), { generation: 1 });
    expect(measurement.outstanding("fill")).toBe(0);
    expect(ms(measurement.finish().metrics["workload_ready{kind=Deployment}"]?.max)).toBe(20);
  });

  test("a change that changed nothing is ready when acknowledged", () => {
    const { clock, measurement, operation, send } = bench();
    send(operation(change));
    const event = { type: "ADDED" as const, object: deployment(1, 1, 3) };
    measurement.workloadEvents("Deployment", [event], clock.nowMs());
    const patch = operation({ ...change, verb: "patch", goal: "settled" });
    measurement.intended(patch);
    measurement.sent(patch, clock.nowMs());
    measurement.acknowledged(patch, clock.nowMs(), { generation: 1 });
    expect(measurement.outstanding("fill")).toBe(0);
  });
});

test("a stall counts for each step from when something waited for it: ready since bound, answers since sent", () => {
  const { clock, measurement, operation, send, seen } = bench();
  send(operation(), 0, 700);
  seen("ADDED", pod("pending"));
  clock.advance(3_000);
  seen("MODIFIED", pod("bound"));
  clock.advance(5_000);
  seen("MODIFIED", pod("running"));
  clock.advance(60_000);
  const { series } = measurement.finish();
  const stallMs = (name: string): number => ms(series[name]?.throughput?.longestStallSeconds);
  expect(stallMs("requests_acknowledged")).toBe(700);
  expect(stallMs("pods_bound")).toBe(3_000);
  expect(stallMs("pods_running")).toBe(5_000);
  expect(stallMs("pods_ready")).toBe(5_000);
});

test("a server that stalls: the corrected p99 is what arithmetic says, the raw one hides it", () => {
  // A request every 10 ms for 200 s; a closed loop of one; 1 ms answers but for one of 100 s at half-time.
  // Corrected, requests intended during the stall wait for its end and then catch up at 1 ms each: latency falls
  // linearly, 9 ms a request, from 100 s over 11,111 requests. The 200th slowest of 20,000 waits 100 s - 199 × 9 ms.
  const { measurement, operation } = bench();
  const [requests, gapMs, answerMs, stallMs] = [20_000, 10, 1, 100_000] as const;
  let freeMs = 1000;
  for (let index = 0; index < requests; index++) {
    const create = operation({
      key: `bench/pod-${index}`,
      intendedMs: 1000 + index * gapMs,
      goal: "none",
    });
    measurement.intended(create);
    const sentMs = Math.max(freeMs, create.intendedMs);
    measurement.sent(create, sentMs);
    freeMs = sentMs + (index === requests / 2 ? stallMs : answerMs);
    measurement.acknowledged(create, freeMs);
  }
  const { metrics, phases } = measurement.finish();
  const metric = metrics["api_request{resource=pods,verb=POST}"]!;
  const expectedMs = stallMs - 200 * (gapMs - answerMs);
  expect(metric.p99 * 1000).toBeGreaterThan(expectedMs * 0.999);
  expect(metric.p99 * 1000).toBeLessThan(expectedMs * 1.001);
  expect(ms(metric.raw?.p99)).toBe(1);
  expect(phases[0]?.slipP99Seconds).toBeGreaterThan(95);
});

test("a controller's histogram is merged in without loss", () => {
  const { measurement } = bench();
  const parts = [1, 2].map((offset) => {
    const histogram = LatencyHistogram.empty();
    for (let value = offset; value < 100; value += 2) histogram.recordMs(value);
    return histogram;
  });
  for (const part of parts)
    measurement.mergeHistogram("stage_reconcile", { stage: "pod-ready" }, part.encode());
  parts[0]!.add(parts[1]!);
  const metric = measurement.finish().metrics["stage_reconcile{stage=pod-ready}"];
  expect(metric?.histogram).toBe(parts[0]!.encode());
});
