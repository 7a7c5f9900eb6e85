import { expect, test } from "bun:test";
import { emptyRun, readLine } from "./test-run.ts";

test("a report says which tests of which files failed, and how many", () => {
  const run = emptyRun();
  const report = `bun test v1.4.5

src/a.test.ts:
(pass) one [0.10ms]
(fail) group > two [3151.85ms]

test/real/b.test.ts:
(fail) three
(skip) four

1 tests skipped:
(skip) four

2 tests failed:
(fail) group > two [3151.85ms]
(fail) three

 1 pass
 1 skip
 2 fail
Ran 4 tests across 2 files. [3.20s]`;
  for (const line of report.split("\n")) readLine(run, line);
  expect(run).toMatchObject({ pass: 1, skip: 1, fail: 2 });
  expect(run.failed).toEqual(
    new Map([
      ["src/a.test.ts", new Set(["group > two"])],
      ["test/real/b.test.ts", new Set(["three"])],
    ]),
  );
});
