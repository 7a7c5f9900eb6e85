// Bytes in chunks as they arrive, taken out in the pieces a protocol is made of.

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

  /** A view of all bytes that are buffered; valid until the next call. */
  view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }

  /** Removes and returns the first `count` bytes, which must have arrived. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(0, count);
    this.bytes = this.bytes.subarray(count);
    return taken;
  }
}

/** A new array with the bytes of all parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatAll(parts);
}

/** As `concat`, of more parts than a call may have arguments. */
export function concatAll(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
