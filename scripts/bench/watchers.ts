// So many watches on pods in one process of its own. Each write carries the wall-clock moment it was sent in an annotation,
// so the lag of every delivery is known: found by a search for the bytes, as parsing would measure the parser. Prints
// counts and lags when it has seen as many events as it was told to wait for, or when its standard input ends.

import { createClient, createTransport } from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";
import { SENT } from "./watched-writes.ts";

const [url, watchers = "100", expected = "0"] = process.argv.slice(2);
if (!url) throw new Error("watchers.ts URL [WATCHERS] [EVENTS]");
const client = createClient(createTransport({ url }, "bench-watchers"));
const marker = Buffer.from(`"${SENT}":"`);
const lagsMs: number[] = [];
const complete = Promise.withResolvers<void>();
void Bun.stdin.text().then(() => complete.resolve());

function follow(): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    const nowMs = performance.timeOrigin + performance.now();
    const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    let read = 0;
    for (;;) {
      const start = all.indexOf(marker, read);
      const end = start < 0 ? -1 : all.indexOf('"', start + marker.length);
      if (end < 0) break;
      lagsMs.push(nowMs - Number(all.toString("latin1", start + marker.length, end)));
      read = end;
    }
    // A marker may be cut anywhere: what could be the beginning of one is kept.
    const from = Math.max(read, all.lastIndexOf("\n"));
    rest = Buffer.from(all.subarray(from));
    if (lagsMs.length >= Number(expected)) complete.resolve();
  };
}

// From now on: the pods that are there already are not what is measured.
const { metadata } = await client.list(resources.pods, { limit: 1 });
const path = `/api/v1/pods?watch=true&resourceVersion=${metadata.resourceVersion}`;
const opened = Array.from({ length: Number(watchers) }, () => {
  const first = Promise.withResolvers<void>();
  const onBody = follow();
  void client
    .stream({ method: "GET", path }, (bytes) => {
      first.resolve();
      onBody(bytes);
    })
    .catch((error: unknown) => console.error(String(error)));
  return first.promise;
});
await Promise.all(opened);
console.log("ready");
await complete.promise;
lagsMs.sort((left, right) => left - right);
const p99Ms = lagsMs[Math.floor(lagsMs.length * 0.99)];
console.log(JSON.stringify({ count: lagsMs.length, p99Ms, maxMs: lagsMs.at(-1) }));
process.exit(0);
