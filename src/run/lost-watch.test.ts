// A watch that the server cut and then forgot, all the way to the verdict: changes were merged, so the run is invalid.

import { expect, test } from "bun:test";
import { systemClock } from "../base/index.ts";
import { createClient, createTransport } from "../client/index.ts";
import { resources } from "../kube/index.ts";
import { createMeasurement } from "../measure/index.ts";
import { Watches } from "./watches.ts";

const pod = (name: string, version: number) => ({
  metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion: String(version) },
});

/** Lists one pod, then two; cuts its first watch, refuses the second as too old, keeps the third. */
function forgetful() {
  const requests = { lists: 0, watches: 0 };
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch(request) {
      if (!new URL(request.url).searchParams.has("watch")) {
        const names = ++requests.lists === 1 ? ["a"] : ["a", "b"];
        const items = names.map((name) => pod(name, 1));
        return Response.json({ metadata: { resourceVersion: String(requests.lists) }, items });
      }
      if (++requests.watches === 2)
        return Response.json(
          { kind: "Status", code: 410, reason: "Expired", message: "too old" },
          { status: 410 },
        );
      const cut = requests.watches === 1;
      return new Response(
        new ReadableStream<string>({
          start(controller) {
            controller.enqueue("\n");
            if (cut) controller.close();
          },
        }) as unknown as ReadableStream,
      );
    },
  });
}

test("what was cut is resumed and counted; what was forgotten is listed again, and counted as a relist", async () => {
  const server = forgetful();
  const client = createClient(createTransport({ url: server.url.origin }, "test"));
  const measurement = createMeasurement({ clock: systemClock, startMs: systemClock.nowMs() });
  const watches = new Watches(client, systemClock, (name, labels) =>
    measurement.count(name, labels),
  );
  const seen: string[] = [];
  try {
    watches.want(resources.pods, undefined, (events) => {
      for (const { type, object } of events) seen.push(`${type} ${object.metadata.name}`);
    });
    await watches.start();
    while (!seen.includes("ADDED b")) await Bun.sleep(5);
    expect(seen).toEqual(["ADDED a", "ADDED b"]);
    expect(watches.statistics()["pods"]).toEqual({ resumes: 1, relists: 1, failures: 0 });
    expect(measurement.finish().counters).toMatchObject({
      "watch_relists{resource=pods}": 1,
      "watch_resumes{resource=pods}": 1,
    });
  } finally {
    watches.stop();
    client.close();
    await server.stop(true);
  }
}, 30_000);
