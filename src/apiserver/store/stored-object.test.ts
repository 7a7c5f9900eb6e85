import { describe, expect, test } from "bun:test";
import { StoredObject } from "./stored-object.ts";

const store = (data: unknown) =>
  StoredObject.from(
    { apiVersion: "v1", kind: "Thing", data, metadata: { name: "a", namespace: "n" } },
    7,
    () => [],
  );

describe("an object under another resourceVersion", () => {
  test("is the same but for it", () => {
    const before = store({ note: 'says "resourceVersion":"7"' });
    const after = before.restamped(8);
    expect(after.resourceVersion).toBe(8);
    const { metadata, ...rest } = JSON.parse(after.text) as { metadata: object };
    expect(metadata).toEqual({ name: "a", namespace: "n", resourceVersion: "8" });
    expect(rest).toEqual({
      apiVersion: "v1",
      kind: "Thing",
      data: { note: 'says "resourceVersion":"7"' },
    });
  });

  test("also where its data have the words, before its own", () => {
    const after = store({ resourceVersion: "7" }).restamped(8);
    expect(JSON.parse(after.text)).toMatchObject({
      data: { resourceVersion: "7" },
      metadata: { resourceVersion: "8" },
    });
  });
});
