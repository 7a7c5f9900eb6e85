// Bytes that came and were not taken yet: bounded, since whoever pushes waits for room.

/** Bytes one stream may hold before its connection is not read any further. */
export const QUEUE_BYTES_MAX = 256 * 1024;

export class ByteQueue implements AsyncIterable<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private sizeBytes = 0;
  private isEnded = false;
  private isDiscarding = false;
  private wakeReader: (() => void) | undefined;
  private wakeWriter: (() => void) | undefined;

  /** Resolves when there is room for more. One writer at a time. */
  async push(bytes: Uint8Array): Promise<void> {
    if (this.isEnded || this.isDiscarding || bytes.length === 0) return;
    this.chunks.push(bytes);
    this.sizeBytes += bytes.length;
    this.wakeReader?.();
    if (this.sizeBytes > QUEUE_BYTES_MAX)
      await new Promise<void>((resolve) => (this.wakeWriter = resolve));
  }

  /** What was pushed can still be read; then the reading ends. */
  end(): void {
    this.isEnded = true;
    this.wakeReader?.();
    this.wakeWriter?.();
  }

  /** Nobody reads (any more): what is held goes, and what comes goes too. */
  discard(): void {
    this.isDiscarding = true;
    this.chunks.length = 0;
    this.sizeBytes = 0;
    this.wakeWriter?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk) {
        this.sizeBytes -= chunk.length;
        if (this.sizeBytes <= QUEUE_BYTES_MAX) this.wakeWriter?.();
        yield chunk;
      } else if (this.isEnded) return;
      else await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
  }
}
