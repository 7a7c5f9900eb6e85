import { expect, test } from "bun:test";
import { goDiff } from "./go-diff.ts";

test("what changed stands between three lines of what did not", () => {
  const before = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 };
  expect(goDiff(before, { ...before, e: 7 })).toBe(`@@ -3,6 +3,6 @@
  "b": 2,
  "c": 3,
  "d": 4,
- "e": 5,
+ "e": 7,
  "f": 6
 }
`);
});

test("changes far apart are hunks of their own", () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, at]));
  const diff = goDiff(many, { ...many, k0: -1, k19: -1 });
  expect(diff.match(/^@@ .* @@$/gm)).toEqual(["@@ -1,5 +1,5 @@", "@@ -18,5 +18,5 @@"]);
});

test("of several ways to say it, the one with the longest equal part", () => {
  const item = (name: string): object => ({ name, size: 1 });
  expect(goDiff([item("b")], [item("a"), item("b")])).toBe(`@@ -1,4 +1,8 @@
 [
+ {
+  "name": "a",
+  "size": 1
+ },
  {
   "name": "b",
   "size": 1
`);
});

test("nothing changed, nothing shown", () => {
  expect(goDiff({ a: 1 }, { a: 1 })).toBe("");
});
