import { expect, test } from "bun:test";
import { rfc3339, rfc3339Micro } from "./timestamp.ts";

const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5) + 678.901;

test("metav1.Time has whole seconds, metav1.MicroTime six decimals", () => {
  expect(rfc3339(wallMs)).toBe("2026-01-02T03:04:05Z");
  expect(rfc3339Micro(wallMs)).toMatch(/^2026-01-02T03:04:05\.67890[01]Z$/);
});
