import { describe, expect, test } from "bun:test";
import { ChangeLog, type Change } from "./change-log.ts";
import { StoredObject } from "./stored-object.ts";

function version(name: string, resourceVersion: number): StoredObject {
  return StoredObject.from(
    { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default" } },
    resourceVersion,
    () => [],
  );
}

function change(name: string, resourceVersion: number, atMs = 0, previous?: StoredObject): Change {
  const type = previous ? "MODIFIED" : "ADDED";
  return { type, resourceVersion, object: version(name, resourceVersion), previous, atMs };
}

const versions = (changes: readonly Change[] | undefined): number[] | undefined =>
  changes?.map(({ resourceVersion }) => resourceVersion);

describe("the change log", () => {
  test("replays what came after a version, and knows when it cannot", () => {
    const log = new ChangeLog(10);
    for (const at of [11, 14, 17]) log.append(change("a", at));
    expect(versions(log.since(10))).toEqual([11, 14, 17]);
    expect(versions(log.since(13))).toEqual([14, 17]);
    expect(versions(log.since(14))).toEqual([17]);
    expect(versions(log.since(99))).toEqual([]);
    expect(log.since(9)).toBeUndefined();
  });

  test("forgets the oldest beyond its count", () => {
    const limits = { changesMax: 3, charsMax: Infinity, ageMsMin: 0, changesMin: 0 };
    const log = new ChangeLog(0, { ...limits, ageMsMin: Infinity });
    for (let at = 1; at <= 5; at++) log.append(change("a", at));
    expect(log.size).toBe(3);
    expect(log.oldest).toBe(2);
    expect(log.since(1)).toBeUndefined();
    expect(versions(log.since(2))).toEqual([3, 4, 5]);
  });

  test("forgets by age only what is above its minimum", () => {
    const log = new ChangeLog(0, {
      changesMax: 99,
      charsMax: Infinity,
      ageMsMin: 1000,
      changesMin: 2,
    });
    for (let at = 1; at <= 4; at++) log.append(change("a", at, 0));
    log.trim(5000);
    expect(versions(log.since(log.oldest))).toEqual([3, 4]);
  });

  test("counts superseded text, not what is still current", () => {
    const limits = { changesMax: 99, charsMax: 200, ageMsMin: Infinity, changesMin: 0 };
    const log = new ChangeLog(0, limits);
    for (let at = 1; at <= 9; at++) log.append(change(`pod-${at}`, at));
    expect(log.size).toBe(9);
    for (let at = 10; at <= 19; at++) log.append(change("pod-1", at, 0, version("pod-1", at - 1)));
    expect(log.size).toBeLessThan(5);
  });

  test("gives the versions that were current at a past revision", () => {
    const log = new ChangeLog(0);
    const first = version("a", 1);
    log.append({ type: "ADDED", resourceVersion: 1, object: first, previous: undefined, atMs: 0 });
    log.append(change("a", 2, 0, first));
    log.append(change("b", 3));
    expect([...(log.undoneSince(1) ?? [])]).toEqual([
      ["default/a", first],
      ["default/b", undefined],
    ]);
  });
});
