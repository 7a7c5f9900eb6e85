// Settings of the Bun runtime for each kind of process, as environment variables: Bun reads them before any of our code
// runs. What each gains is in docs/performance.md.

import { availableParallelism } from "node:os";

/** Environment variable → value. */
export type Settings = Readonly<Record<string, string>>;

/** Up to this many cores, the optimising compiler of one process takes CPU time from the other roles. */
const FEW_CORES = 4;

const MIB = 2 ** 20;

/**
 * Returning memory to the system at once, only to fault it in again, took a fifth of the CPU time: it is delayed by ten
 * seconds. Returning free pages inside memory in use, which the allocator does ten times a second, took another fifth: they
 * are kept. Collecting by a timer, besides when allocation asks for it, took a tenth. The last tier of the just-in-time
 * compiler took another fifth in runs of a minute, and gained nothing in longer ones. A heap that believes the machine has
 * `heapMiB` of memory collects before it has doubled.
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

/** By the command that starts the role. */
const ROLES: Readonly<Record<string, Settings>> = {
  // Its heap holds the whole cluster; with this it grows by a quarter between collections, not to twice its size.
  apiserver: settingsFor(256),
  controller: settingsFor(160),
  scheduler: settingsFor(128),
  "controller-manager": settingsFor(128),
};

/** The settings of a role by its command; undefined for any other command. */
export function roleSettings(role: string): Settings | undefined {
  return Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
}

/** The settings of the process that drives a run: nearly all it reads is garbage at once, so a small heap suffices. */
export const RUNNER_SETTINGS = settingsFor(128);
