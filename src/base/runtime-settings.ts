// How a process of this program is best run: settings that Bun reads from its environment before any of our code runs.
// Figures in docs/performance.md.

import { availableParallelism } from "node:os";

export type Settings = Readonly<Record<string, string>>;

/** Up to so many cores, a process's optimising compiler takes time from the others. */
const FEW_CORES = 4;

const MIB = 2 ** 20;

/**
 * Giving memory back to the system at once, and faulting it in again, was a fifth of the CPU time: it is put off for
 * ten seconds. Giving back the free pages inside what is in use, which the allocator does ten times a second, was another
 * fifth: they are kept. Collecting by a timer, besides when allocation asks for it, was a tenth. The last tier of the just-in-time compiler was another fifth in runs of a minute, and gained nothing in
 * longer ones. A heap that is told of a small machine collects before it has doubled.
 */
function settingsFor(heapMiB: number): Settings {
  return {
    MIMALLOC_PURGE_DELAY: "10000",
    MIMALLOC_PURGE_HOLES: "0",
    BUN_GC_TIMER_DISABLE: "1",
    BUN_JSC_forceRAMSize: String(heapMiB * MIB),
    ...(availableParallelism() <= FEW_CORES && { BUN_JSC_useFTLJIT: "0" }),
  };
}

/** Of roles, by the word that starts them. */
const ROLES: Readonly<Record<string, Settings>> = {
  // What it keeps is what the cluster holds: it grows by a quarter between collections, not to twice its size.
  apiserver: settingsFor(256),
  controller: settingsFor(128),
  scheduler: settingsFor(128),
  "controller-manager": settingsFor(128),
};

/** Undefined where no role is called so. */
export function roleSettings(role: string): Settings | undefined {
  return Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
}

/** Of the process that drives a run: most of what it reads is garbage at once, and the little that it keeps is to stay little. */
export const RUNNER_SETTINGS = settingsFor(128);
