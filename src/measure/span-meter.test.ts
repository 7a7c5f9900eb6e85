import { expect, test } from "bun:test";
import { FakeClock } from "../base/index.ts";
import type { ObjectMeta } from "../kube/index.ts";
import { type SpanDefinition, createMeasurement } from "./index.ts";

function bench(correlate: SpanDefinition["correlate"]) {
  const span = { name: "reconcile", correlate };
  const measurement = createMeasurement({ clock: new FakeClock(), startMs: 0, spans: [span] });
  const at = (point: "from" | "to", atMs: number, metadata: ObjectMeta): void =>
    measurement.spanEvent("reconcile", point, { metadata }, atMs);
  const figures = (): number[] => {
    const metric = measurement.finish().metrics["reconcile"];
    return [metric?.count ?? 0, metric?.censored ?? 0, Math.round((metric?.mean ?? 0) * 1000)];
  };
  return { at, figures };
}

const owned = (name: string, owner: string): ObjectMeta => ({
  name,
  uid: name,
  ownerReferences: [{ apiVersion: "v1", kind: "Any", name: owner, uid: owner }],
});

test("by name: from the first beginning to the first end, and what never ended is censored", () => {
  const { at, figures } = bench("name");
  at("from", 0, { name: "a" });
  at("from", 10, { name: "a" });
  at("to", 40, { name: "a" });
  at("to", 90, { name: "a" });
  at("from", 0, { name: "b" });
  expect(figures()).toEqual([1, 1, 40]);
});

test("a span that has ended begins again: each reconciliation of an object counts", () => {
  const { at, figures } = bench("name");
  at("from", 0, { name: "a", uid: "1" });
  at("to", 10, { name: "a", uid: "1" });
  at("from", 100, { name: "a", uid: "1" });
  at("to", 130, { name: "a", uid: "1" });
  at("to", 190, { name: "a", uid: "1" });
  expect(figures()).toEqual([2, 0, 20]);
});

test("an object made again under its name begins a span of its own; the first never ended", () => {
  const { at, figures } = bench("name");
  at("from", 0, { name: "a", uid: "1" });
  at("from", 500, { name: "a", uid: "2" });
  at("to", 520, { name: "a", uid: "2" });
  expect(figures()).toEqual([1, 1, 20]);
});

test("by owner: from the owner to what it owns, not to what its sibling owns", () => {
  const { at, figures } = bench("owner");
  at("from", 0, owned("set-1", "web"));
  at("from", 100, owned("set-2", "web"));
  at("to", 130, owned("pod-2", "set-2"));
  at("to", 200, owned("pod-1", "set-1"));
  expect(figures()).toEqual([2, 0, 115]);
});

test("by owner: from what is owned up to the owner", () => {
  const { at, figures } = bench("owner");
  at("from", 0, owned("pod-1", "set-1"));
  at("to", 70, { name: "set-1", uid: "set-1" });
  expect(figures()).toEqual([1, 0, 70]);
});

test("by label; an end seen just before its beginning counts as the smallest", () => {
  const { at, figures } = bench({ label: "app" });
  at("to", 9, { name: "y", labels: { app: "shop" } });
  at("from", 10, { name: "x", labels: { app: "shop" } });
  at("from", 10, { name: "unlabelled" });
  expect(figures()).toEqual([1, 0, 0]);
});
