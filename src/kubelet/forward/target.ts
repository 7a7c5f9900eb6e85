// The other end of a forwarded port: an address, or a command whose standard input and output are the connection.

import { connect } from "node:net";
import { socketChannel, type ByteChannel } from "../../base/index.ts";
import { endSession } from "../remote/end-session.ts";
import type { ForwardTarget } from "../settings/types.ts";

const CONNECT_MS_MAX = 10_000;

/** Rejects with a sentence when nobody is there. */
export function openTarget(target: ForwardTarget): Promise<ByteChannel> {
  switch (target.kind) {
    case "address":
      return dial(target.address, target.port);
    case "command":
      return start(target.argv);
  }
}

function dial(host: string, port: number): Promise<ByteChannel> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true });
    const failed = (why: string): void => {
      socket.destroy();
      reject(new Error(`${host}:${port} cannot be reached: ${why}`));
    };
    const timer = setTimeout(() => failed("no answer"), CONNECT_MS_MAX);
    socket.once("error", ({ message }) => {
      clearTimeout(timer);
      failed(message);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners("error");
      resolve(socketChannel(socket, new Uint8Array(0)));
    });
  });
}

async function start(argv: readonly string[]): Promise<ByteChannel> {
  const child = Bun.spawn([...argv], {
    // Not the kubelet's own environment, which may hold what a pod should not see.
    env: { PATH: process.env["PATH"] ?? "" },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
    detached: true,
  });
  const closing = new AbortController();
  const kill = (): void => {
    closing.abort();
    endSession(child.pid);
  };
  return {
    closed: closing.signal,
    write: async (bytes) => {
      try {
        await child.stdin.write(bytes);
        await child.stdin.flush();
      } catch {
        // It does not read any more.
      }
    },
    receive: (listener) =>
      void (async () => {
        try {
          for await (const bytes of child.stdout) await listener(bytes);
        } finally {
          kill();
        }
      })(),
    end: () => void child.stdin.end(),
    destroy: kill,
  };
}
