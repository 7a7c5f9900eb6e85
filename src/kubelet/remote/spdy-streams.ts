// Exec and attach over SPDY: the client opens a stream for each thing it wants, and says in a header which it is.

import type { ByteChannel } from "../../base/index.ts";
import { SpdySession, type SpdyStream } from "../wire/spdy-session.ts";
import { type Outcome, outcomeStatus, outcomeText } from "./outcome.ts";
import { type RemoteStreams, ResizeFeed, type Wanted, parseSize } from "./streams.ts";

/** In the order we prefer them. */
export const spdyProtocols = [
  "v4.channel.k8s.io",
  "v3.channel.k8s.io",
  "v2.channel.k8s.io",
  "channel.k8s.io",
] as const;
export type SpdyProtocol = (typeof spdyProtocols)[number];

/** As the kubelet: the client must have opened all its streams by then. */
const STREAMS_MS_MAX = 30_000;
/** How long the client may take to leave after everything was said. */
const LEAVE_MS_MAX = 5_000;

type StreamType = "error" | "stdin" | "stdout" | "stderr" | "resize";

/** Rejects when the client is gone, or does not open its streams in time. */
export async function spdyStreams(
  channel: ByteChannel,
  protocol: SpdyProtocol,
  wanted: Wanted,
): Promise<RemoteStreams> {
  const expected = new Set<StreamType>(["error"]);
  if (wanted.stdin) expected.add("stdin");
  if (wanted.stdout) expected.add("stdout");
  if (wanted.stderr) expected.add("stderr");
  const resizable = protocol === "v4.channel.k8s.io" || protocol === "v3.channel.k8s.io";
  if (wanted.tty && resizable) expected.add("resize");
  const streams = new Map<StreamType, SpdyStream>();
  const complete = Promise.withResolvers<void>();
  const session = new SpdySession(channel, (stream) => {
    const type = stream.headers.get("streamtype") as StreamType;
    if (!expected.has(type) || streams.has(type)) return false;
    streams.set(type, stream);
    if (type !== "stdin" && type !== "resize") stream.incoming.discard();
    if (streams.size === expected.size) complete.resolve();
    return true;
  });
  const timer = setTimeout(() => session.destroy(), STREAMS_MS_MAX);
  session.closed.addEventListener("abort", () =>
    complete.reject(new Error("the client left before its streams were open")),
  );
  await complete.promise.finally(() => clearTimeout(timer));
  return streamsOf(session, protocol, streams);
}

function streamsOf(
  session: SpdySession,
  protocol: SpdyProtocol,
  streams: ReadonlyMap<StreamType, SpdyStream>,
): RemoteStreams {
  const resizes = new ResizeFeed();
  const resize = streams.get("resize");
  if (resize) void readSizes(resize, resizes);
  const write = async (type: StreamType, bytes: Uint8Array): Promise<void> =>
    streams.get(type)?.write(bytes);
  return {
    stdin: streams.get("stdin")?.incoming,
    gone: session.closed,
    writeOutput: (bytes) => write("stdout", bytes),
    writeError: (bytes) => write("stderr", bytes),
    onResize: (listener) => resizes.listen(listener),
    finish: async (outcome) => {
      streams.get("stdin")?.incoming.discard();
      await write("error", new TextEncoder().encode(lastWords(protocol, outcome)));
      for (const stream of streams.values()) stream.end();
      // The client leaves when it has read everything; cutting it off first could lose what is on its way.
      const timer = setTimeout(() => session.close(), LEAVE_MS_MAX);
      session.closed.addEventListener("abort", () => clearTimeout(timer));
    },
  };
}

function lastWords(protocol: SpdyProtocol, outcome: Outcome): string {
  return protocol === "v4.channel.k8s.io" ? outcomeStatus(outcome) : outcomeText(outcome);
}

/** One JSON document after the other, with or without white space between. */
async function readSizes(stream: SpdyStream, resizes: ResizeFeed): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream.incoming) {
    text += decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf("}");
    if (end < 0) continue;
    const [latest] = text.slice(0, end + 1).match(/\{[^{}]*\}$/) ?? [];
    if (latest) resizes.push(parseSize(latest));
    text = text.slice(end + 1);
  }
}
