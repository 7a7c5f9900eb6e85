// /openapi/v3: an index of the group versions, and for each a document.

import type { Api } from "../http/call.ts";
import type { Reply } from "../http/http.ts";

/** The index or one document; undefined where there is none. Version 2 is protobuf only and not served. */
export function openApiReply(_api: Api, _segments: readonly string[]): Reply | undefined {
  return undefined;
}
