import { expect, test } from "bun:test";
import { type LoggerOptions, createLogger } from "./logger.ts";

function logged(format: LoggerOptions["format"], level: LoggerOptions["level"] = "info"): string[] {
  const lines: string[] = [];
  const wallMs = (): number => Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const logger = createLogger({ level, format, write: (line) => lines.push(line), wallMs });
  logger.debug("one watch event");
  logger.with({ node: "node-1" }).warn("lease renewed late", { lateMs: 1200, why: undefined });
  return lines;
}

test("text for people: time of day, level, message, fields", () => {
  expect(logged("text")).toEqual([
    '03:04:05.678 warn  lease renewed late node="node-1" lateMs=1200',
  ]);
});

test("JSON for programs: one object a line", () => {
  expect(logged("json").map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      time: "2026-01-02T03:04:05.678Z",
      level: "warn",
      message: "lease renewed late",
      node: "node-1",
      lateMs: 1200,
    },
  ]);
});

test("messages below the level are left out", () => {
  expect(logged("text", "debug")).toHaveLength(2);
  expect(logged("text", "error")).toEqual([]);
});
