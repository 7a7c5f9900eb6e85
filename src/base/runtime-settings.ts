// How a process of this program is best run: settings that Bun reads from its environment before any of our code runs.
// Figures in docs/performance.md.

import { availableParallelism } from "node:os";

/** Up to so many cores, a process's optimising compiler takes time from the others. */
const FEW_CORES = 4;

/**
 * Giving memory back to the system at once, and faulting it in again, was a fifth of the CPU time: it is put off for
 * ten seconds. The last tier of the just-in-time compiler was another fifth in runs of a minute, and gained nothing in
 * longer ones. The heap is told of a small machine, so that it collects before it has doubled.
 */
export const RUNTIME_SETTINGS: Readonly<Record<string, string>> = {
  MIMALLOC_PURGE_DELAY: "10000",
  BUN_JSC_forceRAMSize: String(2 ** 30),
  ...(availableParallelism() <= FEW_CORES && { BUN_JSC_useFTLJIT: "0" }),
};
