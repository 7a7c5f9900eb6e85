// DELETE of a collection: every selected object, each by its own rules; the answer is the list of what there was.

import type { Call } from "../http/call.ts";
import { readDeleteOptions } from "./delete-options.ts";
import { deleteObject } from "./delete.ts";
import type { Reply } from "../http/http.ts";
import { pageOf, wholeList } from "../read/list.ts";
import { listOptions } from "../read/list-options.ts";
import { representationOf } from "../represent/choose.ts";

/** Objects deleted before others have their turn. */
const DELETED_AT_ONCE_MAX = 500;

export async function removeCollection(call: Call): Promise<Reply> {
  const options = await readDeleteOptions(call);
  const page = pageOf(call, listOptions(call, false));
  const representation = representationOf(call, "list");
  const reply = wholeList(page, representation);
  const { api, collection } = call;
  for (const [index, { namespace, name }] of page.objects.entries()) {
    const current = collection.get(namespace, name);
    if (current) deleteObject({ ...call, namespace, name }, current, options);
    if ((index + 1) % DELETED_AT_ONCE_MAX === 0)
      await new Promise<void>((resolve) => api.defer(resolve));
  }
  return reply;
}
