// Port-forwarding the older way over a WebSocket (v4.channel.k8s.io), as clients in Python and JavaScript do it: the ports
// stand in the query, and port number i has stream 2i for its bytes and 2i + 1 for what went wrong.

import { ByteQueue } from "../wire/byte-queue.ts";
import type { WebSocketConnection } from "../../base/index.ts";
import type { Forwarder } from "./forward.ts";

export const WEBSOCKET_FORWARD_PROTOCOL = "v4.channel.k8s.io";
/** Streams are numbered in one byte. */
const PORTS_MAX = 128;

/** Ports of the query `ports=8080&ports=9090`, or a sentence. */
export function forwardedPorts(query: URLSearchParams): readonly number[] | string {
  const texts = [...query.getAll("ports"), ...query.getAll("port")].flatMap((text) =>
    text.split(","),
  );
  const ports = texts.map(Number);
  if (ports.length === 0) return "the query must name the ports: ?ports=8080";
  if (ports.length > PORTS_MAX) return `at most ${PORTS_MAX} ports can be forwarded at once`;
  const wrong = texts.find(
    (_, at) => !(Number.isInteger(ports[at]) && ports[at]! > 0 && ports[at]! < 65_536),
  );
  return wrong === undefined ? ports : `"${wrong}" is not a port`;
}

export function forwardOverWebSocket(
  connection: WebSocketConnection,
  ports: readonly number[],
  forwarder: Forwarder,
): void {
  const queues = ports.map(() => new ByteQueue());
  connection.closed.addEventListener("abort", () => queues.forEach((queue) => queue.end()));
  connection.receive((message) => {
    const stream = message[0] ?? 255;
    if (stream % 2 === 0) return queues[stream / 2]?.push(message.subarray(1));
  });
  let open = ports.length;
  for (const [at, port] of ports.entries()) {
    const send = (stream: number, bytes: Uint8Array): Promise<void> =>
      connection.send(new Uint8Array([2 * at + stream]), bytes);
    // Both streams begin with the port they are about, least byte first.
    const name = new Uint8Array([port & 0xff, port >> 8]);
    void send(0, name);
    void send(1, name);
    void (async () => {
      const failure = await forwarder.forward(port, {
        incoming: queues[at]!,
        closed: connection.closed,
        write: (bytes) => send(0, bytes),
        end: () => {},
      });
      queues[at]!.discard();
      if (failure !== undefined) await send(1, new TextEncoder().encode(failure));
      if (--open === 0) connection.close();
    })();
  }
}
