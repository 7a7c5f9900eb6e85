// One watch request: newline-separated frames of a response that does not end, given out in batches.

import { type KubeObject, type Resource, collectionPath } from "../kube/index.ts";
import { type Client, type Selectors, selectorQuery } from "./client.ts";
import { type ApiError, errorOfResponse } from "./error.ts";

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
}

/**
 * Yields the frames of each chunk as they arrive. Ends when the server ends the watch; throws ApiError on an ERROR
 * frame (410 as reason Expired), on a refused request and on a broken connection.
 */
export async function* watchFrames<T extends KubeObject>(
  client: Client,
  resource: Resource,
  request: WatchRequest,
): AsyncGenerator<WatchEvent<T>[]> {
  const { signal, namespace, sendInitialEvents, ...rest } = request;
  const query = selectorQuery({
    watch: "true",
    allowWatchBookmarks: "true",
    ...(sendInitialEvents && {
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
    }),
    ...rest,
  });
  const path = collectionPath(resource, namespace) + query;
  const response = await client.open({ method: "GET", path, signal });
  const decoder = new TextDecoder();
  let pending = "";
  for await (const chunk of response.body ?? []) {
    const lines = (pending + decoder.decode(chunk, { stream: true })).split("\n");
    pending = lines.pop()!;
    const events = parseFrames<T>(lines);
    if (events.length > 0) yield events;
  }
}

function parseFrames<T extends KubeObject>(lines: readonly string[]): WatchEvent<T>[] {
  const events: WatchEvent<T>[] = [];
  for (const line of lines) {
    if (line.length === 0) continue;
    const frame = JSON.parse(line) as { type: string; object: T };
    if (frame.type === "ERROR") throw errorOfStatus(frame.object);
    events.push(frame as WatchEvent<T>);
  }
  return events;
}

function errorOfStatus(status: KubeObject): ApiError {
  const code = typeof status["code"] === "number" ? status["code"] : 500;
  return errorOfResponse(code, JSON.stringify(status), undefined);
}
