// Programs written with client-go and controller-runtime, against the embedded API server: informers under churn in every way
// client-go lists and watches, discovery, leader election; and an operator with its own kind.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { startApiServer } from "../../src/apiserver/index.ts";
import { silentLogger } from "../../src/base/index.ts";
import { kubeconfigText } from "../../src/cluster/index.ts";
import { emptyFolder } from "../e2e/program.ts";
import { goProgram, goTool } from "./go-program.ts";

/** The first time includes building. */
const WITHIN_MS = 600_000;
const PODS = 200;
const go = goTool();

async function run(
  name: string,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const program = await goProgram(go ?? "", name);
  using folder = emptyFolder();
  const server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  try {
    const kubeconfig = join(folder.path, "kubeconfig");
    await Bun.write(kubeconfig, kubeconfigText("test", { url: server.url }));
    const child = Bun.spawn([program, `--kubeconfig=${kubeconfig}`, ...flags], {
      env: { ...process.env, ...env },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, complaint] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    if ((await child.exited) !== 0) throw new Error(`${name}: ${complaint}`);
    return JSON.parse(out) as unknown;
  } finally {
    await server.stop();
  }
}

/** Of each informer: every pod told once, half of them gone again. */
const told = {
  added: PODS,
  // An update, a status, a patch; and of those deleted, that they are going.
  updated: 3 * PODS + PODS / 2,
  deleted: PODS / 2,
};

describe.skipIf(go === undefined)(
  "informers of client-go see every object exactly as it was",
  () => {
    for (const [way, flags, env] of [
      ["by streaming lists, bodies in protobuf", [], {}],
      ["by list and watch", [], { KUBE_FEATURE_WatchListClient: "false" }],
      ["bodies in JSON", ["--content-type=application/json"], {}],
    ] as const)
      test(
        way,
        async () => {
          expect(await run("informers", [`--pods=${PODS}`, ...flags], env)).toEqual({
            informers: { typed: told, dynamic: told, metadata: told },
            left: PODS / 2,
            resources: expect.any(Number),
            leaders: ["first", "second"],
          });
        },
        WITHIN_MS,
      );
  },
);

test.skipIf(go === undefined)(
  "an operator of controller-runtime owns objects, counts them in its status, clears them away by its finalizer",
  async () => {
    expect(await run("operator")).toEqual({ ended: "right" });
  },
  WITHIN_MS,
);
