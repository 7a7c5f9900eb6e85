import { describe, expect, test } from "bun:test";
import { createDeflate, constants, createInflate } from "node:zlib";
import * as fc from "fast-check";
import { ByteQueue } from "./byte-queue.ts";
import { spdyDictionary } from "./spdy-dictionary.ts";
import {
  FRAME_BYTES_MAX,
  SpdyFrameReader,
  dataFrame,
  goAwayFrame,
  pingFrame,
  rstStreamFrame,
} from "./spdy-frames.ts";
import { HeaderInflater, HeaderStore, blockOf, headersOf } from "./spdy-headers.ts";

const utf8 = new TextEncoder();

/** The same bytes, cut into pieces as a network might. */
function* pieces(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((left, right) => left - right)) {
    const to = Math.min(cut, bytes.length);
    if (to > from) yield bytes.subarray(from, to);
    from = Math.max(from, to);
  }
  yield bytes.subarray(from);
}

describe("SPDY frames", () => {
  test("the dictionary is the draft's", () => {
    expect(spdyDictionary.length).toBe(1423);
    // The checksum that compressed streams carry for it.
    expect(Bun.hash.adler32(spdyDictionary).toString(16)).toBe("e3c6a7c2");
  });

  test("come out as they went in, wherever the network cuts them", () => {
    const sent = new Uint8Array([
      ...dataFrame(1, utf8.encode("hello"), false),
      ...pingFrame(7),
      ...dataFrame(3, new Uint8Array(0), true),
      ...rstStreamFrame(5, 1),
      ...goAwayFrame(5),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(sent.length)), (cuts) => {
        const reader = new SpdyFrameReader();
        const frames = [...pieces(sent, cuts)].flatMap((piece) => reader.read(piece));
        expect(frames.map(({ kind }) => kind)).toEqual([
          "data",
          "ping",
          "data",
          "rstStream",
          "goAway",
        ]);
        expect(frames[0]).toEqual({
          kind: "data",
          streamId: 1,
          isFinal: false,
          data: utf8.encode("hello"),
        });
        expect(frames[1]).toEqual({ kind: "ping", id: 7 });
        expect(frames[2]).toMatchObject({ streamId: 3, isFinal: true });
      }),
    );
  });

  test("of another version, or too large, are refused", () => {
    const read = (...bytes: number[]) => new SpdyFrameReader().read(new Uint8Array(bytes));
    expect(() => read(0x80, 2, 0, 1, 0, 0, 0, 0)).toThrow("not a frame of SPDY/3");
    const length = FRAME_BYTES_MAX + 1;
    expect(() => read(0, 0, 0, 1, 0, length >> 16, (length >> 8) & 255, length & 255)).toThrow(
      "too large",
    );
  });
});

describe("SPDY headers", () => {
  const headers = new Map([
    ["streamtype", "error"],
    ["port", "8080"],
    ["requestid", "0"],
  ]);

  test("packed with the dictionary, block after block, are read", async () => {
    const deflate = createDeflate({
      dictionary: spdyDictionary,
      flush: constants.Z_SYNC_FLUSH,
    });
    const packed: Buffer[] = [];
    deflate.on("data", (chunk: Buffer) => packed.push(chunk));
    const pack = async (block: Uint8Array): Promise<Uint8Array> => {
      await new Promise<void>((resolve) => deflate.write(block, () => resolve()));
      return Buffer.concat(packed.splice(0));
    };
    const inflater = new HeaderInflater();
    const second = new Map([...headers, ["requestid", "1"]]);
    for (const wanted of [headers, second, headers])
      expect(await inflater.read(await pack(blockOf(wanted)))).toEqual(wanted);
    inflater.close();
  });

  test("stored by us are read by any inflater", async () => {
    const store = new HeaderStore();
    const inflate = createInflate({ flush: constants.Z_SYNC_FLUSH });
    const out: Buffer[] = [];
    inflate.on("data", (chunk: Buffer) => out.push(chunk));
    for (const wanted of [new Map<string, string>(), headers]) {
      await new Promise<void>((resolve) => inflate.write(store.write(wanted), () => resolve()));
      expect(headersOf(Buffer.concat(out.splice(0)))).toEqual(wanted);
    }
  });

  test("cut short, or no compression at all, are refused", async () => {
    const block = blockOf(headers);
    expect(() => headersOf(block.subarray(0, block.length - 1))).toThrow(RangeError);
    const inflater = new HeaderInflater();
    expect(inflater.read(utf8.encode("no zlib"))).rejects.toThrow();
  });
});

describe("a byte queue", () => {
  test("makes its writer wait for its reader", async () => {
    const queue = new ByteQueue();
    let pushed = false;
    void queue.push(new Uint8Array(300 * 1024)).then(() => (pushed = true));
    await Bun.sleep(0);
    expect(pushed).toBe(false);
    queue.end();
    for await (const chunk of queue) expect(chunk.length).toBe(300 * 1024);
    await Bun.sleep(0);
    expect(pushed).toBe(true);
  });

  test("that nobody reads throws away", async () => {
    const queue = new ByteQueue();
    queue.discard();
    await queue.push(new Uint8Array(1024 * 1024));
    queue.end();
    for await (const _ of queue) expect.unreachable();
  });
});
