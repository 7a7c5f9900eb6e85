// What is watched in a run: pods, nodes, the workloads that are made, and whatever the scenario's spans speak of. All of
// it goes to the measurement with the moment its bytes were read.

import type { Clock } from "../base/index.ts";
import type { Client } from "../client/index.ts";
import { type Resource, resources } from "../kube/index.ts";
import type { Measurement } from "../measure/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { watchSpans } from "./spans.ts";
import { Watches } from "./watches.ts";

const WORKLOADS: Readonly<Record<string, Resource>> = {
  Deployment: resources.deployments,
  ReplicaSet: resources.replicaSets,
  Job: resources.jobs,
};

/**
 * Resolves when every watch has had its first list. `nodeSelector` narrows the nodes to those of the run, by label.
 * Rejects with FailureError where a span speaks of a kind that the cluster does not serve.
 */
export async function observe(
  client: Client,
  measurement: Measurement,
  clock: Clock,
  {
    scenario,
    nodeSelector,
  }: { readonly scenario: Scenario; readonly nodeSelector: string | undefined },
): Promise<Watches> {
  const watches = new Watches(client, clock, (name, labels) => measurement.count(name, labels));
  watches.want(resources.pods, undefined, (events, atMs) => measurement.podEvents(events, atMs));
  watches.want(resources.nodes, nodeSelector, (events, atMs) =>
    measurement.nodeEvents(events, atMs),
  );
  const kinds = scenario.phases.flatMap((phase) =>
    "template" in phase ? [phase.template.kind] : [],
  );
  for (const kind of new Set(kinds)) {
    const resource = WORKLOADS[kind];
    if (!resource) continue;
    watches.want(resource, undefined, (events, atMs) =>
      measurement.workloadEvents(kind, events, atMs),
    );
  }
  await watchSpans(scenario.spans, { client, clock, measurement, watches });
  await watches.start();
  return watches;
}
