// DELETE of a collection: every selected object, each by its own rules; the answer is the list of them.

import type { Call } from "../http/call.ts";
import { readDeleteOptions } from "./delete-options.ts";
import { deleteObject } from "./delete.ts";
import { jsonReply, type Reply } from "../http/http.ts";
import { listOptions } from "../read/list-options.ts";
import { representationOf } from "../represent/choose.ts";

/** Objects deleted before others have their turn. */
const DELETED_AT_ONCE_MAX = 500;

export async function removeCollection(call: Call): Promise<Reply> {
  const options = await readDeleteOptions(call);
  const { selection } = listOptions(call, false);
  const representation = representationOf(call, "list");
  const items: string[] = [];
  const { api, collection } = call;
  for (const selected of collection.select(selection)) {
    const current = collection.get(selected.namespace, selected.name);
    if (!current) continue;
    const { object } = deleteObject(
      { ...call, namespace: current.namespace, name: current.name },
      current,
      options,
    );
    items.push(representation.item(object));
    if (items.length % DELETED_AT_ONCE_MAX === 0)
      await new Promise<void>((resolve) => api.defer(resolve));
  }
  const head = representation.listHead(
    JSON.stringify({ resourceVersion: String(api.store.resourceVersion) }),
  );
  return jsonReply(200, `${head}${items.join(",")}${representation.listTail}`);
}
