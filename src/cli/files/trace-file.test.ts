import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FailureError } from "../../base/index.ts";
import { numberedPath, openTraceFile, tracePath } from "./trace-file.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kwokbench-trace-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const timeline = (index: number) => ({
  kind: "Pod",
  object: `bench/pod-${index}-é`,
  uid: `u${index}`,
  milestones: { intended: index, sent: index + 1, acknowledged: index + 2 },
});

const OBJECTS = 5_000;
const warnings: string[] = [];
function write(name: string): string {
  const path = join(folder, name);
  const file = openTraceFile(path, (text) => warnings.push(text));
  for (let index = 0; index < OBJECTS; index++) file.write(timeline(index));
  expect(readdirSync(folder)).toEqual([`${name}.partial`]);
  file.close();
  expect(readdirSync(folder)).toEqual([name]);
  return readFileSync(path, "utf8");
}

test("JSON Lines: one for each object", () => {
  const lines = write("trace.jsonl").trimEnd().split("\n");
  expect(lines.length).toBe(OBJECTS);
  expect(JSON.parse(lines[7]!)).toEqual({
    kind: "Pod",
    object: "bench/pod-7-é",
    uid: "u7",
    intended: 7,
    sent: 8,
    acknowledged: 9,
  });
});

test("a Chrome trace: two steps for each object", () => {
  const { traceEvents } = JSON.parse(write("trace.json")) as { traceEvents: { ph: string }[] };
  expect(traceEvents.filter(({ ph }) => ph === "X").length).toBe(2 * OBJECTS);
  expect(warnings).toEqual([]);
});

describe("a name", () => {
  test("of another format is refused with the way out", () => {
    expect(() => tracePath("t.parquet")).toThrow("write t.jsonl");
    expect(() => tracePath("trace")).toThrow(".jsonl");
    expect(tracePath("a/t.json")).toBe("a/t.json");
  });

  test("of one of several runs has its number", () => {
    expect(numberedPath("a.b/t.jsonl", "03")).toBe("a.b/t-03.jsonl");
  });

  test("in a folder that is not there is refused before the run", () => {
    expect(() => openTraceFile(join(folder, "none", "t.jsonl"), () => {})).toThrow(FailureError);
  });
});

test.skipIf(process.platform !== "linux")("a full disk ends the trace, not the run", () => {
  const told: string[] = [];
  symlinkSync("/dev/full", join(folder, "t.jsonl.partial"));
  const file = openTraceFile(join(folder, "t.jsonl"), (text) => told.push(text));
  for (let index = 0; index < OBJECTS; index++) file.write(timeline(index));
  file.close();
  expect(told.length).toBe(1);
  expect(told[0]).toContain("ENOSPC");
});
