// What goes out in one piece: text, or bytes to clients that prefer protobuf.

import { concatAll } from "../../base/index.ts";

export type Chunk = string | Uint8Array<ArrayBuffer>;

/** Chunks that follow each other as one: all are text, or none is. */
export function joined(chunks: readonly Chunk[]): Chunk {
  const [first = ""] = chunks;
  if (chunks.length === 1) return first;
  if (typeof first === "string") return chunks.join("");
  return concatAll(chunks as readonly Uint8Array[]);
}

/** The text of a chunk. */
export function textOf(chunk: Chunk): string {
  return typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
}
