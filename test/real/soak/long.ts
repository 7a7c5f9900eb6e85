// `bun test/real/soak/long.ts MINUTES [SERVER] [FLAG…]`: the soak for so many minutes, round after round. SERVER is `embedded`,
// `alone` (embedded, leaving all of a controller manager's work to it) or `real`; flags are the controller manager's.
// Exits 1 when something did not end right or a log tells of trouble.

import { startReal } from "../../conformance/servers.ts";
import { embedded, startControlPlane } from "./control-plane.ts";
import { feats, perform, troubles } from "./soak.ts";

const [minutes = "5", ...rest] = process.argv.slice(2);
const flags = rest.filter((word) => word.startsWith("--"));
const startServer = rest.includes("real") ? startReal : embedded(!rest.includes("alone"));
const controlPlane = await startControlPlane(flags, startServer);
const endMs = performance.now() + Number(minutes) * 60_000;
let failures = 0;
let ended = 0;

for (let round = 0; performance.now() < endMs; round++) {
  const outcomes = await Promise.allSettled(
    feats.map((feat) => perform(controlPlane.client, feat, round)),
  );
  for (const outcome of outcomes)
    if (outcome.status === "rejected") console.log(String(outcome.reason));
  failures += outcomes.filter(({ status }) => status === "rejected").length;
  ended += outcomes.length;
}

const logs = controlPlane.logs();
await controlPlane.stop();
console.log(`${ended} ended, ${failures} of them not right`);
for (const [program, log] of Object.entries(logs)) {
  const found = troubles(log);
  failures += found.length;
  console.log(`${program}: ${log.split("\n").length} lines, ${found.length} of trouble`);
  for (const line of found) console.log(`  ${line}`);
}
process.exitCode = failures > 0 ? 1 : 0;
