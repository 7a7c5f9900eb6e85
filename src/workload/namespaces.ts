// The namespaces a run makes for itself, before the first object in them.

import { FailureError, exitCodes, fail, messageOf } from "../base/index.ts";
import { ApiError, type Client } from "../client/index.ts";
import { type KubeObject, type Resource, resources } from "../kube/index.ts";
import { MANAGED_BY, MANAGED_BY_LABEL, RUN_LABEL } from "../scenario/index.ts";
import { forEachBounded } from "./bounded.ts";
import { pause } from "./patience.ts";
import type { Population } from "./population.ts";

const IN_FLIGHT_MAX = 16;
const SERVICE_ACCOUNT_TRIES_MAX = 100;
const SERVICE_ACCOUNT_PAUSE_MS = 100;

const serviceAccounts: Resource = {
  group: "",
  version: "v1",
  plural: "serviceaccounts",
  kind: "ServiceAccount",
  namespaced: true,
};

export interface NamespaceContext {
  readonly client: Pick<Client, "create" | "get">;
  readonly population: Population;
  readonly run: string;
  readonly signal: AbortSignal;
  /** Whether the cluster makes service accounts and asks for them: pods are refused before they are there. */
  readonly awaitServiceAccounts?: boolean;
}

/** Makes those of `names` that the run has not made yet. Throws FailureError where one belongs to somebody else. */
export async function makeNamespaces(
  names: readonly string[],
  { client, population, run, signal, awaitServiceAccounts = false }: NamespaceContext,
): Promise<void> {
  const missing = names.filter((name) => !population.namespaces.has(name));
  await forEachBounded(missing, IN_FLIGHT_MAX, signal, async (name) => {
    await makeNamespace(client, name, run);
    if (awaitServiceAccounts) await serviceAccountOf(client, name, signal);
    population.namespaces.add(name);
  });
}

async function makeNamespace(
  client: Pick<Client, "create" | "get">,
  name: string,
  run: string,
): Promise<void> {
  const labels = { [MANAGED_BY_LABEL]: MANAGED_BY, [RUN_LABEL]: run };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  try {
    await client.create(resources.namespaces, namespace);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== "AlreadyExists")
      throw refusal(name, error);
    const found = await client.get<KubeObject>(resources.namespaces, { name });
    const other = found.metadata.labels?.[RUN_LABEL];
    if (other === run) return;
    const owner = other === undefined ? "not made by kwokbench" : `left by run ${other}`;
    const wayOut =
      other === undefined
        ? "rename the scenario, from whose name the namespace's is made"
        : `delete it (kubectl delete namespace -l ${RUN_LABEL}=${other}) and run again`;
    fail(`the namespace ${name} exists already, ${owner}`, wayOut, exitCodes.incomplete);
  }
}

function refusal(name: string, error: unknown): FailureError {
  const message = `the namespace ${name} could not be created: ${messageOf(error)}`;
  const hint = "a run needs to create namespaces; check the server and the context's permissions";
  return new FailureError([{ message, hint }], exitCodes.incomplete);
}

/** A real API server refuses pods until the namespace's default service account is there, a moment later. */
async function serviceAccountOf(
  client: Pick<Client, "get">,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 0; tries < SERVICE_ACCOUNT_TRIES_MAX && !signal.aborted; tries++) {
    try {
      await client.get(serviceAccounts, { name: "default", namespace });
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) return;
      await pause(SERVICE_ACCOUNT_PAUSE_MS, signal);
    }
  }
}
