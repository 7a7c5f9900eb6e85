// The three patch formats against what Kubernetes' own libraries make of the same cases.

import { describe, expect, test } from "bun:test";
import jsonCases from "../../../test/golden/kube/json-patch.json";
import mergeCases from "../../../test/golden/kube/merge-patch.json";
import strategicCases from "../../../test/golden/kube/strategic-patch.json";
import type { Json, JsonObject } from "../object.ts";
import { builtinMergeSchema } from "./builtin-schema.ts";
import { applyJsonPatch } from "./json.ts";
import { jsonEqual } from "./json-value.ts";
import { applyMergePatch } from "./merge.ts";
import type { MergeSchema } from "./merge-schema.ts";
import { PatchError } from "./patch-error.ts";
import { applyStrategicPatch } from "./strategic.ts";

interface Case {
  readonly kind?: string;
  readonly document: Json;
  readonly patch: Json;
  readonly result?: Json;
  readonly error?: string;
}

/** Also: the target is left alone, and comes back itself exactly when nothing changed. */
function check(one: Case, expected: Json | undefined, apply: () => Json): void {
  const before = JSON.stringify(one.document);
  if (one.error === undefined) {
    const result = apply();
    expect(result).toEqual(expected as Json);
    expect(result === one.document).toBe(jsonEqual(result, one.document));
  } else expect(apply).toThrow(PatchError);
  expect(JSON.stringify(one.document)).toBe(before);
}

function titles(cases: readonly Case[]): readonly (readonly [string, Case])[] {
  return cases.map((one, at) => [`${at}: ${one.kind ?? ""} ${JSON.stringify(one.patch)}`, one]);
}

describe("strategic merge patch", () => {
  const schemas: Readonly<Record<string, MergeSchema | undefined>> = {
    Pod: builtinMergeSchema("v1", "Pod"),
    Node: builtinMergeSchema("v1", "Node"),
    Service: builtinMergeSchema("v1", "Service"),
    Deployment: builtinMergeSchema("apps/v1", "Deployment"),
  };
  for (const [title, one] of titles(strategicCases))
    test(title, () => {
      const schema = schemas[one.kind ?? ""] as MergeSchema;
      check(one, one.result === undefined ? undefined : decoded(one.result), () =>
        applyStrategicPatch(one.document as JsonObject, one.patch as JsonObject, schema),
      );
    });
});

/** What a Go server loses when it decodes a patched document: nulls in objects, and directives. */
function decoded(value: Json): Json {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, field]) => field !== null && name[0] !== "$");
  return Object.fromEntries(kept.map(([name, field]) => [name, decoded(field as Json)]));
}

/** Copying what is not there makes a null in the original; the RFC, and here, refuse it. */
const copiesNothing = '[{"op":"copy","from":"/zz","path":"/b"}]';

describe("JSON patch", () => {
  for (const [title, one] of titles(jsonCases))
    test(title, () => {
      const refused =
        JSON.stringify(one.patch) === copiesNothing ? { ...one, error: "refused" } : one;
      check(refused, one.result, () => applyJsonPatch(one.document, one.patch));
    });
});

describe("merge patch", () => {
  for (const [title, one] of titles(mergeCases))
    test(title, () => check(one, one.result, () => applyMergePatch(one.document, one.patch)));
});
