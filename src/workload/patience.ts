// A failed request is a result, not something to hide by trying again; with one exception: a server that answers
// 429 with a Retry-After asks for it, and every Kubernetes client obeys.

import { ApiError } from "../client/index.ts";

const TRIES_MAX = 5;
const RETRY_AFTER_SECONDS_MAX = 10;

/** Sends; rejects as `send` does, with ApiError. Waiting for a busy server ends early when `signal` fires. */
export async function sendPatiently<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      const waitMs = retryAfterMs(error);
      if (waitMs === undefined || tries === TRIES_MAX || signal.aborted) throw error;
      await pause(waitMs, signal);
      if (signal.aborted) throw error;
    }
  }
}

function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof ApiError) || error.code !== 429) return undefined;
  const seconds = error.retryAfterSeconds;
  if (seconds === undefined || !Number.isFinite(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), RETRY_AFTER_SECONDS_MAX) * 1000;
}

/** Resolves after the time, or at once when the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
