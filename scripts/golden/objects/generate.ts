// Writes test/golden/objects/<file>.jsonl: what Kubernetes makes of the objects in <file>.yaml beside it,
// and what it says to the malformed ones in <file>.txt. Needs Go.
// bun scripts/golden/objects/generate.ts

import { basename } from "node:path";

const folder = import.meta.dir;
const objects = `${folder}/../../../test/golden/objects`;

for (const path of new Bun.Glob("*.{yaml,txt}").scanSync({ cwd: objects, absolute: true })) {
  const go = Bun.spawnSync(["go", "run", ".", path], {
    cwd: folder,
    stderr: "inherit",
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  if (go.exitCode !== 0) {
    console.error(
      `scripts/golden/objects: the Go program failed on ${basename(path)}; nothing was written for it`,
    );
    process.exit(1);
  }
  // One case a line, so that a change shows as a change of that case.
  const cases = JSON.parse(go.stdout.toString()) as unknown[];
  const text = cases.map((one) => `${JSON.stringify(one)}\n`).join("");
  await Bun.write(path.replace(/\.\w+$/, ".jsonl"), text);
  console.log(`${cases.length} cases of ${basename(path)}`);
}
