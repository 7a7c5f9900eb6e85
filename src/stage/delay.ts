// How long a matched stage waits.

/**
 * KWOK's rule for a duration and its jitter, in milliseconds: without jitter the duration; with a jitter that is not
 * longer, the jitter, which so shortens it; else evenly between the two. A moment that is past is now.
 */
export function delayMs(durationMs: number, jitterMs: number | undefined, random: number): number {
  const chosen =
    jitterMs === undefined
      ? durationMs
      : jitterMs <= durationMs
        ? jitterMs
        : durationMs + random * (jitterMs - durationMs);
  return Math.max(0, chosen);
}
