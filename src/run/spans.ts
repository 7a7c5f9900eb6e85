// The user's own latencies: watches the kinds that spans speak of, and tells the measurement when a condition begins to
// hold for an object. That it goes on holding says nothing new, and what held before the run is nobody's latency.

import { type Clock, exitCodes, fail, messageOf, prng } from "../base/index.ts";
import { type Client, ResourceFinder } from "../client/index.ts";
import { type Resource, collectionPath } from "../kube/index.ts";
import type { Measurement, WatchEventLike } from "../measure/index.ts";
import { type Span, type SpanPoint, compileWhen, parseWhen } from "../scenario/index.ts";
import type { Watches } from "./watches.ts";

export interface SpanContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly measurement: Pick<Measurement, "spanEvent">;
  readonly watches: Watches;
}

/** Asks for the watches of all spans. Rejects with FailureError where the cluster does not serve a kind. */
export async function watchSpans(spans: readonly Span[], context: SpanContext): Promise<void> {
  const { clock, measurement, watches } = context;
  const finder = new ResourceFinder(context.client);
  for (const { name, from, to } of spans)
    for (const [point, place] of [
      ["from", from],
      ["to", to],
    ] as const) {
      const resource = await findResource(context, finder, name, place);
      const edge = edgeOf(place.when, clock);
      watches.want(resource, place.labelSelector, (events, receivedMs, initial) => {
        for (const event of events)
          if (edge(event) && !initial) measurement.spanEvent(name, point, event.object, receivedMs);
      });
    }
}

/** Asked for once here: a watch of what cannot be listed would try for ever. */
async function findResource(
  { client }: SpanContext,
  finder: ResourceFinder,
  span: string,
  { apiVersion, kind }: SpanPoint,
): Promise<Resource> {
  try {
    const resource = await finder.find(apiVersion, kind);
    await client.text({ method: "GET", path: `${collectionPath(resource)}?limit=1` });
    return resource;
  } catch (error) {
    return fail(
      `the span ${span} watches ${kind} of ${apiVersion}, which the cluster does not give: ${messageOf(error)}`,
      "install its CustomResourceDefinition before the run, or correct apiVersion and kind",
      exitCodes.usage,
    );
  }
}

/** Given an object's events in order, says at which of them the condition begins to hold for it. */
export function edgeOf(when: string, clock: Clock): (event: WatchEventLike) => boolean {
  const parsed = parseWhen(when);
  if (!parsed) fail(`"${when}" is not a condition`, "validate the scenario");
  const random = prng(when);
  const holds = compileWhen(parsed, {
    wallMs: () => clock.wallMs(),
    random: () => random.next(),
  });
  /** Uids of what is there and meets the condition: as many as there are objects. */
  const holding = new Set<string>();
  return ({ type, object }) => {
    const uid = object.metadata.uid ?? "";
    if (type === "BOOKMARK") return false;
    if (type === "DELETED") {
      holding.delete(uid);
      return parsed.kind === "deleted";
    }
    const before = holding.has(uid);
    const now = holds(object);
    if (now && !before) holding.add(uid);
    else if (!now && before) holding.delete(uid);
    return now && !before;
  };
}
