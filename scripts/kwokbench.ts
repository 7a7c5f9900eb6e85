// bun run kwokbench …: installs and builds what is missing, then becomes the program.

import { binary, ensureBuilt } from "./setup.ts";

await ensureBuilt();
const child = Bun.spawn([binary, ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit"],
});
// The terminal sends Ctrl-C to the whole group: the program decides what it means, this script waits for it.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.exit(await child.exited);
