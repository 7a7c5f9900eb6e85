import { describe, expect, test } from "bun:test";
import { ExpressionError } from "../expression-error.ts";
import { type CelEnvironment, CelEvaluationError, CelQuantity, loadCel } from "./index.ts";

const { compileCel } = await loadCel();
const MILLI = 1_000_000n;

const environment: CelEnvironment = {
  nowMs: () => Date.UTC(2026, 0, 1, 0, 10),
  random: () => 0.25,
  quantityNanos: (text) =>
    text.endsWith("m") ? BigInt(text.slice(0, -1)) * MILLI : BigInt(text) * 1000n * MILLI,
  variables: ["self", "pod"],
  functions: {
    Usage: {
      arity: 2,
      call: (pod, resource) => `${(pod as { name: string }).name}/${String(resource)}`.length,
    },
  },
  resourceFields: new Set(["requests"]),
};
const self = {
  metadata: { name: "web-0", creationTimestamp: "2026-01-01T00:00:00Z" },
  spec: { replicas: 3, ratio: 0.5, requests: { cpu: "100m" } },
};
const run = (text: string): unknown => compileCel(text, environment)({ self, pod: { name: "p" } });

describe("an expression", () => {
  test("sees whole numbers as ints and others as doubles", () => {
    expect(run("self.spec.replicas + 1")).toBe(4n);
    expect(run("self.spec.ratio * 2.0")).toBe(1);
  });

  test("has KWOK's functions, in both ways of calling", () => {
    expect(run("SinceSecond(self)")).toBe(600);
    expect(run("self.SinceSecond()")).toBe(600);
    expect(run("UnixSecond(Now())")).toBe(Date.UTC(2026, 0, 1, 0, 10) / 1000);
    expect(run("self.metadata.creationTimestamp.UnixSecond()")).toBe(Date.UTC(2026) / 1000);
    expect(run("Rand()")).toBe(0.25);
    expect(run('Usage(pod, "cpu") + pod.Usage("cpu")')).toBe(10);
  });

  test("reckons with quantities", () => {
    expect(run('Quantity("1") + Quantity("500m")')).toEqual(new CelQuantity(1500n * MILLI));
    expect(run('Quantity("1") - "500m".Quantity()')).toEqual(new CelQuantity(500n * MILLI));
    expect(run('-Quantity("1") * 2')).toEqual(new CelQuantity(-2000n * MILLI));
    expect(run('Quantity("1") / 2u')).toEqual(new CelQuantity(500n * MILLI));
    expect(run('2.5 * Quantity("2")')).toEqual(new CelQuantity(5000n * MILLI));
    expect(run('Quantity("1") == Quantity("1000m")')).toBe(true);
    expect(run('Quantity("1") <= Quantity("999m")')).toBe(false);
  });

  test("reads lists of resources as quantities, zero where there is none", () => {
    expect(run('self.spec.requests["cpu"] < Quantity("1")')).toBe(true);
    expect(run('self.spec.requests["gpu"] == Quantity("0")')).toBe(true);
  });

  test("fails on what is not there, when it runs", () => {
    expect(() => run("self.missing.field")).toThrow(CelEvaluationError);
    expect(() => run('"x".Quantity()')).toThrow(CelEvaluationError);
  });

  test("is refused with its place where it cannot be compiled", () => {
    const cases: [string, number, number, string | undefined][] = [
      ["self.a &&\n  slf.b", 2, 3, "did you mean self?"],
      ["Quantty('1')", 1, 1, "did you mean Quantity?"],
      ["1 +", 1, 3, undefined],
    ];
    for (const [text, line, column, hint] of cases) {
      try {
        compileCel(text, environment);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
        expect(error).toMatchObject({ line, column });
        expect((error as ExpressionError).hint).toBe(hint);
      }
    }
  });
});
