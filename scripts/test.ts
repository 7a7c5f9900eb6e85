// bun run test [PATH…]: installs, builds, then runs every test and ends with a plain line `N passed, N failed`.

import { ensureBuilt, root } from "./setup.ts";

await ensureBuilt();
const paths = process.argv.slice(2);
const child = Bun.spawn([process.execPath, "test", "--timeout=120000", ...paths], {
  cwd: root,
  stdout: "inherit",
  stderr: "pipe",
  env: { ...process.env, FORCE_COLOR: "0" },
});
// `bun test` writes its report to stderr: pass it on, and keep the three counts of its summary.
const counts = { pass: 0, fail: 0, skip: 0 };
const decoder = new TextDecoder();
let tail = "";
for await (const chunk of child.stderr) {
  process.stderr.write(chunk);
  const lines = (tail + decoder.decode(chunk, { stream: true })).split("\n");
  tail = lines.pop()!;
  for (const line of lines) {
    const match = /^\s*(\d+) (pass|fail|skip)$/.exec(line);
    if (match) counts[match[2] as keyof typeof counts] = Number(match[1]);
  }
}
const code = await child.exited;
// A run that died before its summary has not passed.
if (code !== 0 && counts.fail === 0) counts.fail = 1;
const skipped = counts.skip > 0 ? `, ${counts.skip} skipped` : "";
console.log(`${counts.pass} passed, ${counts.fail} failed${skipped}`);
process.exit(code !== 0 || counts.pass === 0 ? 1 : 0);
