// A feat is something controllers must bring to its right end, in a namespace of its own.

import type { Kube } from "./kube.ts";

export interface Feat {
  readonly name: string;
  readonly run: (this: void, kube: Kube) => Promise<void>;
}

/** Throws with what was expected and what there was. */
export function must(holds: boolean, what: string, found?: unknown): void {
  if (!holds) throw new Error(`${what}; there is ${JSON.stringify(found)}`);
}
