// Events live an hour, as upstream's do, and there are never more than a bound: a load test makes millions.

import type { Api } from "../http/call.ts";

const EVENT_LIFE_MS = 3600_000;
const EVENTS_MAX = 100_000;
/** Removed before others have their turn. */
const REMOVED_AT_ONCE_MAX = 5000;

export function expireEvents(api: Api): void {
  const resource = api.registry.find("v1", "events");
  if (!resource) return;
  const events = api.store.collection(resource.definition);
  const bornBeforeMs = api.clock.wallMs() - EVENT_LIFE_MS;
  for (let removed = 0; removed < REMOVED_AT_ONCE_MAX; removed++) {
    const oldest = events.oldest();
    if (!oldest) return;
    const body = api.store.read(oldest);
    const old = Date.parse(body.metadata.creationTimestamp ?? "") < bornBeforeMs;
    if (!old && events.size <= EVENTS_MAX) return;
    api.store.remove(events, oldest);
  }
}
