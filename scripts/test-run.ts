// What the report of `bun test` says of a run, read line by line.

export interface TestRun {
  pass: number;
  fail: number;
  skip: number;
  /** Names of the failed tests by the file they are in. */
  readonly failed: Map<string, Set<string>>;
  /** The file whose tests the report is at. */
  file: string;
}

export const emptyRun = (): TestRun => ({
  pass: 0,
  fail: 0,
  skip: 0,
  failed: new Map(),
  file: "",
});

export function readLine(run: TestRun, line: string): void {
  const count = /^\s*(\d+) (pass|fail|skip)$/.exec(line);
  if (count) {
    run[count[2] as "pass" | "fail" | "skip"] = Number(count[1]);
    return;
  }
  const file = /^(\S+\.test\.ts):$/.exec(line)?.[1];
  if (file !== undefined) run.file = file;
  // The summary repeats the failures of all files after this line.
  if (/^\d+ tests? (failed|skipped):$/.test(line)) run.file = "";
  const name = /^\(fail\) (.+?)(?: \[[\d.]+m?s\])?$/.exec(line)?.[1];
  if (name === undefined || run.file === "") return;
  const names = run.failed.get(run.file) ?? new Set();
  run.failed.set(run.file, names.add(name));
}
