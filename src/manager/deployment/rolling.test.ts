// Rollouts as transcripts: what each ReplicaSet is scaled to, look by look, while pods become available one step later.

import { expect, test } from "bun:test";
import { newReplicas, rollingStep, scaleInProportion } from "./rolling.ts";
import {
  DESIRED_REPLICAS,
  type DeploymentObject,
  MAX_REPLICAS,
  type RevisionView,
  leewayOf,
} from "./types.ts";

function deployment(
  replicas: number,
  maxSurge?: number | string,
  maxUnavailable?: number | string,
) {
  const rollingUpdate = {
    ...(maxSurge !== undefined && { maxSurge }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
  };
  const object: DeploymentObject = {
    metadata: { name: "web" },
    spec: { replicas, strategy: { type: "RollingUpdate", rollingUpdate } },
  };
  return object;
}

function revision(
  name: string,
  replicas: number,
  available = replicas,
  annotations = {},
): RevisionView {
  return {
    key: `default/${name}`,
    name,
    namespace: "default",
    uid: name,
    labels: {},
    owner: undefined,
    deleting: false,
    createdMs: name === "new" ? 2 : 1,
    object: { metadata: { name, annotations } },
    template: name,
    replicas,
    actual: replicas,
    ready: available,
    available,
    revision: 1,
  };
}

/** Rolls out until nothing changes; each line is old + new, with what is available in brackets. */
function rollout(object: DeploymentObject, desired: number): string[] {
  let old = revision("old", desired);
  let current = revision("new", 0);
  const lines: string[] = [];
  for (let look = 0; look < 100; look++) {
    lines.push(`${old.replicas}(${old.available}) + ${current.replicas}(${current.available})`);
    const scalings = rollingStep(object, current, [old]);
    const before = lines.at(-1);
    const healthy = (set: RevisionView): RevisionView => ({ ...set, available: set.replicas });
    // What was made before is available now; what is made now will be at the next look.
    [old, current] = [healthy(old), healthy(current)];
    for (const { set, replicas } of scalings) {
      const scale = (one: RevisionView): RevisionView =>
        one.name === set.name
          ? { ...one, replicas, available: Math.min(one.available, replicas) }
          : one;
      [old, current] = [scale(old), scale(current)];
    }
    const after = `${old.replicas}(${old.available}) + ${current.replicas}(${current.available})`;
    if (after === before) return lines;
  }
  throw new Error("the rollout does not end");
}

test("one above and none below: one by one", () => {
  expect(rollout(deployment(3, 1, 0), 3)).toEqual([
    "3(3) + 0(0)",
    "3(3) + 1(0)",
    "3(3) + 1(1)",
    "2(2) + 1(1)",
    "2(2) + 2(1)",
    "2(2) + 2(2)",
    "1(1) + 2(2)",
    "1(1) + 3(2)",
    "1(1) + 3(3)",
    "0(0) + 3(3)",
  ]);
});

test("none above and one below", () => {
  expect(rollout(deployment(2, 0, 1), 2)).toEqual([
    "2(2) + 0(0)",
    "1(1) + 0(0)",
    "1(1) + 1(0)",
    "1(1) + 1(1)",
    "0(0) + 1(1)",
    "0(0) + 2(1)",
    "0(0) + 2(2)",
  ]);
});

test("a quarter above and below, the default", () => {
  expect(rollout(deployment(10), 10)).toEqual([
    "10(10) + 0(0)",
    "10(10) + 3(0)",
    "8(8) + 3(3)",
    "8(8) + 5(3)",
    "5(5) + 5(5)",
    "5(5) + 8(5)",
    "3(3) + 8(8)",
    "3(3) + 10(8)",
    "0(0) + 10(10)",
  ]);
});

test("old pods that are not available go first, and at once", () => {
  const old = revision("old", 5, 2);
  const current = revision("new", 2, 0);
  expect(rollingStep(deployment(5, 2, 0), current, [old])).toEqual([]);
  expect(rollingStep(deployment(5, 2, 3), current, [old])).toEqual([{ set: old, replicas: 2 }]);
});

test.each<[number, number | string | undefined, number | string | undefined, number, number]>([
  [10, undefined, undefined, 3, 2],
  [1, undefined, undefined, 1, 0],
  [3, "50%", "50%", 2, 1],
  [4, 0, 0, 0, 1],
  [4, "0%", "10%", 0, 1],
  [2, 1, 10, 1, 2],
])(
  "%p pods, surge %p, unavailable %p: %p above, %p below",
  (replicas, surge, below, expectedSurge, expectedBelow) => {
    expect(leewayOf(deployment(replicas, surge, below))).toEqual({
      surge: expectedSurge,
      unavailable: expectedBelow,
    });
  },
);

test("a new ReplicaSet begins with what the surge leaves room for", () => {
  expect(newReplicas(deployment(10), undefined, [revision("old", 10)])).toBe(3);
  expect(newReplicas(deployment(10), undefined, [])).toBe(10);
});

test("a change of size in the middle of a rollout is shared in proportion", () => {
  const sized = { [DESIRED_REPLICAS]: "10", [MAX_REPLICAS]: "13" };
  const old = revision("old", 8, 8, sized);
  const current = revision("new", 5, 5, sized);
  expect(scaleInProportion(deployment(20), current, [old])).toEqual([
    { set: old, replicas: 15 },
    { set: current, replicas: 10 },
  ]);
  expect(scaleInProportion(deployment(5), current, [old])).toEqual([
    { set: old, replicas: 4 },
    { set: current, replicas: 3 },
  ]);
});

test("scaled to nothing in the middle of a rollout, both go", () => {
  const old = revision("old", 2);
  const current = revision("new", 1);
  const sizes = scaleInProportion(deployment(0), current, [old]).map(({ replicas }) => replicas);
  expect(sizes).toEqual([0, 0]);
});
