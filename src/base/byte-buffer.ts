// Bytes as they arrive, taken out in the pieces a protocol is made of.

export class ByteBuffer {
  private bytes = new Uint8Array(0);

  get length(): number {
    return this.bytes.length;
  }

  append(chunk: Uint8Array): void {
    if (this.bytes.length === 0) {
      this.bytes = new Uint8Array(chunk);
      return;
    }
    const joined = new Uint8Array(this.bytes.length + chunk.length);
    joined.set(this.bytes);
    joined.set(chunk, this.bytes.length);
    this.bytes = joined;
  }

  /** A view of what is there; do not keep it beyond the next call. */
  view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }

  /** Removes the first `count` bytes, which must be there. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(0, count);
    this.bytes = this.bytes.subarray(count);
    return taken;
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
