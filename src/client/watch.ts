// One watch request: newline-separated frames of a response that does not end, given out in batches.

import type { Clock } from "../base/index.ts";
import { type KubeObject, type Resource, collectionPath } from "../kube/index.ts";
import { type Client, type Selectors, selectorQuery } from "./client.ts";
import { type ApiError, errorOfResponse } from "./error.ts";
import { type Needs, parseFrames } from "./frames.ts";

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: WatchEventType;
  readonly object: T;
}

export interface WatchRequest extends Selectors {
  readonly resourceVersion?: string | undefined;
  readonly sendInitialEvents?: boolean | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly signal: AbortSignal;
  readonly needs?: Needs | undefined;
}

/** `receivedMs` is when the bytes were read, before anything was parsed. */
export type OnEvents<T extends KubeObject> = (
  events: readonly WatchEvent<T>[],
  receivedMs: number,
) => void;

/**
 * Gives out the frames of each piece that is read. Resolves when the server ends the watch; rejects with ApiError on an
 * ERROR frame (410 as reason Expired), on a refused request and on a broken connection.
 */
export function watchEvents<T extends KubeObject>(
  client: Client,
  resource: Resource,
  request: WatchRequest,
  clock: Clock,
  onEvents: OnEvents<T>,
): Promise<void> {
  const lines = new LineSplitter();
  return client.stream(
    { method: "GET", path: watchPath(resource, request), signal: request.signal },
    (bytes) => {
      const receivedMs = clock.nowMs();
      const whole = lines.take(bytes);
      if (!whole) return;
      const events = parseFrames<T>(whole, request.needs ?? "all");
      const failed = events.findIndex(({ type }) => (type as string) === "ERROR");
      if (failed !== 0 && events.length > 0)
        onEvents(failed < 0 ? events : events.slice(0, failed), receivedMs);
      if (failed >= 0) throw errorOfStatus(events[failed]!.object);
    },
  );
}

function watchPath(resource: Resource, request: WatchRequest): string {
  const { signal: _, needs: __, namespace, sendInitialEvents, ...rest } = request;
  const query = selectorQuery({
    watch: "true",
    allowWatchBookmarks: "true",
    ...(sendInitialEvents && {
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
    }),
    ...rest,
  });
  return collectionPath(resource, namespace) + query;
}

/** Cuts a stream of bytes at line ends: a line break is never part of a longer character. */
class LineSplitter {
  private readonly rest: Buffer[] = [];

  /** All whole lines that are there now, without the last line break; lent until the next call. */
  take(bytes: Buffer): Buffer | undefined {
    const end = bytes.lastIndexOf(10);
    if (end < 0) {
      this.rest.push(Buffer.from(bytes));
      return undefined;
    }
    const whole = bytes.subarray(0, end);
    const lines = this.rest.length > 0 ? Buffer.concat([...this.rest, whole]) : whole;
    this.rest.length = 0;
    if (end + 1 < bytes.length) this.rest.push(Buffer.from(bytes.subarray(end + 1)));
    return lines;
  }
}

function errorOfStatus(status: KubeObject): ApiError {
  const code = typeof status["code"] === "number" ? status["code"] : 500;
  return errorOfResponse(code, JSON.stringify(status), undefined);
}
