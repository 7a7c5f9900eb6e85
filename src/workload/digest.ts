// Same seed, same plan: one SHA-256 over the objects, their names and arrival times of every phase.

import { prng } from "../base/index.ts";
import { canonicalJson, type Phase, type Scenario } from "../scenario/index.ts";
import { allPhases, planPhase } from "./plan/plan.ts";
import { Population } from "./population.ts";

/** Lines are hashed in batches: one call an intention would cost more than the hashing. */
const BATCH_LENGTH = 64 * 1024;

/** In hex. Runs of equal plan digests sent the same requests at the same intended moments. */
export function planDigest(scenario: Scenario): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const context = { random: prng(scenario.seed), population: new Population(), run: "run" };
  let batch = "";
  for (const phase of allPhases(scenario)) {
    batch += `${canonicalJson(withoutTimeLimits(phase))}\n`;
    for (const { atMs, verb, key } of planPhase(phase, context)) {
      batch += `${atMs.toFixed(3)} ${verb} ${key}\n`;
      if (batch.length < BATCH_LENGTH) continue;
      hasher.update(batch);
      batch = "";
    }
  }
  return hasher.update(batch).digest("hex");
}

/** How long a run waits at most changes nothing of what it sends. */
function withoutTimeLimits(phase: Phase): Omit<Phase, "timeoutMs" | "wait"> {
  const { timeoutMs: _, wait: __, ...rest } = phase;
  return rest;
}
