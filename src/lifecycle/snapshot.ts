// Saves a cluster's data to one file and restores it: the files as they lie on disk, copied while the cluster is stopped,
// so that resourceVersions, owners and history are exactly what they were.

import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, fail, messageOf } from "../base/index.ts";
import type { ClusterFolder } from "./folder.ts";
import { type ClusterSpec, readSpec } from "./spec.ts";

/** File in the archive that says which provider's data it is. */
const ABOUT = "kwokbench-snapshot.json";

interface About {
  readonly formatVersion: 1;
  readonly provider: ClusterSpec["request"]["provider"];
  readonly savedAt: string;
}

const dataOf = (folder: ClusterFolder): string => join(folder.runDirectory, "data");

/** Writes a gzipped tar archive; the cluster must be stopped. */
export async function saveSnapshot(folder: ClusterFolder, file: string): Promise<void> {
  const { request } = readSpec(folder);
  const data = dataOf(folder);
  const about: About = {
    formatVersion: 1,
    provider: request.provider,
    savedAt: new Date().toISOString(),
  };
  const files: Record<string, Uint8Array | string> = { [ABOUT]: JSON.stringify(about) };
  for (const path of readdirSync(data, { recursive: true }) as string[])
    if (statSync(join(data, path)).isFile())
      files[`data/${path}`] = await Bun.file(join(data, path)).bytes();
  const partial = `${file}.partial`;
  try {
    await Bun.Archive.write(partial, files, { compress: "gzip" });
    // It contains the cluster's private keys.
    chmodSync(partial, 0o600);
  } catch (error) {
    rmSync(partial, { force: true });
    fail(
      `the snapshot could not be written to ${file}: ${messageOf(error)}`,
      "free some space, or give another file",
      exitCodes.incomplete,
    );
  }
  renameSync(partial, file);
}

/** Replaces the data of a stopped cluster with a snapshot's. Rejects with FailureError for a file that is not one, and then changes nothing. */
export async function restoreSnapshot(folder: ClusterFolder, file: string): Promise<void> {
  const { request } = readSpec(folder);
  const fresh = join(folder.runDirectory, "restored");
  rmSync(fresh, { recursive: true, force: true });
  const about = await extract(file, fresh);
  if (about.provider !== request.provider) {
    rmSync(fresh, { recursive: true, force: true });
    fail(
      `${file} is of a cluster with the provider "${about.provider}", and "${folder.name}" has "${request.provider}"`,
      `restore it into a cluster created with --provider ${about.provider}`,
    );
  }
  rmSync(dataOf(folder), { recursive: true, force: true });
  renameSync(join(fresh, "data"), dataOf(folder));
  rmSync(fresh, { recursive: true, force: true });
}

async function extract(file: string, into: string): Promise<About> {
  if (!existsSync(file)) fail(`there is no file ${file}`, "give the path of a snapshot");
  try {
    await new Bun.Archive(await Bun.file(file).bytes()).extract(into);
    if (!existsSync(join(into, "data"))) throw new Error("there is no data in it");
    return (await Bun.file(join(into, ABOUT)).json()) as About;
  } catch (error) {
    rmSync(into, { recursive: true, force: true });
    return fail(
      `${file} is not a snapshot: ${messageOf(error)}`,
      "give a file that `kwokbench cluster snapshot save` wrote",
    );
  }
}
