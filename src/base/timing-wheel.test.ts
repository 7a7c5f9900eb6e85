import { describe, expect, test } from "bun:test";
import { array, assert, dictionary, integer, property, string } from "fast-check";
import { TimingWheel } from "./timing-wheel.ts";

const keysOf = (due: readonly { readonly key: string }[]): string[] => due.map(({ key }) => key);

describe("a timing wheel", () => {
  test("gives out what is due, and gives it out once", () => {
    const wheel = new TimingWheel<string>(0);
    wheel.set("pod-1", "ready", 30);
    wheel.set("pod-2", "ready", 70);
    expect(keysOf(wheel.take(29))).toEqual([]);
    expect(wheel.take(30)).toEqual([{ key: "pod-1", value: "ready", dueMs: 30 }]);
    expect(keysOf(wheel.take(100))).toEqual(["pod-2"]);
    expect(keysOf(wheel.take(200))).toEqual([]);
  });

  test("a key has one place: setting it again replaces what waited there", () => {
    const wheel = new TimingWheel<string>(0);
    wheel.set("pod-1", "ready", 30);
    wheel.set("pod-1", "delete", 50);
    expect(wheel.size).toBe(1);
    expect(wheel.get("pod-1")).toBe("delete");
    expect(keysOf(wheel.take(40))).toEqual([]);
    expect(wheel.take(50)).toEqual([{ key: "pod-1", value: "delete", dueMs: 50 }]);
  });

  test("what is cancelled is never due", () => {
    const wheel = new TimingWheel<string>(0);
    wheel.set("pod-1", "ready", 30);
    expect(wheel.cancel("pod-1")).toBe(true);
    expect(wheel.cancel("pod-1")).toBe(false);
    expect(wheel.has("pod-1")).toBe(false);
    expect(keysOf(wheel.take(1000))).toEqual([]);
  });

  test("what lies further away than the wheel is round waits for its own round", () => {
    const wheel = new TimingWheel<string>(0, 10, 4);
    wheel.set("soon", "", 20);
    wheel.set("three rounds later", "", 140);
    expect(keysOf(wheel.take(30))).toEqual(["soon"]);
    expect(keysOf(wheel.take(139))).toEqual([]);
    expect(keysOf(wheel.take(140))).toEqual(["three rounds later"]);
  });

  test("what was due before now is given out at the next tick", () => {
    const wheel = new TimingWheel<string>(1000);
    wheel.set("late", "", 5);
    expect(keysOf(wheel.take(1010))).toEqual(["late"]);
  });

  test("whatever the steps of time, every entry is given out in the first take at or after its due time", () => {
    const dues = dictionary(string({ minLength: 1 }), integer({ min: 0, max: 500 }));
    const steps = array(integer({ min: 1, max: 300 }), { maxLength: 10 });
    assert(
      property(dues, steps, (dueByKey, stepsMs) => {
        const wheel = new TimingWheel<null>(0, 10, 8);
        const waiting = new Map(Object.entries(dueByKey));
        for (const [key, dueMs] of waiting) wheel.set(key, null, dueMs);
        let nowMs = 0;
        for (const stepMs of [...stepsMs, 1000]) {
          // Due times are rounded up to a tick, so only whole ticks can be predicted.
          nowMs += Math.ceil(stepMs / 10) * 10;
          const due = [...waiting].flatMap(([key, dueMs]) => (dueMs <= nowMs ? [key] : []));
          expect(keysOf(wheel.take(nowMs)).sort()).toEqual(due.sort());
          for (const key of due) waiting.delete(key);
        }
        expect(wheel.size).toBe(0);
      }),
    );
  });
});
