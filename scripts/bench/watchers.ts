// So many watches on pods in one process of its own. Each write carries the wall-clock moment it was sent in an annotation,
// so the lag of a delivery is known: read from the first event of each piece, as reading them all would measure the reader.
// Prints counts and lags when it has seen as many events as it was told to wait for, or when its standard input ends.

import { createClient, createTransport } from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";
import { SENT } from "./watched-writes.ts";

const [url, watchers = "100", expected = "0"] = process.argv.slice(2);
if (!url) throw new Error("watchers.ts URL [WATCHERS] [EVENTS]");
const client = createClient(createTransport({ url }, "bench-watchers"));
const marker = Buffer.from(`"${SENT}":"`);
const NEWLINE = 10;
const NOTHING: Buffer = Buffer.alloc(0);
const lagsMs: number[] = [];
const complete = Promise.withResolvers<void>();
void Bun.stdin.text().then(() => complete.resolve());

/** Every event of a piece counts as late as the first of them: its oldest. */
function follow(): (bytes: Buffer) => void {
  let begun = NOTHING;
  return (bytes) => {
    const nowMs = performance.timeOrigin + performance.now();
    const first = bytes.indexOf(NEWLINE);
    if (first < 0) {
      begun = Buffer.concat([begun, bytes]);
      return;
    }
    const oldest = bytes.subarray(0, first);
    const lagMs = nowMs - sentMs(begun.length > 0 ? Buffer.concat([begun, oldest]) : oldest);
    let last = first;
    for (let at = first; at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      lagsMs.push(lagMs);
      last = at;
    }
    begun = last + 1 < bytes.length ? Buffer.from(bytes.subarray(last + 1)) : NOTHING;
    if (lagsMs.length >= Number(expected)) complete.resolve();
  };
}

/** Of the first event in it. */
function sentMs(events: Buffer): number {
  const start = events.indexOf(marker) + marker.length;
  return Number(events.toString("latin1", start, events.indexOf('"', start)));
}

// From now on: the pods that are there already are not what is measured.
const { metadata } = await client.list(resources.pods, { limit: 1 });
const path = `/api/v1/pods?watch=true&resourceVersion=${metadata.resourceVersion}`;
const opened = Array.from({ length: Number(watchers) }, () => {
  const first = Promise.withResolvers<void>();
  const onBody = follow();
  void client
    .stream({ method: "GET", path }, (bytes) => {
      // The first piece is the blank line that a watch begins with.
      if (bytes.length > 1) onBody(bytes);
      first.resolve();
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
