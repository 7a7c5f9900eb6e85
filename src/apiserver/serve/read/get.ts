// GET of one object. Every state is the latest one here, so a resourceVersion only matters when it lies in the future.

import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { objectReply } from "../represent/choose.ts";
import { currentOf } from "../write/update.ts";
import { freshAsOf } from "./freshness.ts";
import { versionAsked } from "./list-options.ts";

export function get(call: Call): Reply | Promise<Reply> {
  const waiting = freshAsOf(call, versionAsked(call));
  if (waiting) return waiting.then(() => objectReply(call, currentOf(call), 200));
  return objectReply(call, currentOf(call), 200);
}
