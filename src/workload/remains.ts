// What a run made, found by its labels; nothing without them is ever touched.

import type { Client } from "../client/index.ts";
import { type KubeObject, type Resource, resources } from "../kube/index.ts";
import { MANAGED_BY, MANAGED_BY_LABEL, RUN_LABEL } from "../scenario/index.ts";

const PAGE_LENGTH = 500;

/** Owners before what they own, so that no controller makes again what was deleted. */
export const NAMESPACED_KINDS: readonly Resource[] = [
  resources.deployments,
  resources.jobs,
  resources.replicaSets,
  resources.pods,
];

/** Pages of one collection's objects with a label selector. */
export async function* labelled(
  client: Pick<Client, "list">,
  resource: Resource,
  labelSelector: string,
): AsyncGenerator<readonly KubeObject[]> {
  let token: string | undefined;
  do {
    const page = await client.list(resource, {
      labelSelector,
      limit: PAGE_LENGTH,
      ...(token !== undefined && { continue: token }),
    });
    yield page.items;
    token = page.metadata.continue || undefined;
  } while (token !== undefined);
}

/**
 * Sentences on what earlier runs left on the cluster, one for each run and kind; none when it is clean. Rejects with
 * ApiError where listing is refused.
 */
export async function leftovers(client: Pick<Client, "list">): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const resource of [resources.namespaces, resources.nodes])
    for await (const page of labelled(client, resource, `${MANAGED_BY_LABEL}=${MANAGED_BY}`))
      for (const { metadata } of page) {
        const run = metadata.labels?.[RUN_LABEL];
        if (run === undefined) continue;
        const key = `${run} ${resource.plural}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  return [...counts].map(([key, count]) => {
    const [run, plural] = key.split(" ");
    return `Run ${run} left ${plural}: ${count}; kubectl delete ${plural} -l ${RUN_LABEL}=${run} removes them.`;
  });
}
