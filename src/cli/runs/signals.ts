// Ctrl-C once: end the run and keep what was measured. Twice: end at once; children end with us (cluster/child.ts).

import { exitCodes } from "../../base/index.ts";
import type { Program } from "../program.ts";

export interface Signals {
  readonly signal: AbortSignal;
  dispose(): void;
}

export function endOnSignals(process: Program["process"], tell: (text: string) => void): Signals {
  const abort = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (abort.signal.aborted) {
      tell(
        `${name} again: ended at once; what was measured up to the last phase is in result.json`,
      );
      process.exit(exitCodes.incomplete);
    }
    tell(`${name}: ending the run and writing what was measured; again to end at once`);
    abort.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: abort.signal,
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
