// A client that asks for one pod, then for it again, until its standard input ends; then prints how long that took.
// In a process of its own: what delays its driver must not count as the server's delay.

import { createClient, createTransport } from "../../src/client/index.ts";

const PAUSE_MS = 2;

const [url, path] = process.argv.slice(2);
if (!url || !path) throw new Error("probe.ts URL PATH");
const client = createClient(createTransport({ url }, "bench-probe"));
const latenciesMs: number[] = [];
const ended = new AbortController();
void Bun.stdin.text().then(() => ended.abort());
console.log("ready");
while (!ended.signal.aborted) {
  const sentMs = performance.now();
  await client.discard({ method: "GET", path });
  latenciesMs.push(performance.now() - sentMs);
  await Bun.sleep(PAUSE_MS);
}
latenciesMs.sort((left, right) => left - right);
const at = (share: number): number | undefined =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))];
console.log(JSON.stringify({ count: latenciesMs.length, p50Ms: at(0.5), p99Ms: at(0.99) }));
process.exit(0);
