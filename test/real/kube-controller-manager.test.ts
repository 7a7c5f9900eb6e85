// The real kube-controller-manager, all default controllers, with the real kube-scheduler on the embedded API server:
// everything they do must end right, and no watch fail. `bun test/real/soak/long.ts` does the same for minutes.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { realProgramsInstalled } from "./programs.ts";
import { type ControlPlane, startControlPlane } from "./soak/control-plane.ts";
import { feats, perform, serverFaults } from "./soak/soak.ts";
import type { Feat } from "./soak/feat.ts";

const WITHIN_MS = 240_000;
const installed = realProgramsInstalled("kube-controller-manager", "kube-scheduler");

describe.skipIf(!installed)("kube-controller-manager on the embedded API server", () => {
  let controlPlane: ControlPlane;
  const performances = new Map<Feat, Promise<void>>();

  // All at once: controllers wait more than they work. Each test awaits its own.
  beforeAll(async () => {
    controlPlane = await startControlPlane([]);
    for (const feat of feats) {
      const performance = perform(controlPlane.client, feat, 0);
      performance.catch(() => {});
      performances.set(feat, performance);
    }
  }, WITHIN_MS);

  afterAll(() => controlPlane.stop(), WITHIN_MS);

  for (const feat of feats)
    test(feat.name, async () => expect(await performances.get(feat)).toBeUndefined(), WITHIN_MS);

  test("no watch failed, and the API server got nothing else wrong", async () => {
    await Promise.allSettled(performances.values());
    for (const [program, log] of Object.entries(controlPlane.logs()))
      expect({ [program]: serverFaults(log) }).toEqual({ [program]: [] });
  });
});
