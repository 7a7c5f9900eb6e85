// When watchers are told. At once when there is little to tell; but writing to many watchers costs time that requests
// need too, so after a flush the next one waits as long as the last one took: at most half of the time goes to watchers.

import type { Clock } from "../../../base/index.ts";
import type { WatchHub } from "../../store/watch-hub.ts";

/** However expensive a flush was, the next one waits no longer. */
const PAUSE_MS_MAX = 50;
/** Flushes quicker than this are followed at once. */
const QUICK_MS = 1;

export function flushScheduler(clock: Clock): (hub: WatchHub) => void {
  const waiting = new Set<WatchHub>();
  let nextFlushMs = 0;

  const flush = (): void => {
    const startMs = clock.nowMs();
    const hubs = [...waiting];
    waiting.clear();
    for (const hub of hubs) hub.flush();
    const endMs = clock.nowMs();
    const tookMs = endMs - startMs;
    nextFlushMs = tookMs < QUICK_MS ? endMs : endMs + Math.min(tookMs, PAUSE_MS_MAX);
  };

  return (hub) => {
    waiting.add(hub);
    if (waiting.size > 1) return;
    const pauseMs = nextFlushMs - clock.nowMs();
    if (pauseMs > 0) setTimeout(flush, pauseMs);
    else setImmediate(flush);
  };
}
