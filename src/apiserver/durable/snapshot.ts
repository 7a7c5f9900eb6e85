// The whole state as one file, written beside the server's other work and renamed into place when it is complete, so that
// the log before it can go.

import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { StoredObject } from "../store/stored-object.ts";
import { SNAPSHOT_HEADER, snapshotName, syncDirectory, unfinishedName } from "./files.ts";
import { RecordBuffer } from "./record.ts";

/** The objects of one moment; they never change, so this can be written while the store goes on. */
export interface State {
  readonly resourceVersion: number;
  readonly collections: readonly {
    readonly name: string;
    readonly objects: readonly StoredObject[];
  }[];
}

/** Bytes written in one go; between two of them requests have their turn. */
const SLICE_BYTES = 512 * 1024;

/** Writes `state` as snapshot `number` once `settled` says that nothing of it can be lost; returns its bytes. */
export async function writeSnapshot(
  directory: string,
  number: number,
  state: State,
  settled: () => Promise<void>,
): Promise<number> {
  const name = snapshotName(number);
  const unfinished = join(directory, unfinishedName(name));
  const bytes = await writeState(unfinished, state);
  await settled();
  await rename(unfinished, join(directory, name));
  syncDirectory(directory);
  return bytes;
}

async function writeState(path: string, state: State): Promise<number> {
  const file = await open(path, "w", 0o600);
  try {
    let position = (await file.write(SNAPSHOT_HEADER)).bytesWritten;
    const buffer = new RecordBuffer();
    const flush = async (): Promise<void> => {
      const bytes = buffer.seal(0);
      for (let written = 0; written < bytes.length;)
        written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
      position += bytes.length;
      buffer.clear();
    };
    let count = 0;
    for (const { name, objects } of state.collections)
      for (const { resourceVersion, text } of objects) {
        buffer.add({ type: "ADDED", resourceVersion, collection: name, text });
        count++;
        if (buffer.length > SLICE_BYTES) await flush();
      }
    const { resourceVersion } = state;
    buffer.add({ type: "SEAL", resourceVersion, collection: "", text: String(count) });
    await flush();
    await file.sync();
    return position;
  } finally {
    await file.close();
  }
}
