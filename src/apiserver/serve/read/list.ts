// GET of a collection: the present state, or a past one as far as the history goes; whole or in pages.

import { status } from "../../../kube/index.ts";
import { joined } from "../../store/chunk.ts";
import { isSelective } from "../../store/selection.ts";
import type { StoredObject } from "../../store/stored-object.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { decodeContinue, encodeContinue, type ContinueToken } from "./continue-token.ts";
import { freshAsOf } from "./freshness.ts";
import type { Reply } from "../http/http.ts";
import { listOptions, type ListOptions } from "./list-options.ts";
import { representationOf } from "../represent/choose.ts";
import type { ListMeta, Representation } from "../represent/representation.ts";
import { slicedList } from "./sliced-list.ts";

/** Objects a reply may hold to be made in one go; longer ones are sent in slices so that others get their turn. */
const OBJECTS_AT_ONCE_MAX = 500;

export function list(call: Call): Reply | Promise<Reply> {
  const options = listOptions(call, false);
  const representation = representationOf(call, "list");
  const waiting = freshAsOf(call, options.resourceVersion);
  if (waiting) return waiting.then(() => listNow(call, options, representation));
  return listNow(call, options, representation);
}

function listNow(call: Call, options: ListOptions, representation: Representation): Reply {
  const { objects, metadata } = pageOf(call, options);
  return listReply(call, objects, metadata, representation);
}

/** A reply with these objects, in slices where they are many. */
export function listReply(
  call: Call,
  objects: readonly StoredObject[],
  metadata: ListMeta,
  representation = representationOf(call, "list"),
): Reply {
  const shown = representation.ordered?.(objects) ?? objects;
  if (shown.length > OBJECTS_AT_ONCE_MAX) {
    const body = slicedList(shown, representation, metadata, call.api.defer);
    return { status: 200, contentType: representation.contentType, body };
  }
  return wholeList({ objects: shown, metadata }, representation);
}

/** A list in one piece. */
export function wholeList({ objects, metadata }: Page, representation: Representation): Reply {
  const items = representation.items(objects, true);
  const head = representation.listHead(metadata, items.length);
  return {
    status: 200,
    contentType: representation.contentType,
    body: joined([head, items, representation.listTail]),
  };
}

export interface Page {
  readonly objects: readonly StoredObject[];
  readonly metadata: ListMeta;
}

/** The objects `options` ask for, as many as they ask for. */
export function pageOf(call: Call, options: ListOptions): Page {
  const { objects, resourceVersion, token } = stateFor(call, options);
  const start = token ? indexAfter(objects, token.start) : 0;
  // The cache of upstream serves "any state" whole, whatever the limit; clients count on it.
  const limited = options.limit > 0 && options.resourceVersion !== 0;
  const end = limited ? Math.min(objects.length, start + options.limit) : objects.length;
  const page = start === 0 && end === objects.length ? objects : objects.slice(start, end);
  const metadata = listMetadata(options, page, objects.length - end, resourceVersion);
  return { objects: page, metadata };
}

interface State {
  readonly objects: readonly StoredObject[];
  readonly resourceVersion: number;
  readonly token: ContinueToken | undefined;
}

function stateFor({ api, collection }: Call, options: ListOptions): State {
  const { selection, match, continueToken } = options;
  if (continueToken !== "") {
    if (options.resourceVersion)
      refuse(status.badRequest("specifying resource version is not allowed when using continue"));
    const token =
      decodeContinue(continueToken) ??
      refuse(status.badRequest("invalid continue token: continue key is not valid"));
    const objects = collection.selectAt(selection, token.resourceVersion) ?? refuse(tokenExpired());
    return { objects, resourceVersion: token.resourceVersion, token };
  }
  if (match === "Exact" && options.resourceVersion !== undefined) {
    const { resourceVersion } = options;
    const objects =
      collection.selectAt(selection, resourceVersion) ??
      refuse(status.resourceVersionTooOld(resourceVersion, collection.log.oldest));
    return { objects, resourceVersion, token: undefined };
  }
  return {
    objects: collection.select(selection),
    resourceVersion: api.store.resourceVersion,
    token: undefined,
  };
}

function tokenExpired(): ReturnType<typeof status.expired> {
  return status.expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
  );
}

function listMetadata(
  { selection }: ListOptions,
  page: readonly StoredObject[],
  remaining: number,
  resourceVersion: number,
): ListMeta {
  const last = page.at(-1);
  if (remaining === 0 || !last) return { resourceVersion: String(resourceVersion) };
  return {
    resourceVersion: String(resourceVersion),
    continue: encodeContinue({ resourceVersion, start: `${last.namespace}/${last.name}` }),
    // What is left is not known when objects are filtered as they are read; upstream says nothing then.
    ...(isSelective(selection) ? {} : { remainingItemCount: remaining }),
  };
}

/** The index of the first object whose key comes after `key`. */
function indexAfter(objects: readonly StoredObject[], key: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { namespace, name } = objects[middle]!;
    if (`${namespace}/${name}` <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}
