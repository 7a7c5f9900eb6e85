// What happens on its own, now and then: bookmarks for quiet watchers, old history and old events dropped,
// namespaces that are being deleted emptied, definitions of custom resources brought into effect.

import type { Api } from "../http/call.ts";
import { keepApiServices } from "./api-services.ts";
import { CustomResources } from "./custom-resources.ts";
import { keepFlowControl } from "./flow-control.ts";
import { unlessRefused } from "./unless-refused.ts";
import { emptyNamespaces } from "./namespace-emptying.ts";
import { expireEvents } from "./event-expiry.ts";
import { releaseProtected } from "./protected.ts";
import { offerMetrics } from "./offer-metrics.ts";
import { keepServiceAddresses } from "./service-addresses.ts";
import { provideServiceRange } from "./service-range.ts";
import { chargeQuotas, countQuotas } from "./quota-status.ts";

const BOOKMARK_INTERVAL_MS = 30_000;
const EVENT_EXPIRY_INTERVAL_MS = 10_000;
const NAMESPACE_INTERVAL_MS = 250;

/**
 * Starts the timers; the returned function stops them. With `standsIn`, namespaces that are going are emptied, usage of
 * quotas is counted, and protected volumes and claims go when nobody uses them: without a controller manager nobody else would, and with one, whoever comes first
 * leaves nothing for the other to do.
 */
export function startUpkeep(api: Api, standsIn: boolean): () => void {
  const every = (intervalMs: number, task: (api: Api) => void): ReturnType<typeof setInterval> =>
    setInterval(() => unlessRefused(api, () => task(api)), intervalMs);
  const timers = [
    every(BOOKMARK_INTERVAL_MS, sendBookmarks),
    every(EVENT_EXPIRY_INTERVAL_MS, expireEvents),
    ...(standsIn ? [every(NAMESPACE_INTERVAL_MS, emptyNamespaces)] : []),
  ];
  for (const timer of timers) timer.unref();
  const ends = [
    CustomResources.start(api),
    keepFlowControl(api),
    keepApiServices(api),
    keepServiceAddresses(api),
    offerMetrics(api),
  ];
  provideServiceRange(api);
  if (standsIn) {
    countQuotas(api);
    releaseProtected(api);
  } else chargeQuotas(api);
  return () => {
    ends.forEach((end) => end());
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
