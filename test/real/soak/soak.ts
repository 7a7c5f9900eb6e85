// Everything controllers do, again and again, while their logs are watched for what an API server got wrong.

import type { Client } from "../../../src/client/index.ts";
import { batchFeats } from "./batch-feats.ts";
import { clusterFeats } from "./cluster-feats.ts";
import type { Feat } from "./feat.ts";
import { Kube, kinds } from "./kube.ts";
import { workloadFeats } from "./workload-feats.ts";

export const feats: readonly Feat[] = [...workloadFeats, ...batchFeats, ...clusterFeats];

/** One feat in a namespace of its own, which is gone afterwards with all that was in it. */
export async function perform(client: Client, { name, run }: Feat, round: number): Promise<void> {
  const kube = new Kube(client, `${name}-${round}`);
  await kube.create(kinds.namespace, kube.namespace, {});
  await kube.until("made", kinds.serviceAccount, "default", () => true);
  await run(kube);
  await kube.delete(kinds.namespace, kube.namespace);
  await kube.gone(kinds.namespace, kube.namespace);
}

/** Of a log: what an API server must have got wrong. Errors that controllers make of each other's haste are not among it. */
export function serverFaults(log: string): string[] {
  return troubles(log).filter((line) =>
    /panic|watch|list|decod|unmarshal|Unexpected|forbidden|unauthorized|server could not find|internal error|timed out/i.test(
      line.replaceAll(/lister|listers/gi, ""),
    ),
  );
}

/** Of a log: failures of watches and lists, panics, errors; but for what is told of a healthy cluster, too. */
export function troubles(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => /^[EFW]\d{4} |panic|Failed to watch|failed to list|Unexpected/i.test(line))
    .filter((line) => !HEALTHY.some((pattern) => pattern.test(line)));
}

const HEALTHY: readonly RegExp[] = [
  // Of any machine, before the first request.
  /The manifest file is empty/,
  /Flexvolume plugin directory/,
  // Two controllers changed the same object: the second tries again.
  /the object has been modified; please apply your changes to the latest version/,
  // A controller was quicker than its own watch, or content slower to go than the controller: both wait, and try again.
  /is not as new as written version|unexpected items still remain in namespace|has no controller/,
  // Something went while a controller was about to write to it.
  /because it is being terminated|not found|has just been deleted|Error getting updated \w+ from lister/,
  // Autoscalers without a metrics server.
  /horizontal.*(?:unable to get metrics|failed to get|missing request for)/i,
];
