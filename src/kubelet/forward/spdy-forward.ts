// Port-forwarding over SPDY, raw or tunnelled through a WebSocket (portforward.k8s.io): each connection is a pair of
// streams with the same request id, one for its bytes and one for what went wrong.

import type { ByteChannel } from "../../base/index.ts";
import { SpdySession, type SpdyStream } from "../wire/spdy-session.ts";
import type { Forwarder } from "./forward.ts";

export const SPDY_FORWARD_PROTOCOL = "portforward.k8s.io";
/** As a WebSocket's subprotocol: its messages are the bytes of a SPDY connection. */
export const SPDY_TUNNEL_PROTOCOL = `SPDY/3.1+${SPDY_FORWARD_PROTOCOL}`;

/** As the kubelet: the second stream of a pair must come by then. */
const PAIR_MS_MAX = 30_000;

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
  readonly timer: ReturnType<typeof setTimeout>;
}

export function forwardOverSpdy(channel: ByteChannel, forwarder: Forwarder): SpdySession {
  const pairs = new Map<string, Pair>();
  const session = new SpdySession(channel, (stream) => {
    const type = stream.headers.get("streamtype");
    const port = Number(stream.headers.get("port"));
    const id = stream.headers.get("requestid") ?? "";
    if (type !== "data" && type !== "error") return false;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
    const pair = pairs.get(id) ?? { timer: setTimeout(() => giveUp(id), PAIR_MS_MAX) };
    if (pair[type]) return false;
    pair[type] = stream;
    pairs.set(id, pair);
    const { data, error } = pair;
    if (data && error) {
      clearTimeout(pair.timer);
      pairs.delete(id);
      void forwardPair(forwarder, port, data, error);
    }
    return true;
  });
  const giveUp = (id: string): void => {
    const pair = pairs.get(id);
    pairs.delete(id);
    pair?.data?.reset();
    pair?.error?.reset();
  };
  session.closed.addEventListener("abort", () => {
    for (const { timer } of pairs.values()) clearTimeout(timer);
    pairs.clear();
  });
  return session;
}

async function forwardPair(
  forwarder: Forwarder,
  port: number,
  data: SpdyStream,
  error: SpdyStream,
): Promise<void> {
  error.incoming.discard();
  const failure = await forwarder.forward(port, data);
  data.incoming.discard();
  if (failure !== undefined) await error.write(new TextEncoder().encode(failure));
  data.end();
  error.end();
}
