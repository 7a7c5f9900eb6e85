// /containerLogs/NAMESPACE/POD/CONTAINER.

import { messageOf } from "../../base/index.ts";
import type { PodObject } from "../../kube/index.ts";
import { fileSource } from "../logs/file-source.ts";
import { type LogOptions, parseLogOptions } from "../logs/log-options.ts";
import { type LogSource, readLog } from "../logs/read-log.ts";
import { simulatedSource } from "../logs/simulated-source.ts";
import { containerStatus } from "../pod.ts";
import { findContainerRule } from "../settings/find-rule.ts";
import { type KubeletContext, checkContainer, podFor } from "./context.ts";
import { refuse } from "./refusal.ts";
import type { PodTarget } from "./request.ts";

/** The text as it comes; rejects with a Refusal before the first of it. */
export async function containerLog(
  context: KubeletContext,
  target: PodTarget,
  container: string,
  query: URLSearchParams,
  gone: AbortSignal,
): Promise<AsyncIterator<Uint8Array>> {
  const options = parseLogOptions(query, context.clock.wallMs());
  if (typeof options === "string") return refuse(400, options);
  const pod = await podFor(context, target);
  checkContainer(pod, container);
  const source = sourceOf(context, pod, container, options, gone);
  return begun(readLog(source, options), container, pod);
}

function sourceOf(
  context: KubeletContext,
  pod: PodObject,
  container: string,
  options: LogOptions,
  gone: AbortSignal,
): LogSource {
  const { namespace = "", name } = pod.metadata;
  const rule = findContainerRule(context.live.settings.logs, { namespace, name }, container);
  const path = options.previous ? rule?.previousLogsFile : rule?.logsFile;
  const follow = options.follow && !options.previous;
  if (path !== undefined) {
    const isRunning = runningCheck(context, pod, container);
    return fileSource({ path, follow, isRunning, gone });
  }
  const status = containerStatus(pod, container);
  if (options.previous)
    return refuse(
      400,
      status.hasPrevious
        ? `the log of the earlier run of container "${container}" in pod "${name}" is not kept: it is simulated; name a previousLogsFile in an object of kind Logs or ClusterLogs`
        : `previous terminated container "${container}" in pod "${name}" not found`,
    );
  if (status.startedMs === undefined)
    refuse(
      400,
      `container "${container}" in pod "${name}" is waiting to start: ${status.waitingReason ?? "ContainerCreating"}`,
    );
  const now = (): Promise<PodObject | undefined> => context.cluster.pod({ namespace, name });
  return simulatedSource({ container, follow, pod: now, clock: context.clock, gone });
}

/** How often the API server is asked whether a container still runs, however often the file is looked at. */
const RUNNING_CHECK_MS = 2_000;

/** Whether the pod is still there and its container has not ended. */
export function runningCheck(
  { cluster, clock }: KubeletContext,
  pod: PodObject,
  container: string,
): () => Promise<boolean> {
  const { namespace = "", name, uid } = pod.metadata;
  let checkedMs = -Infinity;
  let isRunning = true;
  return async () => {
    if (clock.nowMs() - checkedMs < RUNNING_CHECK_MS) return isRunning;
    checkedMs = clock.nowMs();
    const latest = await cluster.pod({ namespace, name });
    isRunning =
      latest?.metadata.uid === uid &&
      latest !== undefined &&
      containerStatus(latest, container).finishedMs === undefined;
    return isRunning;
  };
}

/** Reads the first piece, so that a file that cannot be opened is refused with a status of its own. */
async function begun(
  reading: AsyncGenerator<Uint8Array, void, undefined>,
  container: string,
  pod: PodObject,
): Promise<AsyncIterator<Uint8Array>> {
  let first: Promise<IteratorResult<Uint8Array, void>> | undefined = reading.next();
  // A followed log may have nothing yet to give: then the answer begins without it.
  await Promise.race([first, Bun.sleep(FIRST_MS_MAX)]).catch((error: unknown) =>
    refuse(
      500,
      `the log of container "${container}" in pod "${pod.metadata.name}" cannot be read: ${messageOf(error)}`,
    ),
  );
  return {
    next: () => {
      const result = first ?? reading.next();
      first = undefined;
      return result;
    },
    return: () => reading.return(),
  };
}

const FIRST_MS_MAX = 500;
