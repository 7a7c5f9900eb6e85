// GET /debug/queues: what waits where, for whoever wants to know why the server is slow or large.

import { heapStats } from "bun:jsc";
import type { Api } from "../http/call.ts";
import { jsonReply, type Reply } from "../http/http.ts";

/**
 * Numbers of now; documented in docs/apiserver.md. With `gc=1` in the query, as of Go's /debug/pprof/heap, garbage is collected
 * first: a server collects only when it needs room, so that `memory` would count what nobody holds any more.
 */
export function queuesReply(api: Api, queryText: string): Reply {
  if (new URLSearchParams(queryText).get("gc") === "1") Bun.gc(true);
  const collections = [...api.store.all].filter(
    ({ size, hub, log }) => size > 0 || log.size > 0 || hub.load.watchers > 0,
  );
  return jsonReply(
    200,
    JSON.stringify({
      requests: api.metrics.inFlight,
      resources: Object.fromEntries(
        collections.map(({ definition, size, hub, log }) => [
          definition.name,
          {
            objects: size,
            watches: hub.load,
            changes: {
              count: log.size,
              supersededChars: log.supersededChars,
              oldestResourceVersion: String(log.oldest),
            },
          },
        ]),
      ),
      resourceVersion: String(api.store.resourceVersion),
      commits: commits(api),
      audit: api.audit && { waitingChars: api.audit.waitingChars, dropped: api.audit.dropped },
      memory: memory(),
    }),
  );
}

function commits({ commits: log }: Api): object | undefined {
  if (!log) return undefined;
  const { queue, groups, records, kept, segmentBytes, refusing } = log;
  return { queue, groups, records, keptResourceVersion: String(kept), segmentBytes, refusing };
}

function memory(): object {
  const { heapSize, heapCapacity, objectCount } = heapStats();
  return {
    residentBytes: process.memoryUsage.rss(),
    heapBytes: heapSize,
    heapCapacityBytes: heapCapacity,
    heapObjects: objectCount,
  };
}
