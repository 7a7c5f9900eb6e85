// The embedded API server answers as kube-apiserver does, but for what is listed.

import { beforeAll, describe, expect, test } from "bun:test";
import type { Difference } from "./compare.ts";
import { lineOf, review, type Review } from "./differences.ts";
import { differencesNow } from "./embedded.ts";
import { kindSamples } from "./kinds.ts";
import { namespaceOf } from "./execute.ts";
import { chapters } from "./scripts/index.ts";

const scripts = chapters.flatMap((chapter) => chapter.scripts);
const PLAYING_MS = 300_000;

describe("the embedded API server", () => {
  let found: Difference[];
  let result: Review;
  beforeAll(async () => {
    found = await differencesNow();
    result = review(found);
  }, PLAYING_MS);

  test("differs from the real one only where that is listed", () => {
    expect(result.fresh.map(lineOf)).toEqual([]);
  });

  test("still differs wherever that is listed: bun test/conformance/review.ts strikes the rest", () => {
    expect(result.gone).toEqual([]);
    expect(result.idle.map(({ id }) => id)).toEqual([]);
  });
});

describe("the suite", () => {
  test("sends at least 400 requests to at least 40 resources", () => {
    const steps = scripts.flatMap((script) => script.steps);
    expect(steps.filter(({ kind }) => kind === "request").length).toBeGreaterThanOrEqual(400);
    const resources = new Set(kindSamples.map(({ groupVersion, plural }) => groupVersion + plural));
    expect(resources.size).toBeGreaterThanOrEqual(40);
  });

  test("gives every script a namespace of its own", () => {
    expect(new Set(scripts.map(namespaceOf)).size).toBe(scripts.length);
  });
});
