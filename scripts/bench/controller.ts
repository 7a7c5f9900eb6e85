// The controller's speed: the real kwok and ours in turn on the real kube-apiserver and etcd, with the same words, stages
// and objects; then ours on the embedded server. KWOKBENCH_BENCH_SCALE=0.2 makes it a fifth as large.

import { join } from "node:path";
import { resources } from "../../src/kube/index.ts";
import {
  type PlayedCluster,
  type StartedPlayer,
  kwokProgram,
  startPlayer,
} from "../../test/real/kwok.ts";
import { realProgramsInstalled } from "../../test/real/programs.ts";
import { root } from "../setup.ts";
import { startBareController } from "./bare-controller.ts";
import {
  type Filled,
  type Played,
  boundRows,
  onFreshCluster,
  playServerAlone,
} from "./controller-bounds.ts";
import { benchEmbedded } from "./controller-embedded.ts";
import { READY, RUNNING, benchNodes, benchPods } from "./controller-objects.ts";
import { type Phase, createAll, deleteAll, rssOf } from "./drive.ts";
import {
  type Row,
  median,
  megabytes,
  milliseconds,
  perSecond,
  printTable,
  times,
} from "./table.ts";

const ROUNDS = 3;
const scale = Number(process.env["KWOKBENCH_BENCH_SCALE"] ?? 1);
const NODES = Math.round(1_000 * scale);
const PODS = Math.round(5_000 * scale);
const fast = join(root, "src", "stage", "profiles", "fast.yaml");

function play(
  start: (played: PlayedCluster) => Promise<Pick<StartedPlayer, "pid" | "stop">>,
): Promise<Played> {
  return onFreshCluster(async (played, client) => {
    const controller = await start(played);
    const { pid } = controller;
    const pods = benchPods(PODS, NODES);
    const podWork = { client, resource: resources.pods, namespace: "default", pid };
    const nodes = await createAll(
      { client, resource: resources.nodes, pid },
      benchNodes(NODES),
      READY,
    );
    const running = await createAll(podWork, pods, RUNNING);
    const rssBytes = rssOf(pid);
    const deletes = await deleteAll(
      podWork,
      pods.map(({ metadata }) => metadata.name),
    );
    await controller.stop();
    return { nodes, pods: running, deletes, rssBytes };
  });
}

/** One row of both figures; `atLeast` and `atMost` are ratios of ours to theirs. */
function pair(
  what: string,
  [theirs, ours]: readonly [number, number],
  show: (value: number) => string,
  bar: { readonly atLeast?: number; readonly atMost?: number },
): Row {
  const ratio = ours / theirs;
  const { atLeast, atMost } = bar;
  return {
    what,
    figure: `${show(ours)}, kwok ${show(theirs)}: ${times(ratio)}`,
    bar: atLeast !== undefined ? `≥ ${atLeast} ×` : `≤ ${atMost} ×`,
    met: atLeast !== undefined ? ratio >= atLeast : ratio <= (atMost ?? Infinity),
  };
}

function ceiling(what: string, value: number, show: (value: number) => string, max: number): Row {
  return { what, figure: show(value), bar: `≤ ${show(max)}`, met: value <= max };
}

type Figure = (played: Played) => number;

async function benchPaired(): Promise<void> {
  const theirs: Played[] = [];
  const ours: Played[] = [];
  const bare: Played[] = [];
  const alone: Filled[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await play((played) => startPlayer("kwok", played, [fast])));
    ours.push(await play((played) => startPlayer("kwokbench", played, [fast])));
    bare.push(await play(({ kubeconfig }) => startBareController(kubeconfig)));
    alone.push(await playServerAlone(NODES, PODS));
  }
  printTable(
    `The controller beside kwok (${NODES} nodes, ${PODS} pods bound already, kube-apiserver and etcd; medians of ${ROUNDS} rounds)`,
    pairedRows(
      (of) => [median(theirs.map(of)), median(ours.map(of))],
      (of) => median(ours.map(of)),
    ),
  );
  printTable("What bounds it: the same machine, server and driver", boundRows(theirs, bare, alone));
}

function pairedRows(
  both: (of: Figure) => readonly [number, number],
  mine: (of: Figure) => number,
): readonly Row[] {
  const cpu = (what: string, of: (played: Played) => Phase, max: number): Row[] => {
    const figure: Figure = (played) => of(played).cpuSeconds;
    return [
      pair(`CPU ${what}, controller only`, both(figure), milliseconds, { atMost: 1 }),
      ceiling(`CPU ${what}, ours`, mine(figure), milliseconds, max),
    ];
  };
  const pods = both(({ pods: phase }) => phase.perSecond);
  const p50 = both(({ pods: phase }) => phase.secondsP50);
  const nodes = both(({ nodes: phase }) => phase.perSecond);
  const deletes = both(({ deletes: phase }) => phase.perSecond);
  const memory: Figure = ({ rssBytes }) => rssBytes;
  return [
    pair("pods created → Running", pods, perSecond, { atLeast: 2 }),
    pair("the same, p50", p50, milliseconds, { atMost: 0.5 }),
    ...cpu("a pod", ({ pods: phase }) => phase, 0.0003),
    pair("nodes created → Ready", nodes, perSecond, { atLeast: 2 }),
    ...cpu("a node", ({ nodes: phase }) => phase, 0.0004),
    pair("pods deleted", deletes, perSecond, { atLeast: 1.5 }),
    ...cpu("a pod deleted", ({ deletes: phase }) => phase, 0.0003),
    pair("memory with all of it", both(memory), megabytes, { atMost: 1 }),
    ceiling("memory with all of it, ours", mine(memory), megabytes, 100e6),
  ];
}

/** Prints the tables; says what is missing where the real programs are not installed. */
export async function benchController(): Promise<void> {
  if (!realProgramsInstalled("etcd", "kube-apiserver")) return;
  if (kwokProgram()) await benchPaired();
  else console.log("skipped: kwok is not installed; scripts/kwok/install builds it");
  await benchEmbedded(scale);
}
