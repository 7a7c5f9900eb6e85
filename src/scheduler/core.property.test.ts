// Whatever happens in whatever order, the room taken on every node is what a recount of its pods from scratch gives.

import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { prng } from "../base/index.ts";
import { node, pod } from "./core.test-kit.ts";
import { SchedulerCore } from "./core.ts";
import type { PodRecord } from "./pod-record.ts";
import { requestsOf } from "./requests.ts";

const PODS = 6;
const NODES = 3;

const step = fc.oneof(
  fc.record({
    kind: fc.constant("pod" as const),
    name: fc.nat(PODS - 1),
    size: fc.constantFrom("100m", "1", "3"),
    place: fc.option(fc.nat(NODES), { nil: undefined }),
    phase: fc.constantFrom("Pending", "Running", "Running", "Succeeded"),
    uid: fc.nat(1),
    generation: fc.option(fc.nat(2), { nil: undefined }),
    port: fc.boolean(),
    deleted: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("podGone" as const), name: fc.nat(PODS - 1), uid: fc.nat(1) }),
  fc.record({
    kind: fc.constant("node" as const),
    name: fc.nat(NODES - 1),
    cpu: fc.constantFrom("2", "4"),
    gpu: fc.constantFrom("0", "4"),
  }),
  fc.record({ kind: fc.constant("nodeGone" as const), name: fc.nat(NODES - 1) }),
  fc.record({ kind: fc.constant("try" as const) }),
  fc.record({ kind: fc.constant("answer" as const), which: fc.nat(), ok: fc.boolean() }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(12_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class World {
  readonly core = new SchedulerCore("default-scheduler", prng(1), 0);
  private readonly answers: PodRecord[] = [];
  private nowMs = 0;

  play(step: Step): void {
    switch (step.kind) {
      case "pod":
        return this.core.observePod({ type: "MODIFIED", object: podOf(step) });
      case "podGone": {
        const object = pod(`p${step.name}`, { uid: `u${step.uid}` });
        return this.core.observePod({ type: "DELETED", object });
      }
      case "node": {
        const { cpu, gpu } = step;
        const object = node(`n${step.name}`, { cpu, extra: { "example.com/gpu": gpu } });
        return this.core.observeNode({ type: "MODIFIED", object });
      }
      case "nodeGone":
        return this.core.observeNode({ type: "DELETED", object: node(`n${step.name}`) });
      case "try": {
        const outcome = this.core.attempt();
        if (outcome?.kind === "bind") this.answers.push(outcome.record);
        return;
      }
      case "answer": {
        const [record] = this.answers.splice(step.which % Math.max(1, this.answers.length), 1);
        if (!record) return;
        if (step.ok) this.core.bound(record);
        else this.core.bindFailed(record);
        return;
      }
      case "wait":
        this.nowMs += step.ms;
        this.core.advance(this.nowMs);
    }
  }
}

function podOf(step: Extract<Step, { kind: "pod" }>) {
  const { name, uid, size, port, place, phase, generation, deleted } = step;
  return pod(`p${name}`, {
    uid: `u${uid}`,
    phase,
    deleted,
    ...(generation !== undefined && { generation }),
    ...(place !== undefined && { nodeName: `n${place}` }),
    spec: {
      containers: [
        {
          resources: { requests: { cpu: size, "example.com/gpu": size === "1" ? "1" : "0" } },
          ...(port && { ports: [{ hostPort: 80 }] }),
        },
      ],
    },
  });
}

/** What the columns say, by node name. */
function taken({ nodes }: SchedulerCore): Record<string, unknown> {
  const byName: Record<string, unknown> = {};
  for (let slot = 0; slot < nodes.slots; slot++) {
    const gpu = nodes.extended.get("example.com/gpu")?.used[slot] ?? 0;
    if (nodes.podsUsed[slot] === 0 && nodes.cpuMilliUsed[slot] === 0 && gpu === 0) continue;
    byName[nodes.names[slot]!] = {
      pods: nodes.podsUsed[slot],
      cpu: nodes.cpuMilliUsed[slot],
      scored: nodes.scoredCpuMilliUsed[slot],
      gpu,
    };
  }
  return byName;
}

function recounted(core: SchedulerCore): Record<string, unknown> {
  const byName: Record<string, { pods: number; cpu: number; scored: number; gpu: number }> = {};
  for (const { nodeName, requests } of core.counted()) {
    const node = (byName[nodeName] ??= { pods: 0, cpu: 0, scored: 0, gpu: 0 });
    node.pods++;
    node.cpu += requests.cpuMilli;
    node.scored += requests.scoredCpuMilli;
    node.gpu += requests.extended[0]?.[1] ?? 0;
  }
  return byName;
}

test("free room equals a recount after any history", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const step of steps) {
        world.play(step);
        expect(taken(world.core)).toEqual(recounted(world.core));
      }
      const { counts } = world.core;
      const counted = [...world.core.counted()].length;
      expect(counts.binding + counts.assumed + counts.assigned).toBe(counted);
      expect(Object.values(counts).every((count) => count >= 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("what is counted is what the watch last said, for pods that were assigned", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World();
      const last = new Map<string, Extract<Step, { kind: "pod" }>>();
      for (const step of steps) {
        world.play(step);
        if (step.kind === "pod") last.set(`default/p${step.name}`, step);
        if (step.kind === "podGone" && last.get(`default/p${step.name}`)?.uid === step.uid)
          last.delete(`default/p${step.name}`);
      }
      const counted = new Map([...world.core.counted()].map((pod) => [pod.key, pod]));
      for (const [key, step] of last) {
        if (step.place === undefined || step.phase === "Succeeded") continue;
        expect(counted.get(key)?.nodeName).toBe(`n${step.place}`);
        // With a generation that did not move, new requests would be news the API server never sends.
        if (step.generation === undefined)
          expect(counted.get(key)?.requests).toEqual(requestsOf(podOf(step).spec as object));
      }
    }),
    { numRuns: 200 },
  );
});
