// The real kube-scheduler, its client limits raised, on the embedded API server and on the real one in turn: medians.

import { collectionPath, resources } from "../../src/kube/index.ts";
import { realProgram } from "../../test/real/programs.ts";
import { readyNodes, sendAll } from "./apiserver-load.ts";
import { benchPods } from "./controller-objects.ts";
import { type Phase, createAll } from "./drive.ts";
import { withServer } from "./servers.ts";
import { type Row, median, perSecond, times } from "./table.ts";

const AIM = 1.7;
const PAIRS = 3;

function bound(provider: "embedded" | "binary", nodes: number, pods: number): Promise<Phase> {
  return withServer(
    provider,
    async (server) => {
      const path = collectionPath(resources.nodes);
      await sendAll(
        server,
        readyNodes(nodes).map((node) => ({ method: "POST", path, body: JSON.stringify(node) })),
      );
      const unbound = benchPods(pods, nodes).map(({ spec, ...pod }) => {
        const { nodeName: _, ...rest } = spec as Record<string, unknown>;
        return { ...pod, spec: rest };
      });
      const work = {
        client: server.client,
        resource: resources.pods,
        namespace: "default",
        pid: server.pid,
      };
      return createAll(work, unbound, '"nodeName":"');
    },
    { scheduler: { kind: "binary", path: realProgram("kube-scheduler") } },
  );
}

export async function benchScheduler(count: (full: number) => number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [nodes, pods] of [
    [count(1_000), count(5_000)],
    [count(5_000), count(10_000)],
  ] as const) {
    // A pair alone strays by a sixth either way.
    const [theirs, ours]: [number[], number[]] = [[], []];
    for (let pair = 0; pair < PAIRS; pair++) {
      theirs.push((await bound("binary", nodes, pods)).perSecond);
      ours.push((await bound("embedded", nodes, pods)).perSecond);
    }
    const [real, embedded] = [median(theirs), median(ours)];
    const ratio = embedded / real;
    rows.push({
      what: `${nodes} nodes, ${pods} pods`,
      figure: `${perSecond(embedded)} beside ${perSecond(real)}: ${times(ratio)}`,
      bar: `≥ ${AIM} ×`,
      met: ratio >= AIM,
    });
  }
  return rows;
}
