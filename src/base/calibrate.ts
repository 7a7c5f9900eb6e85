// How fast this machine is at a fixed piece of work, so that figures from two machines can be set side by side.

import type { Clock } from "./clock.ts";

/** One round of the kernel: small enough to stop close to the time asked for, large enough not to measure the clock. */
const ROUND_STEPS = 20_000;
const WORDS = 4096;
/** Rounds that only warm up the compiler. */
const WARMUP_ROUNDS = 20;

/**
 * Steps per second of a small integer and memory kernel, from the fastest of five slices of `durationMs` (default
 * 100 ms): the fastest, since whatever else ran can only slow it. Equal machines agree within a few percent; it speaks
 * of one core, and says nothing of disks or networks.
 */
export function calibrate(clock: Clock, durationMs = 100): number {
  const words = new Uint32Array(WORDS);
  let state = 1;
  for (let round = 0; round < WARMUP_ROUNDS; round++) state = kernel(words, state);
  const slices = 5;
  let best = 0;
  for (let slice = 0; slice < slices; slice++) {
    const startMs = clock.nowMs();
    let rounds = 0;
    let elapsedMs = 0;
    do {
      state = kernel(words, state);
      rounds++;
      elapsedMs = clock.nowMs() - startMs;
    } while (elapsedMs < durationMs / slices);
    best = Math.max(best, (rounds * ROUND_STEPS * 1000) / elapsedMs);
  }
  // Adds nothing (the state is never 0), but uses the result: a compiler may remove work whose result is unused.
  return Math.round(best + (state === 0 ? 1 : 0));
}

/** xorshift32 (Marsaglia 2003) walking through memory that fits the first cache. */
function kernel(words: Uint32Array, seed: number): number {
  let state = seed;
  for (let step = 0; step < ROUND_STEPS; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const at = state & (WORDS - 1);
    words[at] = (words[at]! + state) >>> 0;
  }
  return (state ^ words[seed & (WORDS - 1)]!) | 1;
}
