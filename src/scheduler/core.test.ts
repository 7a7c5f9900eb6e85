// Histories played to the core: what it is told, and all it answers.

import { expect, test } from "bun:test";
import { prng } from "../base/index.ts";
import type { NodeObject, PodObject } from "../kube/index.ts";
import { node, pod } from "./core.test-kit.ts";
import { SchedulerCore } from "./core.ts";
import type { PodRecord } from "./pod-record.ts";

class Play {
  readonly core = new SchedulerCore("default-scheduler", prng(1), 0);
  readonly binding = new Map<string, PodRecord>();
  private nowMs = 0;

  nodes(...nodes: NodeObject[]): this {
    for (const object of nodes) this.core.observeNode({ type: "MODIFIED", object });
    return this;
  }

  pods(...pods: PodObject[]): this {
    for (const object of pods) this.core.observePod({ type: "MODIFIED", object });
    return this;
  }

  deleted(...pods: PodObject[]): this {
    for (const object of pods) this.core.observePod({ type: "DELETED", object });
    return this;
  }

  /** Waits, lets every pod whose turn it is be tried, and says what came of it. */
  after(ms: number): string[] {
    this.nowMs += ms;
    this.core.advance(this.nowMs);
    const log: string[] = [];
    for (let outcome = this.core.attempt(); outcome; outcome = this.core.attempt()) {
      const name = outcome.record.key.replace("default/", "");
      if (outcome.kind === "bind") this.binding.set(name, outcome.record);
      log.push(outcome.kind === "bind" ? `${name} → ${outcome.nodeName}` : `${name} refused`);
    }
    for (let record = this.core.takeUnexplained(); record; record = this.core.takeUnexplained()) {
      log.push(`${record.key.replace("default/", "")}: ${record.message}`);
      this.core.explained(record);
    }
    return log;
  }

  bound(name: string): this {
    this.core.bound(this.binding.get(name)!);
    return this;
  }

  failed(name: string): this {
    this.core.bindFailed(this.binding.get(name)!);
    return this;
  }
}

const full = { requests: { cpu: "4" } };
const noRoom = (name: string) => `${name}: 0/1 nodes are available: 1 Insufficient cpu.`;

test("pods come by priority, then in the order of their arrival", () => {
  const play = new Play().nodes(node("n"));
  play.pods(pod("a"), pod("b"), pod("urgent", { spec: { priority: 10 } }), pod("c"));
  expect(play.after(0)).toEqual(["urgent → n", "a → n", "b → n", "c → n"]);
});

test("an assumed pod takes room before its binding is acknowledged", () => {
  const play = new Play().nodes(node("n"));
  play.pods(pod("a", full), pod("b", full));
  expect(play.after(0)).toEqual(["a → n", "b refused", noRoom("b")]);
});

test("a failed binding gives the room back, and the pod waits 1 s, 2 s, 4 s, 8 s, 10 s, 10 s", () => {
  const play = new Play().nodes(node("n")).pods(pod("a", full));
  expect(play.after(0)).toEqual(["a → n"]);
  for (const seconds of [1, 2, 4, 8, 10, 10]) {
    play.failed("a");
    expect(play.core.nodes.cpuMilliUsed[0]).toBe(0);
    expect(play.after(seconds * 1000 - 20)).toEqual([]);
    expect(play.after(20)).toEqual(["a → n"]);
  }
});

test("a refused pod is tried again when a pod goes, but not before its backoff is over", () => {
  const running = pod("old", { ...full, nodeName: "n", phase: "Running" });
  const play = new Play().nodes(node("n")).pods(running, pod("a", full));
  expect(play.after(0)).toEqual(["a refused", noRoom("a")]);
  expect(play.after(60_000)).toEqual([]);
  play.deleted(running);
  expect(play.after(0)).toEqual(["a → n"]);

  const again = new Play().nodes(node("n")).pods(running, pod("a", full));
  expect(again.after(0)).toHaveLength(2);
  again.deleted(running);
  expect(again.after(500)).toEqual([]);
  expect(again.after(500)).toEqual(["a → n"]);
});

test("a pod that ended frees its room", () => {
  const play = new Play().nodes(node("n"));
  play.pods(pod("job", { ...full, nodeName: "n" }), pod("a", full)).after(0);
  play.pods(pod("job", { ...full, nodeName: "n", phase: "Succeeded" }));
  expect(play.after(1000)).toEqual(["a → n"]);
});

test("only changes that help wake a refused pod", () => {
  const play = new Play().nodes(node("n", { cpu: "1" })).pods(pod("a", full));
  expect(play.after(0)).toEqual(["a refused", noRoom("a")]);
  play.nodes(node("n", { cpu: "1", memory: "64Gi" }), node("n", { cpu: "2" }));
  expect(play.after(60_000)).toEqual([]);
  play.nodes(node("tainted", { taints: [{ key: "x", effect: "NoSchedule" }] }));
  expect(play.after(60_000)).toEqual([]);
  play.nodes(node("tainted"));
  expect(play.after(0)).toEqual(["a → tainted"]);
});

