// How long to wait before a request is tried again: doubling, jittered so that ten thousand failures do not come back
// as one wave, and never longer than a bound, so that a server that returns is used again soon.

import type { ApiError } from "../client/index.ts";

const BACKOFF_MS_MIN = 50;
const BACKOFF_MS_MAX = 30_000;

/** From 50 ms, twice as long each time, up to 30 s. */
export function doubledMs(attempt: number): number {
  return Math.min(BACKOFF_MS_MIN * 2 ** Math.min(attempt, 20), BACKOFF_MS_MAX);
}

/** `attempt` counts from 0. A Retry-After is a lower bound, itself bounded. */
export function backoffMs(attempt: number, error: ApiError, random: number): number {
  const askedMs = Math.min((error.retryAfterSeconds ?? 0) * 1000, BACKOFF_MS_MAX);
  return Math.max(doubledMs(attempt), Number.isFinite(askedMs) ? askedMs : 0) * (1 + 0.5 * random);
}
