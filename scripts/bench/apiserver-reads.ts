// Ten thousand nodes and a hundred thousand running pods in the server: its memory, long lists beside short requests, and
// a hundred watchers.

import { join } from "node:path";
import { collectionPath, objectPath, resources } from "../../src/kube/index.ts";
import { creates, readyNodes, sendAll, statusPatches } from "./apiserver-load.ts";
import { benchPods } from "./controller-objects.ts";
import { rssOf } from "./drive.ts";
import { type Server, withServer } from "./servers.ts";
import { type Row, megabytes, perSecond } from "./table.ts";
import { writeSteadily } from "./watched-writes.ts";

const LISTS = 5;
const WATCHERS = 100;
/** Processes the watchers are in: one alone would be slower than the server. */
const READERS = 4;
const WRITES_PER_SECOND = 2_000;
const WRITES = 20_000;

/** A program beside this one that prints `ready`, then, once its input ends or its work is done, one line of JSON. */
function helper(script: string, ...args: string[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, script), ...args], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = (async function* () {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      text += decoder.decode(bytes, { stream: true });
      const complete = text.split("\n");
      text = complete.pop() ?? "";
      yield* complete;
    }
  })();
  const line = async (): Promise<string> => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error(`${script} ended without a word`);
    return value;
  };
  return {
    ready: line,
    async result<T>(end: boolean): Promise<T> {
      if (end) await child.stdin.end();
      const text = await line();
      await child.exited;
      return JSON.parse(text) as T;
    },
  };
}

export function benchReads(count: (full: number) => number): Promise<Row[]> {
  return withServer("embedded", async (server) => {
    const [nodes, pods] = [readyNodes(count(10_000)), benchPods(count(100_000), count(10_000))];
    const path = collectionPath(resources.nodes);
    await sendAll(
      server,
      nodes.map((node) => ({ method: "POST", path, body: JSON.stringify(node) })),
    );
    await sendAll(server, creates(pods));
    await sendAll(server, statusPatches(pods));
    const rss = rssOf(server.pid);
    const memory: Row = {
      what: `memory with ${nodes.length} nodes and ${pods.length} running pods`,
      figure: megabytes(rss),
      bar: `< ${megabytes(600e6)}`,
      met: rss < 600e6,
    };
    return [memory, ...(await benchLists(server)), await benchWatchers(server)];
  });
}

/** By a reader that costs little, where there is one: reading in JavaScript takes longer than being served. */
async function listBytes({ client, cluster }: Server, path: string): Promise<number> {
  const curl = Bun.which("curl");
  if (curl) {
    const words = ["-s", "-o", "/dev/null", "-w", "%{size_download}", cluster.endpoint.url + path];
    return Number(await new Response(Bun.spawn([curl, ...words]).stdout).text());
  }
  let bytes = 0;
  await client.stream({ method: "GET", path }, (piece) => {
    bytes += piece.length;
  });
  return bytes;
}

async function benchLists(server: Server): Promise<Row[]> {
  const { cluster } = server;
  const probe = helper(
    "probe.ts",
    cluster.endpoint.url,
    objectPath(resources.pods, "pod-0", "default"),
  );
  await probe.ready();
  const path = collectionPath(resources.pods);
  let bytes = 0;
  const startMs = performance.now();
  for (let list = 0; list < LISTS; list++) bytes += await listBytes(server, path);
  const rate = bytes / ((performance.now() - startMs) / 1000);
  const { p99Ms } = await probe.result<{ p99Ms: number }>(true);
  return [
    {
      what: `all pods listed (${megabytes(bytes / LISTS)}), ${LISTS} times`,
      figure: `${megabytes(rate)}/s`,
      bar: "≥ 300 MB/s",
      met: rate >= 300e6,
    },
    {
      what: "other requests meanwhile, p99",
      figure: `${p99Ms.toFixed(1)} ms`,
      bar: "< 50 ms",
      met: p99Ms < 50,
    },
  ];
}

async function benchWatchers({ client, cluster }: Server): Promise<Row> {
  const expected = WATCHERS * WRITES;
  const share = [WATCHERS / READERS, expected / READERS].map(String);
  const readers = Array.from({ length: READERS }, () =>
    helper("watchers.ts", cluster.endpoint.url, ...share),
  );
  await Promise.all(readers.map((reader) => reader.ready()));
  const names = Array.from({ length: 1_000 }, (_, index) => `pod-${index}`);
  const rate = await writeSteadily(client, names, { perSecond: WRITES_PER_SECOND, count: WRITES });
  const late = AbortSignal.timeout(60_000);
  const seen = await Promise.race([
    Promise.all(readers.map((reader) => reader.result<{ count: number; p99Ms: number }>(false))),
    new Promise<never>((_, reject) =>
      late.addEventListener("abort", () => reject(new Error("the watchers did not see it all"))),
    ),
  ]);
  const delivered = seen.reduce((sum, { count }) => sum + count, 0);
  const p99Ms = Math.max(...seen.map((reader) => reader.p99Ms));
  const [all, got] = [expected, delivered].map((events) => events.toLocaleString("en"));
  return {
    what: `${WATCHERS} watchers, ${perSecond(rate)} writes: ${got} of ${all} delivered, lag p99`,
    figure: `${p99Ms.toFixed(1)} ms`,
    bar: "all, < 100 ms",
    met: delivered === expected && p99Ms < 100,
  };
}
