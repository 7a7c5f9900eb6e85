// bun run verify: types, format, lint and unused code. What .ci/run asks before it tests.

import { ensureInstalled, runCommand } from "./setup.ts";

await ensureInstalled();
const checks: readonly (readonly string[])[] = [
  [process.execPath, "check"],
  [process.execPath, "fmt", "--check", "src", "scripts", "test"],
  ["node_modules/.bin/oxlint", "--type-aware"],
  ["node_modules/.bin/knip", "--no-progress"],
];
let failed = 0;
for (const check of checks) {
  console.log(`> ${check.slice(check[0] === process.execPath ? 1 : 0).join(" ")}`);
  if ((await runCommand(check)) !== 0) failed++;
}
console.log(failed === 0 ? "all checks passed" : `${failed} of ${checks.length} checks failed`);
process.exit(failed === 0 ? 0 : 1);
