// A log file as it is, and, where wanted, as it grows.

import { closeSync, openSync, readSync } from "node:fs";

const POLL_MS = 200;
const PIECE_BYTES = 64 * 1024;

/** Hands out the file's bytes; with `follow`, goes on until the signal. */
export async function followLog(
  file: string,
  options: { readonly follow: boolean; readonly signal: AbortSignal },
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  const descriptor = openSync(file, "r");
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    for (;;) {
      const length = readSync(descriptor, buffer);
      if (length > 0) write(buffer.slice(0, length));
      else if (!options.follow || options.signal.aborted) return;
      else await Bun.sleep(POLL_MS);
    }
  } finally {
    closeSync(descriptor);
  }
}
