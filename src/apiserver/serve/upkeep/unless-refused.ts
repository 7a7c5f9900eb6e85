// The server's own writes meet refusals too. Nobody waits for an answer, so they are told to the log; what was left undone
// is looked at again with the next change or the next tick.

import { StorageError } from "../../store/journal.ts";
import { ApiError } from "../http/api-error.ts";
import type { Api } from "../http/call.ts";

/** Runs `task`; a write of it that is refused ends it with a line in the log. */
export function unlessRefused(api: Api, task: () => void): void {
  try {
    task();
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof StorageError)) throw error;
    api.logger.warn(`the server's own upkeep was refused a write: ${error.message}`);
  }
}
