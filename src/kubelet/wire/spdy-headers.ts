// The header blocks of SPDY/3: name and value pairs, compressed in one stream per direction for the whole connection.

import { constants, createInflate, type Inflate } from "node:zlib";
import { concat } from "../../base/index.ts";
import { spdyDictionary } from "./spdy-dictionary.ts";

export type SpdyHeaders = ReadonlyMap<string, string>;

/** A block that unpacks to more ends the connection. */
const BLOCK_BYTES_MAX = 64 * 1024;

/** Unpacks the blocks of one direction, which must be given in the order they came. */
export class HeaderInflater {
  private readonly inflate: Inflate;
  private chunks: Uint8Array[] = [];
  private bytes = 0;
  private error: Error | undefined;
  private wake: (() => void) | undefined;

  constructor() {
    this.inflate = createInflate({
      dictionary: spdyDictionary,
      flush: constants.Z_SYNC_FLUSH,
    });
    this.inflate.on("data", (chunk: Uint8Array) => {
      this.bytes += chunk.length;
      if (this.bytes > BLOCK_BYTES_MAX) this.error = new Error("a header block is too large");
      else this.chunks.push(chunk);
    });
    this.inflate.on("error", (error) => {
      this.error = error;
      this.wake?.();
    });
  }

  /** Rejects when the block cannot be unpacked. */
  async read(block: Uint8Array): Promise<SpdyHeaders> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.inflate.write(block, () => resolve());
    });
    if (this.error) throw this.error;
    const unpacked = concat(...this.chunks);
    this.chunks = [];
    this.bytes = 0;
    return headersOf(unpacked);
  }

  close(): void {
    this.inflate.destroy();
  }
}

/** The pairs of an unpacked block; names in lower case. Throws RangeError on a block that is cut short. */
export function headersOf(block: Uint8Array): SpdyHeaders {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const decoder = new TextDecoder();
  let at = 0;
  const text = (): string => {
    const length = view.getUint32(at);
    if (at + 4 + length > block.length) throw new RangeError("a header block is cut short");
    at += 4 + length;
    return decoder.decode(block.subarray(at - length, at));
  };
  const count = view.getUint32(0);
  at = 4;
  const headers = new Map<string, string>();
  for (let pair = 0; pair < count; pair++) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

/** Packs blocks by storing them: what a server says in headers is a few bytes, and any inflater reads it. */
export class HeaderStore {
  private isFirst = true;

  write(headers: SpdyHeaders): Uint8Array {
    const block = blockOf(headers);
    const zlibHead = this.isFirst ? [0x78, 0x01] : [];
    this.isFirst = false;
    return concat(new Uint8Array(zlibHead), storedBlock(block), storedBlock(new Uint8Array(0)));
  }
}

/**
 * A block of deflate that stores its bytes and is not the last: its length, and its length's complement. An empty one
 * after the others is what tells a reader to hand over what it has (Go's waits for it).
 */
function storedBlock(bytes: Uint8Array): Uint8Array {
  const [low, high] = [bytes.length & 0xff, bytes.length >> 8];
  return concat(new Uint8Array([0, low, high, low ^ 0xff, high ^ 0xff]), bytes);
}

export function blockOf(headers: SpdyHeaders): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [uint32(headers.size)];
  for (const pair of headers)
    for (const text of pair) {
      const bytes = encoder.encode(text);
      parts.push(uint32(bytes.length), bytes);
    }
  return concat(...parts);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
