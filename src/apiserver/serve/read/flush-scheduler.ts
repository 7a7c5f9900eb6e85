// When watchers are told. At once when there are few; but a chunk costs about the same however much is in it, here and
// where it is read, so the more chunks a flush has written, the longer the next one waits and gathers. Nobody is told
// later than fifty milliseconds after the fact, and a hundred watchers are told within five.

import type { Clock } from "../../../base/index.ts";
import type { WatchHub } from "../../store/watch-hub.ts";

/** However many chunks a flush has written, the next one waits no longer. */
const PAUSE_MS_MAX = 50;
const PAUSE_MS_PER_CHUNK = 0.05;
/** Not worth a timer. */
const PAUSE_MS_MIN = 1;

export function flushScheduler(clock: Clock): (hub: WatchHub) => void {
  const waiting = new Set<WatchHub>();
  let nextFlushMs = 0;

  const flush = (): void => {
    const hubs = [...waiting];
    waiting.clear();
    let chunks = 0;
    for (const hub of hubs) chunks += hub.flush();
    nextFlushMs = clock.nowMs() + Math.min(chunks * PAUSE_MS_PER_CHUNK, PAUSE_MS_MAX);
  };

  return (hub) => {
    waiting.add(hub);
    if (waiting.size > 1) return;
    const pauseMs = nextFlushMs - clock.nowMs();
    if (pauseMs >= PAUSE_MS_MIN) setTimeout(flush, pauseMs);
    else setImmediate(flush);
  };
}
