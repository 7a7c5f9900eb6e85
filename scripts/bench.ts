// bun run bench [NAME…]: speed and memory, as ratios taken in one run. Never part of the tests.

import { ensureBuilt } from "./setup.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  "main-job": async () => (await import("./bench/main-job.ts")).benchMainJob(),
  measuring: async () => (await import("./bench/measuring.ts")).benchMeasuring(),
  apiserver: async () => (await import("./bench/apiserver.ts")).benchApiServer(),
  controller: async () => (await import("./bench/controller.ts")).benchController(),
  "http-versions": async () => (await import("./bench/http-versions.ts")).benchHttpVersions(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`unknown bench ${unknown.join(", ")}; known: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
await ensureBuilt();
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) await benches[name]!();
