// The embedded API server's speed: the same driver on it and on kube-apiserver with etcd in the same run, then what only
// it can be asked for. KWOKBENCH_BENCH_SCALE=0.2 makes it a fifth as large.

import { realProgramsInstalled } from "../../test/real/programs.ts";
import { benchReads } from "./apiserver-reads.ts";
import { benchScheduler } from "./apiserver-scheduler.ts";
import { type Rate, creates, readyNodes, sendAll, statusPatches } from "./apiserver-load.ts";
import { benchPods } from "./controller-objects.ts";
import { type Server, withServer } from "./servers.ts";
import { type Row, micros, perSecond, percent, printTable, times } from "./table.ts";
import { collectionPath, resources } from "../../src/kube/index.ts";

const ROUNDS = 3;
const scale = Number(process.env["KWOKBENCH_BENCH_SCALE"] ?? 1);
const count = (full: number): number => Math.round(full * scale);

interface Writes {
  readonly creates: Rate;
  readonly patches: Rate;
}

const SERVERS = {
  embedded: { provider: "embedded" },
  durable: { provider: "embedded", server: { port: 0, keepsData: true } },
  real: { provider: "binary" },
} as const;

function writes(which: keyof typeof SERVERS, pods: number): Promise<Writes> {
  const { provider, ...options } = SERVERS[which];
  const measure = async (server: Server): Promise<Writes> => {
    const nodes = readyNodes(100);
    const path = collectionPath(resources.nodes);
    const body = (node: unknown): string => JSON.stringify(node);
    await sendAll(
      server,
      nodes.map((node) => ({ method: "POST", path, body: body(node) })),
    );
    const objects = benchPods(pods, nodes.length);
    return {
      creates: await sendAll(server, creates(objects)),
      patches: await sendAll(server, statusPatches(objects)),
    };
  };
  return withServer(provider, measure, options);
}

const best = (rates: readonly Rate[]): Rate =>
  rates.reduce((one, other) => (other.perSecond > one.perSecond ? other : one));

function writeRows(
  what: string,
  ours: Rate,
  theirs: Rate | undefined,
  bar: { rate: number; ratio: number },
): Row[] {
  const rows = [
    {
      what: `${what}, Bun driver`,
      figure: `${perSecond(ours.perSecond)}, ${micros(ours.cpuSeconds)} CPU of the server`,
      bar: `≥ ${perSecond(bar.rate)}`,
      met: ours.perSecond >= bar.rate,
    },
  ];
  if (!theirs) return rows;
  const ratio = ours.perSecond / theirs.perSecond;
  return [
    ...rows,
    {
      what: `${what}, beside kube-apiserver and etcd`,
      figure: `${times(ratio)} (${perSecond(theirs.perSecond)}, ${micros(theirs.cpuSeconds)} CPU)`,
      bar: `≥ ${bar.ratio} ×`,
      met: ratio >= bar.ratio,
    },
  ];
}

async function benchWrites(real: boolean): Promise<Row[]> {
  const ours: Writes[] = [];
  const durable: Writes[] = [];
  const theirs: Writes[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await writes("embedded", count(30_000)));
    durable.push(await writes("durable", count(30_000)));
    if (real) theirs.push(await writes("real", count(3_000)));
  }
  const rows = (
    what: string,
    of: (one: Writes) => Rate,
    bar: { rate: number; ratio: number },
  ): Row[] => writeRows(what, best(ours.map(of)), real ? best(theirs.map(of)) : undefined, bar);
  const share =
    best(durable.map((one) => one.creates)).perSecond /
    best(ours.map((one) => one.creates)).perSecond;
  return [
    ...rows("pods created", (one) => one.creates, { rate: 15_000, ratio: 10 }),
    ...rows("pod statuses patched (strategic)", (one) => one.patches, { rate: 12_000, ratio: 15 }),
    {
      what: "pods created, every write fsynced (--data), beside in memory",
      figure: percent(share),
      bar: "≥ 50 %",
      met: share >= 0.5,
    },
  ];
}

/** Prints the table; says what is missing where the real programs are not installed. */
export async function benchApiServer(): Promise<void> {
  const real = realProgramsInstalled("etcd", "kube-apiserver", "kube-scheduler");
  printTable(`The API server: writes (64 in flight, best of ${ROUNDS})`, await benchWrites(real));
  printTable("The API server: reads, watches, memory", await benchReads(count));
  if (real)
    printTable(
      "kube-scheduler on either API server, pods created → bound (medians of three pairs)",
      await benchScheduler(count),
    );
}
