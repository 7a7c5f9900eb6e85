// What happens on its own, now and then: bookmarks for quiet watchers, old history and old events dropped,
// namespaces that are being deleted emptied, definitions of custom resources brought into effect.

import type { Api } from "../http/call.ts";
import { CustomResources } from "./custom-resources.ts";
import { emptyNamespaces } from "./namespace-emptying.ts";
import { expireEvents } from "./event-expiry.ts";

const BOOKMARK_INTERVAL_MS = 30_000;
const EVENT_EXPIRY_INTERVAL_MS = 10_000;
const NAMESPACE_INTERVAL_MS = 250;

/** Starts the timers; the returned function stops them. */
export function startUpkeep(api: Api): () => void {
  const timers = [
    setInterval(() => sendBookmarks(api), BOOKMARK_INTERVAL_MS),
    setInterval(() => expireEvents(api), EVENT_EXPIRY_INTERVAL_MS),
    setInterval(() => emptyNamespaces(api), NAMESPACE_INTERVAL_MS),
  ];
  for (const timer of timers) timer.unref();
  const stopCustomResources = CustomResources.start(api);
  return () => {
    stopCustomResources();
    timers.forEach((timer) => clearInterval(timer));
  };
}

function sendBookmarks(api: Api): void {
  const nowMs = api.clock.nowMs();
  for (const { hub, log } of api.store.all) {
    hub.bookmark(api.store.resourceVersion);
    log.trim(nowMs);
  }
}