test("a condition is written only when it changed", () => {
  const play = new Play().nodes(node("n")).pods(pod("a", { requests: { cpu: "5" } }));
  expect(play.after(0)).toHaveLength(2);
  // Woken in vain: the room is gone again before its turn comes.
  play.nodes(node("n", { cpu: "5" }));
  play.nodes(node("n", { cpu: "4" }));
  expect(play.after(1000)).toEqual(["a refused"]);
  play.nodes(node("n", { cpu: "5" }), node("m", { cpu: "1" }));
  play.nodes(node("n", { cpu: "4" }));
  expect(play.after(2000)).toEqual([
    "a refused",
    "a: 0/2 nodes are available: 2 Insufficient cpu.",
  ]);
});

test("pods of other schedulers wait for them, but are counted once they run", () => {
  const play = new Play().nodes(node("n")).pods(pod("a", { spec: { schedulerName: "other" } }));
  expect(play.after(0)).toEqual([]);
  play.pods(pod("a", { ...full, spec: { schedulerName: "other" }, nodeName: "n" }), pod("b", full));
  expect(play.after(0)).toEqual(["b refused", noRoom("b")]);
});

test("a gated pod waits until its gates are gone", () => {
  const gated = { spec: { schedulingGates: [{ name: "quota" }] } };
  const play = new Play().nodes(node("n")).pods(pod("a", gated));
  expect(play.after(60_000)).toEqual([]);
  expect(play.core.counts.gated).toBe(1);
  play.pods(pod("a"));
  expect(play.after(0)).toEqual(["a → n"]);
});

test.each([
  ["spec.topologySpreadConstraints", { topologySpreadConstraints: [{}] }],
  [
    "spec.affinity.podAntiAffinity",
    { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] } } },
  ],
  [
    "spec.affinity.podAffinity",
    { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{}] } } },
  ],
  ["spec.resourceClaims", { resourceClaims: [{ name: "gpu" }] }],
  ["spec.volumes[].persistentVolumeClaim", { volumes: [{ persistentVolumeClaim: {} }] }],
])("%s is not ignored: the pod is held, and says why", (field, spec) => {
  const play = new Play().nodes(node("n")).pods(pod("a", { spec }));
  expect(play.after(0)).toEqual([
    `a: kwokbench's scheduler cannot honour ${field} and does not ignore it; use the real kube-scheduler for this pod.`,
  ]);
  expect(play.core.counts.held).toBe(1);
});

test("a pod that might preempt is told that it does not", () => {
  const play = new Play()
    .nodes(node("n"))
    .pods(pod("a", { requests: { cpu: "5" }, spec: { priority: 7 } }));
  expect(play.after(0)[1]).toBe(
    "a: 0/1 nodes are available: 1 Insufficient cpu. Preemption for spec.priority 7 is not attempted; use the real kube-scheduler for it.",
  );
});

test("a pod deleted while it waits is not tried; one deleted while it binds keeps its room until the answer", () => {
  const play = new Play().nodes(node("n"));
  play.pods(pod("a", full)).deleted(pod("a"));
  expect(play.after(0)).toEqual([]);
  play.pods(pod("b", full));
  expect(play.after(0)).toEqual(["b → n"]);
  play.pods(pod("b", { ...full, deleted: true }));
  expect(play.core.nodes.cpuMilliUsed[0]).toBe(4000);
  play.failed("b");
  expect(play.core.nodes.cpuMilliUsed[0]).toBe(0);
  expect(play.after(60_000)).toEqual([]);
});

test("the watch may overtake the answer to a binding, either way", () => {
  const play = new Play().nodes(node("n"), node("m"));
  play.pods(pod("a", { ...full, spec: { nodeSelector: { "kubernetes.io/hostname": "n" } } }));
  expect(play.after(0)).toEqual(["a → n"]);
  // The answer is lost, but the binding was made: by us on n, or by someone else on m.
  play.pods(pod("a", { ...full, nodeName: "m" })).failed("a");
  expect([...play.core.counted()].map(({ nodeName }) => nodeName)).toEqual(["m"]);
  expect(play.core.nodes.cpuMilliUsed[0]).toBe(0);
});

test("news from before our own binding does not undo it", () => {
  const play = new Play().nodes(node("n")).pods(pod("a", full));
  expect(play.after(0)).toEqual(["a → n"]);
  play.bound("a").pods(pod("a", full));
  expect(play.after(60_000)).toEqual([]);
  expect(play.core.nodes.cpuMilliUsed[0]).toBe(4000);
});

test("another pod under the same name is another pod", () => {
  const play = new Play().nodes(node("n"));
  play.pods(pod("a", { ...full, nodeName: "n" }), pod("a", { ...full, uid: "second" }));
  expect(play.after(0)).toEqual(["a → n"]);
  play.deleted(pod("a"));
  expect(play.core.counts.binding).toBe(1);
});

test("pods may be known before their node, and stay counted when it goes and comes back", () => {
  const play = new Play().pods(pod("a", { ...full, nodeName: "n" })).nodes(node("n"));
  play.pods(pod("b", full));
  expect(play.after(0)).toEqual(["b refused", noRoom("b")]);
  play.core.observeNode({ type: "DELETED", object: node("n") });
  expect(play.after(60_000)).toEqual([]);
  play.nodes(node("n"));
  expect(play.after(0)).toEqual([]);
  play.deleted(pod("a"));
  expect(play.after(0)).toEqual(["b → n"]);
});
