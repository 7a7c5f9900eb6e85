// A client of SPDY/3.1, as much of one as the tests need: it opens streams and collects what comes on each.

import { connect } from "node:net";
import { constants, createDeflate } from "node:zlib";
import { concat } from "../base/index.ts";
import { spdyDictionary } from "./wire/spdy-dictionary.ts";
import { SpdyFrameReader, dataFrame } from "./wire/spdy-frames.ts";
import { blockOf } from "./wire/spdy-headers.ts";

export interface SpdyClient {
  /** The protocol the server chose, or the status line of its refusal. */
  readonly answer: string;
  open(id: number, headers: Readonly<Record<string, string>>): Promise<void>;
  send(id: number, text: string, isFinal?: boolean): void;
  /** All that came on a stream, once the server has ended it. */
  received(id: number): Promise<string>;
  close(): void;
}

export async function spdyClient(
  port: number,
  path: string,
  protocol: string,
): Promise<SpdyClient> {
  const socket = connect(port, "127.0.0.1");
  const deflate = createDeflate({ dictionary: spdyDictionary, flush: constants.Z_SYNC_FLUSH });
  const packed: Uint8Array[] = [];
  deflate.on("data", (chunk: Uint8Array) => packed.push(chunk));
  const reader = new SpdyFrameReader();
  const streams = new Map<number, { text: string; ended: PromiseWithResolvers<string> }>();
  const stream = (id: number) => {
    const found = streams.get(id) ?? { text: "", ended: Promise.withResolvers<string>() };
    streams.set(id, found);
    return found;
  };
  const answered = Promise.withResolvers<string>();
  let head: string | undefined = "";
  socket.on("data", (chunk: Uint8Array) => {
    let rest = chunk;
    if (head !== undefined) {
      head += Buffer.from(chunk).toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      const chosen = /x-stream-protocol-version: (.*)\r/i.exec(head)?.[1];
      answered.resolve(chosen ?? head.slice(0, head.indexOf("\r\n")));
      if (chosen === undefined) return void socket.destroy();
      rest = Buffer.from(head.slice(end + 4), "latin1");
      head = undefined;
    }
    for (const frame of reader.read(rest)) {
      if (frame.kind !== "data") continue;
      const { text, ended } = stream(frame.streamId);
      const longer = text + new TextDecoder().decode(frame.data);
      streams.set(frame.streamId, { text: longer, ended });
      if (frame.isFinal) ended.resolve(longer);
    }
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: kubelet\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n` +
      `X-Stream-Protocol-Version: ${protocol}\r\nContent-Length: 0\r\n\r\n`,
  );
  return {
    answer: await answered.promise,
    async open(id, headers) {
      await new Promise<void>((resolve) =>
        deflate.write(blockOf(new Map(Object.entries(headers))), () => resolve()),
      );
      const block = concat(...packed.splice(0));
      const frame = new Uint8Array(18);
      const view = new DataView(frame.buffer);
      view.setUint32(0, 0x8003_0001);
      view.setUint32(4, 10 + block.length);
      view.setUint32(8, id);
      socket.write(concat(frame, block));
    },
    send: (id, text, isFinal = false) =>
      void socket.write(dataFrame(id, Buffer.from(text), isFinal)),
    received: (id) => stream(id).ended.promise,
    close: () => void socket.destroy(),
  };
}
