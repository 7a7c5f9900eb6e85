// What a server tells of itself: /metrics for Prometheus, /debug/queues for people.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

let server: ApiServerHandle;
beforeAll(async () => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
  await fetch(`${server.url}/api/v1/namespaces/default/configmaps`, {
    method: "POST",
    body: '{"metadata":{"name":"a"}}',
    headers: { "content-type": "application/json" },
  });
});
afterAll(() => server.stop());

const text = async (path: string): Promise<string> => (await fetch(server.url + path)).text();

/** An open watch that has been told `events` events; the function ends it and waits until the server has noticed. */
async function watching(path: string, events: number): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const { body } = await fetch(server.url + path, { signal: stop.signal });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (seen.split("\n").filter(Boolean).length < events) seen += (await reader.read()).value;
  return async () => {
    stop.abort();
    while ((await queues()).resources["configmaps"]!.watches.watchers > 0) await Bun.sleep(5);
  };
}

interface Queues {
  readonly requests: { readonly mutating: number; readonly readOnly: number };
  readonly resources: Readonly<
    Record<string, { objects: number; watches: { watchers: number }; changes: { count: number } }>
  >;
  readonly memory: { readonly heapBytes: number };
}

const queues = async (): Promise<Queues> => JSON.parse(await text("/debug/queues"));

test("/metrics has the names that dashboards and load tools look for", async () => {
  const stop = await watching("/api/v1/configmaps?watch=1", 2);
  const metrics = await text("/metrics");
  for (const line of [
    'apiserver_request_total{code="201",component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="POST",version="v1"} 1',
    'apiserver_current_inflight_requests{request_kind="mutating"} 0',
    'apiserver_longrunning_requests{group="",version="v1",resource="configmaps",component="apiserver",subresource="",verb="WATCH"} 1',
    'apiserver_registered_watchers{group="",version="v1",kind="ConfigMap"} 1',
    'apiserver_watch_events_total{group="",version="v1",resource="configmaps"} 2',
    'apiserver_storage_objects{resource="configmaps"} 2',
  ])
    expect(metrics).toContain(`${line}\n`);
  for (const name of [
    "apiserver_request_duration_seconds_bucket",
    "apiserver_request_sli_duration_seconds_bucket",
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
  ])
    expect(metrics).toContain(`\n${name}`);
  await stop();
});

test("/debug/queues says what waits where", async () => {
  const stop = await watching("/api/v1/configmaps?watch=1", 2);
  const { resources, requests, memory } = await queues();
  expect(resources["configmaps"]).toMatchObject({
    objects: 2,
    watches: { watchers: 1, groups: 1, backlogChars: 0 },
    changes: { count: 2 },
  });
  expect(requests).toEqual({ mutating: 0, readOnly: 1 });
  expect(memory.heapBytes).toBeGreaterThan(0);
  await stop();
  expect((await fetch(`${server.url}/debug/other`)).status).toBe(404);
});
