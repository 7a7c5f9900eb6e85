// A watch read for the least that a driver must know, from its bytes: parsing what it reads would take from the measured
// more of the machine than sending does.

import type { Client } from "../../src/client/index.ts";
import { type Resource, collectionPath } from "../../src/kube/index.ts";

const NEWLINE = 10;
const NOTHING: Buffer = Buffer.alloc(0);
/** Servers write an object's name as the first of its metadata; the objects of the benchmarks are sent like that too. */
const NAME = Buffer.from('"metadata":{"name":"');
const VERSION = Buffer.from('"resourceVersion":"');
const QUOTE = 0x22;

export interface Followed {
  /** Rejects when the watch cannot go on; never settles otherwise. */
  readonly broken: Promise<never>;
  stop(): void;
}

/**
 * Tells the name of each object of which an event holds `mark`, from now on, with the time on the monotonic clock at
 * which its bytes were read. A watch that the server ends is resumed: a busy kube-apiserver does so often.
 */
export async function follow(
  client: Client,
  resource: Resource,
  namespace: string | undefined,
  mark: string,
  onSeen: (name: string, receivedMs: number) => void,
): Promise<Followed> {
  const path = collectionPath(resource, namespace);
  const { metadata } = await client.list(resource, { namespace, limit: 1 });
  const ended = new AbortController();
  const marked = Buffer.from(mark);
  let since = metadata.resourceVersion;
  const watch = async (): Promise<never> => {
    for (;;) {
      let begun = NOTHING;
      const request = `${path}?watch=true&resourceVersion=${since}`;
      await client.stream({ method: "GET", path: request, signal: ended.signal }, (bytes) => {
        const receivedMs = performance.now();
        const all = begun.length > 0 ? Buffer.concat([begun, bytes]) : bytes;
        let start = 0;
        for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, start)) {
          const line = all.subarray(start, end);
          start = end + 1;
          since = textAfter(VERSION, line);
          if (line.includes(marked)) onSeen(textAfter(NAME, line), receivedMs);
        }
        begun = Buffer.from(all.subarray(start));
      });
    }
  };
  const broken = watch();
  broken.catch(() => {});
  return { broken, stop: () => ended.abort() };
}

/** What stands between the first `field` and the next quote. */
function textAfter(field: Buffer, line: Buffer): string {
  const start = line.indexOf(field) + field.length;
  return line.toString("latin1", start, line.indexOf(QUOTE, start));
}
