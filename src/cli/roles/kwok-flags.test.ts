import { expect, test } from "bun:test";
import { kwokLogLevel } from "./kwok-flags.ts";

test.each([
  ["DEBUG", "debug"],
  ["-4", "debug"],
  ["info", "info"],
  ["0", "info"],
  ["2", "warn"],
  ["INFO+4", "warn"],
  ["warn-4", "info"],
  ["8", "error"],
])("kwok's log level %s is %s", (text, level) => {
  expect(kwokLogLevel(text)).toBe(level as ReturnType<typeof kwokLogLevel>);
});

test("what is no level is refused", () => {
  expect(() => kwokLogLevel("loud")).toThrow("loud is no level");
  expect(() => kwokLogLevel("")).toThrow("is no level");
});
