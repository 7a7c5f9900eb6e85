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
const NEWLINE = 10;
const lagsMs: number[] = [];
const complete = Promise.withResolvers<void>();
void Bun.stdin.text().then(() => complete.resolve());

/** Every event of a piece counts as late as the first of them: its oldest. */
function follow(): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    const nowMs = performance.timeOrigin + performance.now();
    const end = bytes.lastIndexOf(NEWLINE);
    const whole = end < 0 ? Buffer.alloc(0) : bytes.subarray(0, end + 1);
    const oldest = rest.length > 0 ? Buffer.concat([rest, whole]) : whole;
    const lagMs = nowMs - sentMs(oldest);
    for (let at = whole.indexOf(NEWLINE); at >= 0; at = whole.indexOf(NEWLINE, at + 1))
      lagsMs.push(lagMs);
    rest = end < 0 ? Buffer.concat([rest, bytes]) : Buffer.from(bytes.subarray(end + 1));
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
