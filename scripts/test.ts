// bun run test [PATH…]: installs, builds, then runs every test and ends with a plain line `N passed, N failed`.

import { ensureBuilt, root } from "./setup.ts";
import { type TestRun, emptyRun, readLine } from "./test-run.ts";

async function runTests(paths: readonly string[]): Promise<TestRun & { readonly code: number }> {
  const child = Bun.spawn([process.execPath, "test", "--timeout=120000", ...paths], {
    cwd: root,
    stdout: "inherit",
    stderr: "pipe",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  // `bun test` writes its report to stderr: pass it on, and keep what it says of failures and its counts.
  const run = emptyRun();
  const decoder = new TextDecoder();
  let tail = "";
  for await (const chunk of child.stderr) {
    process.stderr.write(chunk);
    const lines = (tail + decoder.decode(chunk, { stream: true })).split("\n");
    tail = lines.pop()!;
    for (const line of lines) readLine(run, line);
  }
  const code = await child.exited;
  // A run that died before its summary has not passed.
  if (code !== 0 && run.fail === 0) run.fail = 1;
  return { ...run, code };
}

await ensureBuilt();
const first = await runTests(process.argv.slice(2));
let { pass, fail, code } = first;
// Tests with real programs share two cores with everything else that runs: what failed gets a second chance alone, and is named.
const files = [...first.failed.keys()];
if (code !== 0 && files.length > 0 && files.length <= 3) {
  console.log(`\nonce more, alone: ${files.join(" ")}`);
  const again = await runTests(files);
  pass += fail - again.fail;
  ({ fail, code } = again);
  for (const [file, names] of first.failed)
    for (const name of names)
      if (!again.failed.get(file)?.has(name))
        console.log(`unsteady, passed only when run again: ${file} > ${name}`);
}
const skipped = first.skip > 0 ? `, ${first.skip} skipped` : "";
console.log(`${pass} passed, ${fail} failed${skipped}`);
process.exit(code !== 0 || pass === 0 ? 1 : 0);
