import { describe, expect, test } from "bun:test";
import { Limiter } from "./limiter.ts";

describe("a limiter of two", () => {
  test("runs two tasks at once, the others in order as places get free", async () => {
    const limiter = new Limiter(2);
    const started: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const runs = gates.map(({ promise }, task) =>
      limiter.run(() => {
        started.push(task);
        return promise;
      }),
    );
    expect(started).toEqual([0, 1]);
    expect([limiter.inFlight, limiter.queued]).toEqual([2, 2]);
    gates[1]!.resolve();
    await runs[1];
    expect(started).toEqual([0, 1, 2]);
    for (const { resolve } of gates) resolve();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3]);
    expect([limiter.inFlight, limiter.queued]).toEqual([0, 0]);
  });

  test("gives a task's result or its error, and frees the place either way", async () => {
    const limiter = new Limiter(1);
    const refused = limiter.run(() => Promise.reject(new Error("refused"))).catch(String);
    expect(await refused).toBe("Error: refused");
    expect(await limiter.run(() => Promise.resolve("created"))).toBe("created");
    expect(limiter.inFlight).toBe(0);
  });
});
