// --live PORT: the progress of a run as a small web page on loopback, over server-sent events. It begins before the run
// and ends with it; whoever looks costs the run a line of JSON twice a second.

import { fail, messageOf } from "../../base/index.ts";
import type { RunProgress } from "../../run/index.ts";
import page from "./live-page.html" with { type: "text" };

const HOSTNAME = "127.0.0.1";
const VIEWERS_MAX = 16;
/** A viewer that reads slower than this many events are made misses some; the next one says it all again. */
const WAITING_EVENTS_MAX = 8;
/** For the last event to be read. */
const GOODBYE_MS_MAX = 500;
/** Nothing from elsewhere: what the page shows is in it, and its events come from here. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

export interface RunEnd {
  readonly verdict: string;
  readonly reason: string | undefined;
  readonly reports: string;
}

export interface LivePage {
  readonly url: string;
  show(progress: RunProgress): void;
  /** Tells all who look how it ended, and stops serving. */
  end(end: RunEnd | undefined): Promise<void>;
}

/** Port 0 picks a free one. Throws FailureError where the port is in use. */
export function serveLivePage(port: number): LivePage {
  const viewers = new Set<ReadableStreamDefaultController<string>>();
  let latest = "";
  const server = listen(port, (request) => {
    const { pathname, hostname } = new URL(request.url);
    // Another name for this address is a page elsewhere that wants to look in.
    if (hostname !== HOSTNAME && hostname !== "localhost")
      return new Response("This page is for this machine alone.", { status: 421 });
    if (pathname === "/")
      return new Response(page as unknown as string, {
        headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
      });
    if (pathname !== "/events") return new Response("There is nothing here.", { status: 404 });
    if (viewers.size >= VIEWERS_MAX)
      return new Response(`${VIEWERS_MAX} are looking already.`, { status: 503 });
    return new Response(eventStream(viewers, latest), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  });
  const tell = (text: string): void => {
    for (const viewer of viewers) if ((viewer.desiredSize ?? 0) > 0) viewer.enqueue(text);
  };
  return {
    url: `http://${HOSTNAME}:${server.port}/`,
    show: (progress) => {
      latest = eventText("progress", progress);
      tell(latest);
    },
    end: async (end) => {
      if (end) tell(eventText("end", end));
      for (const viewer of viewers) viewer.close();
      viewers.clear();
      await Promise.race([server.stop(), Bun.sleep(GOODBYE_MS_MAX)]);
      await server.stop(true);
    },
  };
}

function eventStream(
  viewers: Set<ReadableStreamDefaultController<string>>,
  latest: string,
): ReadableStream<string> {
  let viewer: ReadableStreamDefaultController<string>;
  return new ReadableStream<string>(
    {
      start: (controller) => {
        viewer = controller;
        viewers.add(viewer);
        // A browser that loses the run asks again so much later.
        viewer.enqueue("retry: 2000\n\n");
        if (latest !== "") viewer.enqueue(latest);
      },
      cancel: () => void viewers.delete(viewer),
    },
    { highWaterMark: WAITING_EVENTS_MAX },
  );
}

/** JSON has no Infinity: a percentile beyond the time-out is null, as in result.json. */
function eventText(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function listen(port: number, answer: (request: Request) => Response): Bun.Server<undefined> {
  try {
    return Bun.serve({ hostname: HOSTNAME, port, idleTimeout: 0, fetch: answer });
  } catch (error) {
    const inUse = (error as { code?: string }).code === "EADDRINUSE";
    return fail(
      inUse
        ? `port ${port} of ${HOSTNAME} is in use`
        : `the live page cannot be served on port ${port}: ${messageOf(error)}`,
      "give --live another port, or 0 for any that is free",
    );
  }
}
