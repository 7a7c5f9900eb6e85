// Stages kept in the cluster as objects.

import type { Logger } from "../base/index.ts";
import { type Client, LiveObjects } from "../client/index.ts";
import type { Resource } from "../kube/index.ts";
import { type Stage, parseStages } from "../stage/index.ts";

const stages: Resource = {
  group: "kwok.x-k8s.io",
  version: "v1alpha1",
  plural: "stages",
  kind: "Stage",
  namespaced: false,
};

export type LiveStages = LiveObjects<Stage>;

/** `onChange` is called when stages have come, changed or gone, not before it has settled. */
export function watchStages(
  client: Client,
  logger: Logger,
  wallMs: () => number,
  onChange: () => void,
): LiveStages {
  return new LiveObjects({
    client,
    resource: stages,
    logger,
    wallMs,
    reasons: { ready: "Plays", unready: "DoesNotPlay" },
    read(text, file) {
      const parsed = parseStages(text, file);
      return { value: parsed.stages[0], problems: parsed.diagnostics };
    },
    onChange,
  });
}
