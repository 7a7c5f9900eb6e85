// What goes out in one piece: text, or bytes to clients that prefer protobuf.

export type Chunk = string | Uint8Array<ArrayBuffer>;

/** Chunks that follow each other as one: all are text, or none is. */
export function joined(chunks: readonly Chunk[]): Chunk {
  const [first = ""] = chunks;
  if (chunks.length === 1) return first;
  if (typeof first === "string") return chunks.join("");
  const bytes = chunks as readonly Uint8Array[];
  const whole = new Uint8Array(bytes.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The text of a chunk. */
export function textOf(chunk: Chunk): string {
  return typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
}
