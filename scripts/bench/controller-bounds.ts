// What bounds a controller's figures on the real kube-apiserver: a bare controller that does the least one can, and the
// driver writing what a controller would.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { resources } from "../../src/kube/index.ts";
import { type PlayedCluster, openBareCluster } from "../../test/real/kwok.ts";
import { nodeStatus, podStatus } from "./bare-controller.ts";
import { READY, RUNNING, benchNodes, benchPods } from "./controller-objects.ts";
import { type Phase, type Work, createAll } from "./drive.ts";
import { type Row, median, megabytes, milliseconds, perSecond, times } from "./table.ts";

/** What both a controller and the driver alone bring about. */
export interface Filled {
  readonly nodes: Phase;
  readonly pods: Phase;
}

export interface Played extends Filled {
  readonly deletes: Phase;
  readonly rssBytes: number;
}

/** A fresh control plane for each that plays, so that none finds what another left. */
export async function onFreshCluster<Result>(
  play: (played: PlayedCluster, client: Client) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "kwokbench-bench-"));
  const played = await openBareCluster(folder);
  try {
    return await play(played, createClient(createTransport(played.cluster.endpoint, "bench")));
  } finally {
    await played.cluster.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No controller: the driver writes what one would. What it costs kube-apiserver, and the rate that no controller can pass. */
export function playServerAlone(nodeCount: number, podCount: number): Promise<Filled> {
  return onFreshCluster(async ({ cluster }, client) => {
    const pid = cluster.components.find(({ role }) => role === "apiserver")?.pid ?? process.pid;
    const at = new Date().toISOString();
    const nodeWork: Work = { client, resource: resources.nodes, pid };
    const podWork: Work = { client, resource: resources.pods, namespace: "default", pid };
    return {
      nodes: await createAll(nodeWork, benchNodes(nodeCount), READY, nodeStatus(at)),
      pods: await createAll(podWork, benchPods(podCount, nodeCount), RUNNING, podStatus(at)),
    };
  });
}

/** A bare controller, and the server with no controller at all. Ratios are to kwok. */
export function boundRows(
  theirs: readonly Played[],
  bare: readonly Played[],
  alone: readonly Filled[],
): readonly Row[] {
  const row = (what: string, figure: string): Row => ({ what, figure, bar: "", met: undefined });
  const both = (what: string, phase: (played: Filled) => Phase): Row[] => {
    const of = (played: readonly Filled[]): [number, number] => [
      median(played.map((one) => phase(one).perSecond)),
      median(played.map((one) => phase(one).cpuSeconds)),
    ];
    const [[kwokRate], [bareRate, bareCpu], [aloneRate, aloneCpu]] = [
      of(theirs),
      of(bare),
      of(alone),
    ];
    const rate = (perSec: number): string => `${perSecond(perSec)}, ${times(perSec / kwokRate)}`;
    return [
      row(`${what}, a bare controller`, `${rate(bareRate)}; its CPU ${milliseconds(bareCpu)}`),
      row(
        `${what}, the driver alone`,
        `${rate(aloneRate)}; CPU of kube-apiserver ${milliseconds(aloneCpu)}`,
      ),
    ];
  };
  const deleted = median(bare.map(({ deletes }) => deletes.cpuSeconds));
  return [
    ...both("nodes", ({ nodes }) => nodes),
    ...both("pods", ({ pods }) => pods),
    row("pods deleted, a bare controller", `its CPU ${milliseconds(deleted)}`),
    row("memory of a bare controller", megabytes(median(bare.map(({ rssBytes }) => rssBytes)))),
  ];
}
