import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prng } from "../../base/index.ts";
import { loadHistory } from "../../compare/index.ts";
import { simulateRuns } from "../../compare/runs.test-kit.ts";
import { serializeResult } from "../../result/index.ts";
import { openHistoryStore } from "./history-store.ts";

let folder = "";
const warnings: string[] = [];
const open = () => openHistoryStore(folder, (text) => warnings.push(text));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kwokbench-store-"));
  warnings.length = 0;
  for (const [at, result] of runs.entries()) put(`s/${at}`, serializeResult(result));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = simulateRuns(prng("store"), 6);

function put(name: string, text: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "result.json"), text);
}

describe("the index of a folder of runs", () => {
  test("reads each file once, and gives what a history needs", () => {
    expect(open()).toMatchObject({ filesRead: 6, problems: [] });
    const again = open();
    expect(again.filesRead).toBe(0);
    const indexed = loadHistory(again.results.map(({ result }) => result));
    expect(indexed).toEqual(loadHistory(runs));
  });

  test("follows the files: new, changed and gone", () => {
    open();
    put("s/9", serializeResult({ ...runs[0]!, startedAt: "2027-01-01T00:00:00.000Z" }));
    put(
      "s/0",
      serializeResult({ ...runs[0]!, verdict: "incomplete", reason: "It was interrupted." }),
    );
    rmSync(join(folder, "s/5"), { recursive: true });
    const { filesRead, results } = open();
    expect(filesRead).toBe(2);
    expect(results.map(({ path }) => path.slice(folder.length))).toEqual([
      "/s/0/result.json",
      "/s/1/result.json",
      "/s/2/result.json",
      "/s/3/result.json",
      "/s/4/result.json",
      "/s/9/result.json",
    ]);
    expect(results[0]!.result.verdict).toBe("incomplete");
  });

  test("lost or damaged, it is made anew; a damaged result is told and left out", () => {
    open();
    for (const ending of ["-wal", "-shm"])
      rmSync(join(folder, `.index.sqlite${ending}`), { force: true });
    writeFileSync(
      join(folder, ".index.sqlite"),
      "this was a database once, before the disk was full".repeat(50),
    );
    put("s/3", '{ "kind": "Result", ');
    const { results, problems, filesRead } = open();
    expect(filesRead).toBe(6);
    expect(results).toHaveLength(5);
    expect(problems).toEqual([
      expect.stringContaining("s/3/result.json: this Result is cut short"),
    ]);
    expect(warnings).toEqual([expect.stringContaining("was damaged and is made anew")]);
  });

  test("infinity survives: a percentile among the censored", () => {
    put("s/0", serializeResult(simulateRuns(prng(1), 1, { censored: 50 })[0]!));
    expect(open().results[0]!.result.metrics["pod_startup"]!.p99).toBe(Infinity);
  });

  test("four programs at once leave one whole index", async () => {
    const program = `
      import { openHistoryStore } from ${JSON.stringify(join(import.meta.dir, "history-store.ts"))};
      const store = openHistoryStore(${JSON.stringify(folder)}, (text) => console.error(text));
      console.log(store.results.length);`;
    const file = join(folder, "reader.ts");
    writeFileSync(file, program);
    const children = Array.from({ length: 4 }, () =>
      Bun.spawn([process.execPath, file], { stdout: "pipe", stderr: "pipe" }),
    );
    const outputs = await Promise.all(
      children.map(async (child) => {
        const [out, problems] = await Promise.all([
          new Response(child.stdout).text(),
          new Response(child.stderr).text(),
        ]);
        return `${out.trim()}${problems}`;
      }),
    );
    expect(outputs).toEqual(["6", "6", "6", "6"]);
    expect(open().filesRead).toBe(0);
  });
});
