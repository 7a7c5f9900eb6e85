// What all endpoints share.

import type { Clock, Logger, StatusPages } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import { containersOf } from "../pod.ts";
import type { ClusterView } from "../pods.ts";
import type { LiveSettings } from "../settings/live-settings.ts";
import { refuse } from "./refusal.ts";
import type { PodTarget } from "./request.ts";

export interface KubeletContext {
  readonly cluster: ClusterView;
  /** The settings and the expressions in them, as they are now. */
  readonly live: Pick<LiveSettings, "settings" | "metrics">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Health and metrics of the process. */
  readonly pages: StatusPages;
  /** Whether logs, exec, attach and port-forward are served. */
  readonly debuggingHandlers: boolean;
}

/** The pod a request is about; refuses where there is none. */
export async function podFor(context: KubeletContext, target: PodTarget): Promise<PodObject> {
  const { namespace, name, uid } = target;
  const pod = await context.cluster.pod({ namespace, name });
  if (!pod || (uid !== undefined && pod.metadata.uid !== uid))
    return refuse(404, `pod "${namespace}/${name}" not found`);
  return pod;
}

export function checkContainer(pod: PodObject, container: string): void {
  const { namespace, name } = pod.metadata;
  if (!containersOf(pod).some((candidate) => candidate.name === container))
    refuse(404, `container "${container}" not found in pod "${namespace}/${name}"`);
}
