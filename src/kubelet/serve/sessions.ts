// What runs in a session: exec, attach. Each is given the client's streams and says how it ended.

import type { PodObject } from "../../kube/index.ts";
import { fileSource } from "../logs/file-source.ts";
import { type LogOptions, parseLogOptions } from "../logs/log-options.ts";
import { type LogSource, readLog } from "../logs/read-log.ts";
import { simulatedSource } from "../logs/simulated-source.ts";
import { containerStatus } from "../pod.ts";
import type { Outcome } from "../remote/outcome.ts";
import { runCommand } from "../remote/run-command.ts";
import type { RemoteStreams, Wanted } from "../remote/streams.ts";
import { findContainerRule } from "../settings/find-rule.ts";
import type { KubeletContext } from "./context.ts";
import { runningCheck } from "./logs.ts";
import { refuse } from "./refusal.ts";

/** Commands that run on this machine at once, over all pods. */
const COMMANDS_MAX = 256;
/** What a shell answers for a command that it found and may not run. */
const NOT_EXECUTABLE = 126;

export type Session = (streams: RemoteStreams) => Promise<Outcome>;

let running = 0;

export function execSession(
  context: KubeletContext,
  pod: PodObject,
  container: string,
  query: URLSearchParams,
  wanted: Wanted,
): Session {
  const argv = query.getAll("command");
  if (argv.length === 0) return refuse(400, "the query names no command");
  const { namespace = "", name } = pod.metadata;
  checkRuns(pod, container);
  const rule = findContainerRule(context.live.settings.execs, { namespace, name }, container);
  if (!rule) return (streams) => explainExec(streams, wanted, `${namespace}/${name}`);
  if (running >= COMMANDS_MAX)
    return refuse(429, `${COMMANDS_MAX} commands are running already; end one first`);
  return async (streams) => {
    running++;
    const { local } = rule;
    context.logger.info("a command runs for exec", {
      pod: `${namespace}/${name}`,
      container,
      command: argv.join(" "),
    });
    try {
      return await runCommand({ argv, tty: wanted.tty, local, hostname: name }, streams);
    } finally {
      running--;
    }
  };
}

async function explainExec(streams: RemoteStreams, wanted: Wanted, pod: string): Promise<Outcome> {
  const sentence =
    `pod ${pod} is simulated, so there is nothing to run a command in; to run commands on the machine of the ` +
    "simulated kubelet, give kwokbench controller an object of kind Exec or ClusterExec with --config\n";
  const bytes = new TextEncoder().encode(wanted.tty ? sentence.replace("\n", "\r\n") : sentence);
  if (wanted.stderr) await streams.writeError(bytes);
  else await streams.writeOutput(bytes);
  return { kind: "exit", code: NOT_EXECUTABLE };
}

/** What the container says from now on: the configured file, or the simulated log. Nothing is done with what is typed. */
export function attachSession(context: KubeletContext, pod: PodObject, container: string): Session {
  const { namespace = "", name } = pod.metadata;
  checkRuns(pod, container);
  const rule = findContainerRule(context.live.settings.attaches, { namespace, name }, container);
  return async (streams) => {
    const { gone, stdin } = streams;
    if (stdin) void discard(stdin);
    const reading = { follow: true, fromEnd: true, gone };
    const source: LogSource = rule
      ? fileSource({
          ...reading,
          path: rule.logsFile,
          isRunning: runningCheck(context, pod, container),
        })
      : simulatedSource({
          ...reading,
          container,
          pod: () => context.cluster.pod({ namespace, name }),
          clock: context.clock,
        });
    if (!rule)
      await streams.writeError(
        new TextEncoder().encode(
          `pod ${namespace}/${name} is simulated: what follows is its simulated log\n`,
        ),
      );
    try {
      for await (const bytes of readLog(source, ALL)) await streams.writeOutput(bytes);
    } catch (error) {
      return { kind: "failure", message: `attach failed: ${(error as Error).message}` };
    }
    return { kind: "success" };
  };
}

const ALL = parseLogOptions(new URLSearchParams(), 0) as LogOptions;

async function discard(stdin: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of stdin);
}

function checkRuns(pod: PodObject, container: string): void {
  const { isRunning, waitingReason } = containerStatus(pod, container);
  if (!isRunning)
    refuse(
      400,
      `container "${container}" in pod "${pod.metadata.name}" does not run${waitingReason ? `: ${waitingReason}` : ""}`,
    );
}
