// The API server killed at any moment: what it acknowledged is there again, and what a watch saw, and nothing is half done.

import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyFolder, eventually, run, start, type Started } from "./program.ts";

const KILLS = 5;
const WRITERS = 24;
const PATH = "/api/v1/namespaces/default/configmaps";

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data: { readonly step: string; readonly padding: string };
}

/** What is known of one object: the last acknowledged step, and the one whose answer never came. */
interface Known {
  acknowledged: number;
  asked: number;
}

const GONE = -1;

async function serve(folder: string): Promise<{ url: string; server: Started }> {
  const kubeconfig = join(folder, "kubeconfig");
  const listen = ["--listen", "127.0.0.1:0", "--write-kubeconfig", kubeconfig];
  const server = start(folder, "apiserver", "--data", "data", ...listen);
  await eventually("a kubeconfig", () => existsSync(kubeconfig));
  const { clusters } = JSON.parse(readFileSync(kubeconfig, "utf8"));
  const { url } = { url: clusters[0].cluster.server as string };
  await Bun.file(kubeconfig).delete();
  return { url, server };
}

/** Creates, updates and deletes one object after the other until the server is gone. */
async function writer(url: string, name: string, known: Map<string, Known>): Promise<void> {
  for (let count = 0; ; count++) {
    const object = `${name}-${count}`;
    const state = { acknowledged: GONE, asked: GONE };
    known.set(object, state);
    // The third of a life ends at each of the steps; padding makes records of many sizes.
    const steps = count % 3 === 0 ? [0, 1, 2, GONE] : count % 3 === 1 ? [0, 1, 2] : [0];
    for (const step of steps) {
      state.asked = step;
      const padding = "x".repeat((count * 977 + (step + 1) * 311) % 5000);
      const body = JSON.stringify({
        metadata: { name: object },
        data: { step: String(step), padding },
      });
      const method = step === GONE ? "DELETE" : step === 0 ? "POST" : "PUT";
      const response = await fetch(`${url}${PATH}${step === 0 ? "" : `/${object}`}`, {
        method,
        ...(step !== GONE && { body }),
        headers: { "content-type": "application/json" },
      });
      await response.text();
      if (!response.ok) throw new Error(`${method} ${object}: ${response.status}`);
      state.acknowledged = step;
    }
  }
}

/** The newest version of each object that a watch told of. */
async function watcher(url: string, seen: Map<string, string>): Promise<void> {
  const response = await fetch(`${url}${PATH}?watch=1`);
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    for (const line of lines.filter(Boolean)) {
      const { object } = JSON.parse(line) as { object: ConfigMap };
      seen.set(object.metadata.name, object.metadata.resourceVersion);
    }
  }
}

test("every acknowledged write survives SIGKILL, again and again", async () => {
  using folder = emptyFolder();
  const known = new Map<string, Known>();
  const seen = new Map<string, string>();
  let revision = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    const { url, server } = await serve(folder.path);
    const list = (await (await fetch(url + PATH)).json()) as {
      metadata: { resourceVersion: string };
      items: ConfigMap[];
    };
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThanOrEqual(revision);
    const present = new Map(list.items.map((item) => [item.metadata.name, item]));
    for (const [name, { acknowledged, asked }] of known) {
      const step = Number(present.get(name)?.data.step ?? GONE);
      expect([acknowledged, asked], name).toContain(step);
      // From here on, what was found is what is known.
      known.set(name, { acknowledged: step, asked: step });
    }
    for (const [name, version] of seen)
      if (present.has(name))
        expect(Number(present.get(name)!.metadata.resourceVersion)).toBeGreaterThanOrEqual(
          Number(version),
        );
      else expect(known.get(name)!.acknowledged).toBe(GONE);
    for (const name of present.keys())
      if (name !== "kube-root-ca.crt") expect(known.has(name)).toBe(true);
    revision = Number(list.metadata.resourceVersion);
    if (kill === KILLS) {
      server.kill("SIGTERM");
      expect((await server.ended).exitCode).toBe(0);
      break;
    }
    let isKilled = false;
    const failures: unknown[] = [];
    const untilKilled = (error: unknown): void => {
      if (!isKilled) failures.push(error);
    };
    const wanted = known.size + 40 + 60 * kill;
    const work = [
      watcher(url, seen).catch(untilKilled),
      ...Array.from({ length: WRITERS }, (_, at) =>
        writer(url, `k${kill}-w${at}`, known).catch(untilKilled),
      ),
    ];
    const isLoaded = (): boolean => known.size >= wanted && seen.size > 0;
    await eventually("some load", () => failures.length > 0 || isLoaded(), 30_000);
    isKilled = true;
    server.kill("SIGKILL");
    await server.ended;
    await Promise.all(work);
    expect(failures).toEqual([]);
  }
  expect(known.size).toBeGreaterThan(KILLS * 40);
}, 120_000);

test("a damaged directory is refused with file and offset; a second server too", async () => {
  using folder = emptyFolder();
  const first = await serve(folder.path);
  const second = await run(folder.path, "apiserver", "--listen", "127.0.0.1:0", "--data", "data");
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toContain("another API server uses the data directory data");
  first.server.kill("SIGTERM");
  await first.server.ended;
  const log = join(folder.path, "data", "log-00000001");
  const bytes = readFileSync(log);
  bytes[bytes.indexOf('"kube-system"')] = 0;
  await Bun.write(log, bytes);
  const third = await run(folder.path, "apiserver", "--listen", "127.0.0.1:0", "--data", "data");
  expect(third.exitCode).toBe(1);
  expect(third.stderr).toMatch(
    /data\/log-00000001 at byte \d+: a record that had been kept is damaged/,
  );
  expect(readFileSync(log)).toEqual(bytes);
}, 60_000);
