import { describe, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PodObject } from "../../kube/index.ts";
import { fileSource } from "./file-source.ts";
import { parseLogLine } from "./log-line.ts";
import { type LogOptions, parseLogOptions } from "./log-options.ts";
import { type LogBatch, readLog } from "./read-log.ts";
import { LINES_MAX, simulatedLog } from "./simulated-log.ts";

const START_MS = Date.UTC(2026, 0, 1);
const options = (query: string): LogOptions => {
  const parsed = parseLogOptions(new URLSearchParams(query), START_MS + 60_000);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};
const lines = [
  "2026-01-01T00:00:01.000000001Z stdout F one",
  "2026-01-01T00:00:02Z stderr F two",
  "2026-01-01T00:00:03Z stdout P thr",
  "2026-01-01T00:00:03Z stdout F ee",
  "no form at all",
].map((line) => parseLogLine(line));

async function read(query: string, batches: readonly LogBatch[]): Promise<string> {
  let text = "";
  const source = (async function* () {
    yield* batches;
  })();
  for await (const bytes of readLog(source, options(query)))
    text += new TextDecoder().decode(bytes);
  return text;
}
const past = [{ lines, isPast: true }];

describe("what a reader gets", () => {
  const cases: readonly [string, string][] = [
    ["", "one\ntwo\nthree\nno form at all\n"],
    ["tailLines=2", "three\nno form at all\n"],
    ["tailLines=0", ""],
    ["tailLines=99", "one\ntwo\nthree\nno form at all\n"],
    ["limitBytes=5", "one\nt"],
    ["stream=Stderr", "two\n"],
    ["sinceSeconds=57", "three\nno form at all\n"],
    ["sinceTime=2026-01-01T00:00:02Z", "two\nthree\nno form at all\n"],
    [
      "timestamps=true&tailLines=3",
      "2026-01-01T00:00:02Z two\n2026-01-01T00:00:03Z three\nno form at all\n",
    ],
  ];
  test.each(cases)("with %p", async (query, text) => {
    expect(await read(query, past)).toBe(text);
  });

  test("tailLines is about what was there, not about what comes", async () => {
    const batches = [
      { lines: lines.slice(0, 2), isPast: true },
      { lines: lines.slice(2), isPast: false },
    ];
    expect(await read("tailLines=1", batches)).toBe("two\nthree\nno form at all\n");
  });

  test("queries that make no sense are refused with a sentence", () => {
    const refused = (query: string) => parseLogOptions(new URLSearchParams(query), 0);
    expect(refused("tailLines=many")).toContain(
      'tailLines must be a whole number of at least 0, not "many"',
    );
    expect(refused("limitBytes=0")).toContain("limitBytes");
    expect(refused("sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z")).toContain("at most one");
    expect(refused("sinceTime=yesterday")).toContain("RFC 3339");
    expect(refused("stream=Both")).toContain("stream");
  });
});

describe("the simulated log", () => {
  const pod = (state: object): PodObject => ({
    metadata: { name: "web" },
    spec: { containers: [{ name: "app", image: "nginx" }] },
    status: { containerStatuses: [{ name: "app", state }] },
  });
  const startedAt = new Date(START_MS).toISOString();
  const running = pod({ running: { startedAt } });
  const texts = (of: PodObject, nowMs: number, afterMs?: number): readonly string[] =>
    simulatedLog(of, "app", nowMs, afterMs).lines.map(({ text }) => text);

  test("follows from the pod and the time", () => {
    expect(texts(running, START_MS + 25_000)).toEqual([
      "container app started, image nginx; simulated: nothing runs here",
      "running for 10 s",
      "running for 20 s",
    ]);
    expect(simulatedLog(running, "app", START_MS + 25_000).nextMs).toBe(START_MS + 30_000);
    expect(texts(running, START_MS + 30_000, START_MS + 20_000)).toEqual(["running for 30 s"]);
  });

  test("ends with its container", () => {
    const finishedAt = new Date(START_MS + 12_000).toISOString();
    const ended = simulatedLog(
      pod({ terminated: { startedAt, finishedAt, exitCode: 3 } }),
      "app",
      START_MS + 60_000,
    );
    expect(ended.lines.at(-1)?.text).toBe("container app ended with exit code 3");
    expect(ended.lines).toHaveLength(3);
    expect(ended.nextMs).toBeUndefined();
  });

  test("is empty before its container starts, and bounded however long it runs", () => {
    expect(texts(pod({ waiting: { reason: "ContainerCreating" } }), START_MS)).toEqual([]);
    expect(texts(running, START_MS + 365 * 86_400_000)).toHaveLength(LINES_MAX + 1);
  });
});

test("a file is followed through growth and being begun anew, until its container ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kubelet-log-"));
  const path = join(folder, "log");
  writeFileSync(path, "a\nb");
  const steps = [() => appendFileSync(path, "c\n"), () => writeFileSync(path, "d\n")];
  const isRunning = async (): Promise<boolean> => {
    const step = steps.shift();
    step?.();
    return step !== undefined;
  };
  const source = fileSource({ path, follow: true, isRunning, gone: new AbortController().signal });
  const texts: string[] = [];
  for await (const batch of source) texts.push(...batch.lines.map(({ text }) => text));
  expect(texts).toEqual(["a", "bc", "d"]);
  rmSync(folder, { recursive: true });
});
