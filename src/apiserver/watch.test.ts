// Watches as clients see them: frames of JSON over an HTTP response that does not end.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { silentLogger } from "../base/index.ts";
import { startApiServer, type ApiServerHandle } from "./index.ts";

let server: ApiServerHandle;
beforeEach(() => {
  server = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
});
afterEach(() => server.stop());

interface Frame {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: {
      readonly name?: string;
      readonly resourceVersion?: string;
      readonly annotations?: Record<string, string>;
    };
    readonly reason?: string;
    readonly code?: number;
  };
}

/** The frames of a watch, one by one. */
interface Table {
  readonly columnDefinitions: readonly { readonly name: string }[] | null;
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

class Frames {
  private readonly reader;
  private text = "";

  constructor(response: Response) {
    this.reader = response.body!.getReader();
  }

  async next(): Promise<Frame | undefined> {
    for (;;) {
      const end = this.text.indexOf("\n");
      if (end >= 0) {
        const line = this.text.slice(0, end);
        this.text = this.text.slice(end + 1);
        if (line !== "") return JSON.parse(line) as Frame;
        continue;
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.text += Buffer.from(value).toString();
    }
  }

  /** The next frames as `ADDED a`. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) {
      const frame = await this.next();
      lines.push(
        frame
          ? `${frame.type} ${frame.object.metadata.name ?? frame.object.reason ?? ""}`.trim()
          : "end",
      );
      if (!frame) break;
    }
    return lines;
  }

  stop(): Promise<void> {
    return this.reader.cancel();
  }
}

const MAPS = "/api/v1/namespaces/default/configmaps";

async function write(method: string, path: string, body?: object): Promise<string> {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const response = await fetch(server.url + path, {
    method,
    headers: { "content-type": type },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (
    ((await response.json()) as { metadata?: { resourceVersion?: string } }).metadata
      ?.resourceVersion ?? ""
  );
}

const put = (name: string, labels: Record<string, string> = {}): Promise<string> =>
  write("POST", MAPS, { metadata: { name, labels } });

async function watch(query: string, path = MAPS): Promise<Frames> {
  const response = await fetch(`${server.url}${path}?watch=true&${query}`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "application/json",
  ]);
  return new Frames(response);
}

describe("a watch", () => {
  test("without a version, or with 0, begins with what is there", async () => {
    await put("a");
    for (const query of ["", "resourceVersion=0"]) {
      const frames = await watch(query);
      expect(await frames.lines(1)).toEqual(["ADDED a"]);
      await frames.stop();
    }
  });

  test("from a version sends only what came after", async () => {
    const first = await put("a");
    const second = await put("b");
    const frames = await watch(`resourceVersion=${first}`);
    expect(await frames.lines(1)).toEqual(["ADDED b"]);
    await write("PATCH", `${MAPS}/a`, { data: { x: "1" } });
    await write("DELETE", `${MAPS}/b`);
    expect(await frames.lines(2)).toEqual(["MODIFIED a", "DELETED b"]);
    await frames.stop();
    const later = await watch(`resourceVersion=${second}`);
    expect(await later.lines(2)).toEqual(["MODIFIED a", "DELETED b"]);
    await later.stop();
  });

  test("with sendInitialEvents marks the end of the initial objects, and goes on", async () => {
    await put("a");
    const frames = await watch(
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    );
    expect(await frames.lines(1)).toEqual(["ADDED a"]);
    const bookmark = await frames.next();
    expect(bookmark).toEqual({
      type: "BOOKMARK",
      object: {
        kind: "ConfigMap",
        apiVersion: "v1",
        metadata: {
          resourceVersion: String(server.store.resourceVersion),
          annotations: { "k8s.io/initial-events-end": "true" },
        },
      } as Frame["object"],
    });
    await put("b");
    expect(await frames.lines(1)).toEqual(["ADDED b"]);
    await frames.stop();
  });

  test("through a selector shows entering as ADDED and leaving as DELETED", async () => {
    const frames = await watch("labelSelector=app%3Dx");
    await put("a");
    await write("PATCH", `${MAPS}/a`, { metadata: { labels: { app: "x" } } });
    await write("PATCH", `${MAPS}/a`, { metadata: { labels: { app: "x", b: "c" } } });
    const left = await write("PATCH", `${MAPS}/a`, { metadata: { labels: { app: "y" } } });
    expect(await frames.lines(2)).toEqual(["ADDED a", "MODIFIED a"]);
    const gone = await frames.next();
    expect([gone?.type, gone?.object.metadata.resourceVersion]).toEqual(["DELETED", left]);
    await frames.stop();
  });

  test("of one object hears of no other", async () => {
    const old = "/api/v1/watch/namespaces/default/configmaps/b";
    const both = [
      await watch("resourceVersion=0", old),
      await watch("resourceVersion=0&fieldSelector=metadata.name=b"),
    ];
    await put("a");
    await put("b");
    for (const frames of both) {
      expect(await frames.lines(1)).toEqual(["ADDED b"]);
      await frames.stop();
    }
  });

  test("says columns once, and shows a bookmark as a row of nothing", async () => {
    await put("a");
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const parameters =
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const response = await fetch(`${server.url}${MAPS}?watch=true&${parameters}`, {
      headers: { accept },
    });
    const frames = new Frames(response);
    const seen = [await frames.next(), await frames.next()].map((frame) => {
      const table = frame?.object as unknown as Table | undefined;
      const columns = table?.columnDefinitions?.map(({ name }) => name);
      return [frame?.type, columns, table?.rows[0]?.cells.slice(0, 2)];
    });
    expect(seen).toEqual([
      ["ADDED", ["Name", "Data", "Age"], ["a", 0]],
      ["BOOKMARK", undefined, ["", 0]],
    ]);
    await frames.stop();
  });

  test("from a forgotten version says 410 in an event, and ends", async () => {
    const frames = await watch("resourceVersion=5");
    const frame = await frames.next();
    expect([frame?.type, frame?.object.code, frame?.object.reason]).toEqual([
      "ERROR",
      410,
      "Expired",
    ]);
    expect(await frames.next()).toBeUndefined();
  });

  test("ends when its time is up", async () => {
    const frames = await watch("timeoutSeconds=1");
    expect(await frames.next()).toBeUndefined();
  });

  test("as metadata only sends metadata only", async () => {
    await put("a");
    const response = await fetch(
      `${server.url}${MAPS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      {
        headers: { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" },
      },
    );
    const frames = new Frames(response);
    const [object, bookmark] = [await frames.next(), await frames.next()];
    expect([object?.object.kind, bookmark?.type, bookmark?.object.kind]).toEqual([
      "PartialObjectMetadata",
      "BOOKMARK",
      "PartialObjectMetadata",
    ]);
    await frames.stop();
  });

  test("needs sense in its parameters", async () => {
    const refused = await fetch(`${server.url}${MAPS}?watch=true&sendInitialEvents=true`);
    expect(refused.status).toBe(422);
    await refused.text();
  });

  test("sends thousands of initial objects, and what happens meanwhile once", async () => {
    const count = 1500;
    await Promise.all(Array.from({ length: count }, (_, at) => put(`m-${at}`)));
    const frames = await watch(
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
    );
    await Promise.all([put("late-1"), put("late-2")]);
    const seen = await frames.lines(count + 3);
    const added = seen.filter((line) => line.startsWith("ADDED"));
    expect(new Set(added).size).toBe(count + 2);
    expect(seen.filter((line) => line.startsWith("BOOKMARK"))).toHaveLength(1);
    await frames.stop();
  });
});
