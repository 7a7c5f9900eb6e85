// Whether a run's cluster is its own and goes with everything in it, or somebody else's, to be left as it was found.

import type { Scenario } from "../scenario/index.ts";

export function ownsCluster({ cluster }: Scenario): boolean {
  return cluster.provider === "embedded" || cluster.provider === "binary";
}
