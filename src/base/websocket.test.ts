import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { acceptKey } from "./websocket.ts";
import {
  WebSocketError,
  WebSocketFrameReader,
  closeFrame,
  maskedFrame,
  opcodes,
  webSocketFrame,
} from "./websocket-frames.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const mask = new Uint8Array([1, 2, 3, 4]);

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

describe("WebSocket frames", () => {
  test("the handshake's key is answered as RFC 6455 has it in its example", () => {
    expect(acceptKey("dGhlIHNhbXBsZSBub25jZQ==")).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  test("come out as they went in, wherever the network cuts them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 70_000, size: "large" }), { maxLength: 4 }),
        fc.array(fc.nat(1000)),
        (payloads, cuts) => {
          const sent = payloads.map((payload) =>
            maskedFrame(webSocketFrame(opcodes.binary, payload), mask),
          );
          const reader = new WebSocketFrameReader("server");
          const bytes = new Uint8Array(sent.flatMap((frame) => [...frame]));
          const frames = [...pieces(bytes, cuts)].flatMap((piece) => reader.read(piece));
          expect(frames.map(({ payload }) => [...payload])).toEqual(
            payloads.map((payload) => [...payload]),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  test("that break the protocol are refused", () => {
    const refused = (...bytes: number[]): void => {
      expect(() => new WebSocketFrameReader("server").read(new Uint8Array(bytes))).toThrow(
        WebSocketError,
      );
    };
    refused(0x82, 0x01, 0x00); // not masked
    refused(0xc2, 0x80, 0, 0, 0, 0); // an extension's bit
    refused(0x89, 0xfe, 0, 200, 0, 0, 0, 0); // a ping of 200 bytes
    refused(0x09, 0x80, 0, 0, 0, 0); // a ping in parts
    refused(0x82, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0); // 2 GiB
  });

  test("of a server are read by a client, and not the other way round", () => {
    const frame = webSocketFrame(opcodes.binary, new Uint8Array([1, 2, 3]));
    const [read] = new WebSocketFrameReader("client").read(frame);
    expect([...read!.payload]).toEqual([1, 2, 3]);
    expect(() => new WebSocketFrameReader("client").read(maskedFrame(frame, mask))).toThrow(
      WebSocketError,
    );
  });

  test("a close says why", () => {
    const [frame] = new WebSocketFrameReader("server").read(
      maskedFrame(closeFrame(1002, "why"), mask),
    );
    expect(frame?.opcode).toBe(opcodes.close);
    expect([...frame!.payload.subarray(0, 2)]).toEqual([0x03, 0xea]);
    expect(text(frame!.payload.subarray(2))).toBe("why");
  });
});
