// Clients that hold on, let go in the middle, or never finish: the API server answers everybody else meanwhile, and keeps
// nothing of them when they are gone.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, eventually, start, type Started } from "./program.ts";

const WATCHES_WANTED = 10_000;
/** Files that a process has open besides its connections, generously. */
const OTHER_FILES = 400;
const CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

let folder: ReturnType<typeof emptyFolder>;
let server: Started;
let url: string;
let port: number;

beforeEach(async () => {
  folder = emptyFolder();
  const kubeconfig = join(folder.path, "kubeconfig");
  server = start(
    folder.path,
    "apiserver",
    "--listen",
    "127.0.0.1:0",
    "--write-kubeconfig",
    kubeconfig,
  );
  await eventually(
    "a kubeconfig",
    () => existsSync(kubeconfig) && readFileSync(kubeconfig).length > 0,
  );
  url = JSON.parse(readFileSync(kubeconfig, "utf8")).clusters[0].cluster.server;
  port = Number(new URL(url).port);
});

afterEach(async () => {
  server.kill("SIGTERM");
  const { exitCode, stderr } = await server.ended;
  folder[Symbol.dispose]();
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
});

interface Queues {
  readonly requests: { readonly mutating: number; readonly readOnly: number };
  readonly resources: { readonly configmaps: { readonly watches: { readonly watchers: number } } };
  readonly memory: { readonly heapObjects: number };
}

async function queues(query = ""): Promise<Queues> {
  return (await (await fetch(`${url}/debug/queues${query}`)).json()) as Queues;
}

/** Objects in use, garbage collected. */
const heapObjects = async (): Promise<number> => (await queues("?gc=1")).memory.heapObjects;

/** Waits until what the server says of itself is as `isAsExpected` wants it. */
async function until(
  what: string,
  isAsExpected: (queues: Queues) => boolean | Promise<boolean>,
): Promise<void> {
  let last: Queues | undefined;
  for (let tried = 0; tried < 600; tried++) {
    if (await isAsExpected((last = await queues()))) return;
    await Bun.sleep(100);
  }
  throw new Error(`never ${what}: ${JSON.stringify(last)}`);
}

function create(name: string): Promise<Response> {
  return fetch(url + CONFIG_MAPS, {
    method: "POST",
    body: JSON.stringify({ metadata: { name } }),
    headers: { "content-type": "application/json" },
  });
}

interface Connection {
  write(text: string): void;
  destroy(): void;
}

/** A connection on which `text` was sent. */
async function dial(text: string, onData: (text: string) => void = () => {}): Promise<Connection> {
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: { data: (_, bytes) => onData(bytes.toString("latin1")) },
  });
  socket.write(text);
  return { write: (text) => void socket.write(text), destroy: () => socket.terminate() };
}

function filesMax(): number {
  if (process.platform !== "linux") return 1000;
  const limits = readFileSync("/proc/self/limits", "latin1");
  return Number(/Max open files +(\d+)/.exec(limits)?.[1]);
}

const request = (method: string, path: string, more = ""): string =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;

test("thousands of idle watches are told, disturb nobody, and leave nothing", async () => {
  const most = Math.min(WATCHES_WANTED, filesMax() - OTHER_FILES);
  let heapObjectsBefore: number | undefined;
  // A few first: whatever is made once is made then.
  for (const count of [200, most]) {
    let told = 0;
    const name = `for-${count}`;
    const mark = `"name":"${name}"`;
    const { metadata } = (await (await fetch(url + CONFIG_MAPS)).json()) as {
      metadata: { resourceVersion: string };
    };
    const path = `${CONFIG_MAPS}?watch=1&resourceVersion=${metadata.resourceVersion}`;
    const sockets: Connection[] = [];
    while (sockets.length < count) {
      const more = Math.min(200, count - sockets.length);
      const opened = Array.from({ length: more }, () =>
        dial(request("GET", path), (text) => void (told += text.includes(mark) ? 1 : 0)),
      );
      sockets.push(...(await Promise.all(opened)));
    }
    await until("all watching", ({ resources }) => resources.configmaps.watches.watchers === count);
    expect((await create(name)).status).toBe(201);
    expect((await fetch(`${url}/api/v1/nodes`)).status).toBe(200);
    await eventually("an event for each", () => told === count, 60_000);
    for (const socket of sockets) socket.destroy();
    await until("all gone", ({ resources }) => resources.configmaps.watches.watchers === 0);
    // What stayed of a watch would be several objects.
    const bound = (heapObjectsBefore ?? Infinity) + count;
    await until("as small as before", async () => (await heapObjects()) < bound);
    heapObjectsBefore = await heapObjects();
  }
}, 180_000);

test("requests that are cut in the middle are forgotten", async () => {
  const beginnings = [
    "",
    "G",
    "GET /api/v1/pods HTTP/1.1\r\nHost: x\r\n",
    request("POST", CONFIG_MAPS, "Content-Type: application/json\r\nContent-Length: 1000\r\n") +
      '{"metadata"',
    request(
      "POST",
      CONFIG_MAPS,
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
    ) + "5\r\n{",
    request("PUT", `${CONFIG_MAPS}/a`, "Content-Length: 99999999999999999999\r\n"),
    request("POST", CONFIG_MAPS, "Transfer-Encoding: chunked\r\n") + "zz\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET /readyz HTTP/1.1\r\n${"X: y\r\n".repeat(5000)}\r\n`,
  ];
  for (let round = 0; round < 20; round++) {
    const sockets = await Promise.all(beginnings.map((text) => dial(text)));
    expect((await create(`round-${round}`)).status).toBe(201);
    for (const socket of sockets) socket.destroy();
  }
  await until(
    "nothing in flight",
    ({ requests: { mutating, readOnly } }) => mutating === 0 && readOnly === 1,
  );
}, 60_000);

test("requests that arrive byte by byte hold up nobody, and are answered when they are complete", async () => {
  const text = request("GET", "/version", "X-Slow: yes\r\nConnection: close\r\n");
  const answers: string[] = [];
  const slow = Array.from({ length: 100 }, async (_, at) => {
    answers[at] = "";
    const socket = await dial("", (answer) => void (answers[at] += answer));
    for (const byte of text) {
      socket.write(byte);
      await Bun.sleep(5);
    }
    return socket;
  });
  for (let at = 0; at < 50; at++) expect((await create(`fast-${at}`)).status).toBe(201);
  const sockets = await Promise.all(slow);
  await eventually(
    "answers to all",
    () => answers.every((answer) => answer.includes("gitVersion")),
    60_000,
  );
  for (const socket of sockets) socket.destroy();
}, 120_000);
