// What a controller keeps is bounded by what there is, not by what there was.

import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { silentLogger } from "../../src/base/index.ts";
import { type Client, createClient, createTransport } from "../../src/client/index.ts";
import { startController } from "../../src/controller/index.ts";
import { resources } from "../../src/kube/index.ts";
import { profileStages } from "../../src/stage/index.ts";
import { openControlPlane } from "../real/control-plane.ts";
import { emptyFolder } from "./program.ts";

const ROUND_PODS = 300;
const WARM_ROUNDS = 2;
const ROUNDS = 4;

async function eventually(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (holds()) return;
    await Bun.sleep(20);
  }
  throw new Error(`never came to pass: ${what}`);
}

async function each(count: number, one: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => one(from + index)));
}

/** A round of pods that come, run and go. */
async function round(client: Client, number: number, played: () => number): Promise<void> {
  const before = played();
  const name = (index: number): string => `p${number}-${index}`;
  const spec = { nodeName: "n", containers: [{ name: "c", image: "i" }] };
  await each(ROUND_PODS, (index) =>
    client.create(resources.pods, { metadata: { name: name(index) }, spec }, "default"),
  );
  await eventually(() => played() === before + ROUND_PODS, "all run");
  await each(ROUND_PODS, (index) =>
    client.delete(resources.pods, { name: name(index), namespace: "default" }),
  );
  await eventually(() => played() === before + 2 * ROUND_PODS, "all are deleted");
}

async function atRest(objects: () => number | undefined): Promise<ReturnType<typeof heapStats>> {
  await eventually(() => objects() === 0, "the last one is gone");
  // What was freed may only then let go of more.
  for (let times = 0; times < 3; times++) {
    Bun.gc(true);
    await Bun.sleep(20);
  }
  return heapStats();
}

test("thousands of pods that came and went leave nothing behind in the heap", async () => {
  using folder = emptyFolder();
  const cluster = await openControlPlane("embedded", folder.path);
  const open = (): Client => createClient(createTransport(cluster.endpoint, "test"));
  const client = open();
  const controller = startController({
    client: open(),
    stages: profileStages("fast"),
    manage: { kind: "all" },
    lease: { durationSeconds: 40, renewMs: 10_000 },
    seed: 1,
    logger: silentLogger,
  });
  try {
    await controller.synced;
    await client.create(resources.nodes, { metadata: { name: "n" } });
    const played = (): number => {
      const { plays } = controller.metrics();
      return (plays["pod-ready"] ?? 0) + (plays["pod-delete"] ?? 0);
    };
    const objects = (): number | undefined => controller.metrics().objects["v1/Pod"];
    for (let number = 0; number < WARM_ROUNDS; number++) await round(client, number, played);
    const before = await atRest(objects);
    for (let number = 0; number < ROUNDS; number++)
      await round(client, WARM_ROUNDS + number, played);
    const after = await atRest(objects);
    // One object kept for each pod would be more than this: some hundred are what the engine makes of running on.
    expect(after.objectCount - before.objectCount).toBeLessThan(ROUNDS * ROUND_PODS);
    expect(after.heapSize).toBeLessThan(before.heapSize * 1.25);
  } finally {
    await controller.stop();
    client.close();
    await cluster.dispose();
  }
}, 240_000);
