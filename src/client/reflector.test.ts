// The reflector against a server that cuts, forgets and breaks: whatever happens on the wire, what was handed out adds
// up to what there is.

import { afterEach, expect, test } from "bun:test";
import { type KubeObject, resources } from "../kube/index.ts";
import { createClient } from "./client.ts";
import { type Reflector, reflect } from "./reflector.ts";
import { createTransport } from "./transport.ts";

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Script {
  /** The list answered at the n-th list request. */
  list(request: number): { version: number; names: readonly string[] };
  /** What the n-th watch writes before it ends; a promise keeps it open. */
  watch(request: number, since: string, write: (text: string) => void): void | Promise<void>;
}

const pod = (name: string, version: number) => ({
  metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion: String(version) },
});
const frame = (type: string, name: string, version: number): string =>
  `${JSON.stringify({ type, object: pod(name, version) })}\n`;
const forever = new Promise<void>(() => {});

/** Starts a server that follows the script, and a reflector on it; gives the names it believes in. */
function follow(script: Script) {
  const requests = { lists: 0, watches: 0 };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch(request) {
      const url = new URL(request.url);
      if (!url.searchParams.has("watch")) {
        const { version, names } = script.list(++requests.lists);
        return Response.json({
          metadata: { resourceVersion: String(version) },
          items: names.map((name) => pod(name, version)),
        });
      }
      const number = ++requests.watches;
      const since = url.searchParams.get("resourceVersion")!;
      return new Response(
        new ReadableStream<string>({
          async start(controller) {
            controller.enqueue("\n");
            await script.watch(number, since, (text) => controller.enqueue(text));
            controller.close();
          },
        }) as unknown as ReadableStream,
      );
    },
  });
  const names = new Set<string>();
  const log: string[] = [];
  const client = createClient(createTransport({ url: server.url.origin }, "test"));
  const reflector: Reflector = reflect<KubeObject>(
    client,
    resources.pods,
    {},
    {
      onEvents: (events) => {
        for (const { type, object } of events) {
          log.push(`${type} ${object.metadata.name}`);
          if (type === "DELETED") names.delete(object.metadata.name);
          else names.add(object.metadata.name);
        }
      },
    },
  );
  closers.push(() => {
    reflector.stop();
    client.close();
    return server.stop(true);
  });
  return { names, log, reflector, requests };
}

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !condition(); round++) await Bun.sleep(10);
  expect(condition()).toBe(true);
}

test("a watch that is cut without a word is resumed from the last resourceVersion", async () => {
  const sinces: string[] = [];
  const { names, reflector, requests } = follow({
    list: () => ({ version: 10, names: ["a"] }),
    watch: (number, since, write) => {
      sinces.push(since);
      if (number === 1) return write(frame("ADDED", "b", 11));
      if (number === 2) return write(frame("ADDED", "c", 12) + frame("DELETED", "a", 13));
      return forever;
    },
  });
  await until(() => requests.watches === 3);
  expect(sinces).toEqual(["10", "11", "13"]);
  expect([...names].sort()).toEqual(["b", "c"]);
  expect(reflector.statistics).toMatchObject({ resumes: 2, relists: 0 });
});

test("410 is answered by a list, and what vanished meanwhile is deleted", async () => {
  const { log, names, reflector } = follow({
    list: (number) =>
      number === 1 ? { version: 10, names: ["a", "b"] } : { version: 20, names: ["b", "c"] },
    watch: (number, _since, write) => {
      if (number > 1) return forever;
      write(
        `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired", message: "too old" } })}\n`,
      );
    },
  });
  await until(() => names.has("c"));
  expect([...names].sort()).toEqual(["b", "c"]);
  expect(log).toEqual(["ADDED a", "ADDED b", "MODIFIED b", "ADDED c", "DELETED a"]);
  expect(reflector.statistics.relists).toBe(1);
});

test("frames may be cut anywhere, between the bytes of a character too", async () => {
  const name = "grüße-🚀";
  const { names } = follow({
    list: () => ({ version: 10, names: [] }),
    watch: async (number, _since, write) => {
      if (number > 1) return forever;
      const bytes = Buffer.from(frame("ADDED", name, 11));
      for (const byte of bytes) {
        write(Buffer.from([byte]) as unknown as string);
        await Bun.sleep(0);
      }
    },
  });
  await until(() => names.has(name));
});

test("bookmarks move the version on and are not handed out", async () => {
  const sinces: string[] = [];
  const { log } = follow({
    list: () => ({ version: 10, names: [] }),
    watch: (number, since, write) => {
      sinces.push(since);
      if (number > 1) return forever;
      write(
        `${JSON.stringify({ type: "BOOKMARK", object: { metadata: { resourceVersion: "99" } } })}\n`,
      );
    },
  });
  await until(() => sinces.length === 2);
  expect(sinces).toEqual(["10", "99"]);
  expect(log).toEqual([]);
});
