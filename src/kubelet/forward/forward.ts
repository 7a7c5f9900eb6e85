// One forwarded connection: bytes both ways until one side ends.

import { findRule, type PodName } from "../settings/find-rule.ts";
import type { ForwardRule, Rules } from "../settings/types.ts";
import { openTarget } from "./target.ts";

/** The client's end of one connection. */
export interface ForwardedStream {
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Aborted when the client's end is over. */
  readonly closed: AbortSignal;
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  end(): void;
}

export interface Forwarder {
  /** Resolves when the connection is over: with a sentence when it failed. Never rejects. */
  forward(port: number, stream: ForwardedStream): Promise<string | undefined>;
}

export function forwarderFor(pod: PodName, rules: readonly Rules<ForwardRule>[]): Forwarder {
  return {
    async forward(port, stream) {
      const rule = findRule(rules, pod, ({ ports }) => ports, port);
      if (!rule)
        return (
          `nothing listens on port ${port} of pod ${pod.namespace}/${pod.name}: it is simulated; ` +
          "say where the port leads with an object of kind PortForward or ClusterPortForward in --config"
        );
      try {
        await connectBoth(rule, stream);
        return undefined;
      } catch (error) {
        return `port ${port} of pod ${pod.namespace}/${pod.name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}

async function connectBoth({ target }: ForwardRule, stream: ForwardedStream): Promise<void> {
  const far = await openTarget(target);
  const farOver = new Promise<void>((resolve) => {
    if (far.closed.aborted) resolve();
    far.closed.addEventListener("abort", () => resolve());
  });
  far.receive((bytes) => stream.write(new Uint8Array(bytes)));
  const leave = (): void => far.destroy();
  if (stream.closed.aborted) leave();
  stream.closed.addEventListener("abort", leave);
  void (async () => {
    for await (const bytes of stream.incoming) await far.write(bytes);
    far.end();
  })();
  await farOver;
  stream.closed.removeEventListener("abort", leave);
  stream.end();
}
