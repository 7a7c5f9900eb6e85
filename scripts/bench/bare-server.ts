// What a bare Bun server does on this machine now: parses a pod, stamps it, keeps it, answers with it. The yardstick for
// everything that goes over HTTP. Run as a program it is the server; imported, `bareRequestsPerSecond` drives it.

import { createClient, createTransport } from "../../src/client/index.ts";

const REQUESTS = 30_000;

if (import.meta.main) {
  const kept = new Map<string, string>();
  let version = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const pod = (await request.json()) as { metadata: Record<string, string> };
      pod.metadata["uid"] = "00000000-0000-4000-8000-000000000000";
      pod.metadata["resourceVersion"] = String(++version);
      const text = JSON.stringify(pod);
      kept.set(pod.metadata["name"]!, text);
      return new Response(text, { status: 201, headers: { "content-type": "application/json" } });
    },
  });
  console.log(server.url.href.replace(/\/$/, ""));
}

/** Pods of about 1.5 KB posted, 64 in flight, by the client that everything here uses. */
export async function bareRequestsPerSecond(inFlight = 64): Promise<number> {
  const server = Bun.spawn([process.execPath, import.meta.path], { stdout: "pipe" });
  try {
    const reader = server.stdout.getReader();
    const url = new TextDecoder().decode((await reader.read()).value).trim();
    const client = createClient(createTransport({ url }, "bench"));
    let next = 0;
    const startMs = performance.now();
    const drive = async (): Promise<void> => {
      while (next < REQUESTS)
        await client.discard({ method: "POST", path: "/pods", body: pod(next++) });
    };
    await Promise.all(Array.from({ length: inFlight }, drive));
    return REQUESTS / ((performance.now() - startMs) / 1000);
  } finally {
    server.kill();
    await server.exited;
  }
}

function pod(index: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `pod-${index}`,
      labels: { app: "bench" },
      annotations: { pad: "x".repeat(1_000) },
    },
    spec: {
      containers: [
        { name: "main", image: "image", resources: { requests: { cpu: "100m", memory: "128Mi" } } },
      ],
    },
  });
}
