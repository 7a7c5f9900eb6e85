// Takes down what a run made on a cluster that is not its own: by its label, owners first, nodes last.

import { messageOf } from "../base/index.ts";
import { ApiError, type Client, type DeleteOptions } from "../client/index.ts";
import { type Resource, resources } from "../kube/index.ts";
import { RUN_LABEL } from "../scenario/index.ts";
import { forEachBounded } from "./bounded.ts";
import { pause } from "./patience.ts";
import { NAMESPACED_KINDS, labelled } from "./remains.ts";

const IN_FLIGHT_DEFAULT = 64;
const TRIES_MAX = 5;
const TRY_PAUSE_MS = 200;
/** Deleting takes time to show; after so many rounds what is still listed is reported, not waited for. */
const ROUNDS_MAX = 20;
const ROUND_PAUSE_MS = 250;
const LEASE_NAMESPACE = "kube-node-lease";

export interface CleanupOptions {
  readonly inFlight?: number;
  readonly signal?: AbortSignal;
  /** Kinds beside the usual ones that the run made, such as custom resources. */
  readonly resources?: readonly Resource[];
}

export interface CleanupOutcome {
  readonly deleted: number;
  /** Sentences on what could not be deleted. */
  readonly remaining: readonly string[];
}

/** Deletes everything with the run's label; never rejects for a single object, but tells what is left. */
export async function cleanup(
  client: Pick<Client, "list" | "delete">,
  runId: string,
  options: CleanupOptions = {},
): Promise<CleanupOutcome> {
  const signal = options.signal ?? new AbortController().signal;
  const inFlight = options.inFlight ?? IN_FLIGHT_DEFAULT;
  const selector = `${RUN_LABEL}=${runId}`;
  const remaining: string[] = [];
  let deleted = 0;
  const kinds: readonly (readonly [Resource, DeleteOptions])[] = [
    ...(options.resources ?? []).map((resource) => [resource, {}] as const),
    // No kubelet is waited for: the simulated ones may be gone already.
    ...NAMESPACED_KINDS.map((resource) => [resource, optionsFor(resource)] as const),
    [resources.namespaces, {}],
    [resources.nodes, {}],
  ];
  for (const [resource, deletion] of kinds) {
    const outcome = await removeAll({ client, resource, selector, deletion, inFlight, signal });
    deleted += outcome.deleted;
    remaining.push(...outcome.remaining);
  }
  return { deleted, remaining };
}

function optionsFor({ plural }: Resource): DeleteOptions {
  return plural === "pods" ? { gracePeriodSeconds: 0 } : { propagationPolicy: "Background" };
}

interface Removal {
  readonly client: Pick<Client, "list" | "delete">;
  readonly resource: Resource;
  readonly selector: string;
  readonly deletion: DeleteOptions;
  readonly inFlight: number;
  readonly signal: AbortSignal;
}

/** Lists and deletes until nothing new is listed: a controller may still have made objects meanwhile. */
async function removeAll(removal: Removal): Promise<CleanupOutcome> {
  const { client, resource, selector, signal } = removal;
  const asked = new Set<string>();
  const errors = new Map<string, string>();
  for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round++) {
    let listed = 0;
    try {
      for await (const page of labelled(client, resource, selector)) {
        listed += page.length;
        const fresh = page.filter(({ metadata }) => !asked.has(metadata.uid ?? metadata.name));
        for (const { metadata } of fresh) asked.add(metadata.uid ?? metadata.name);
        await removePage(
          fresh.map(({ metadata }) => metadata),
          removal,
          errors,
        );
      }
    } catch (error) {
      return { deleted: asked.size, remaining: [`${resource.plural}: ${messageOf(error)}`] };
    }
    if (listed === 0) return { deleted: asked.size, remaining: [] };
    // Namespaces go on terminating by themselves for as long as their cluster needs.
    if (resource.plural === "namespaces") break;
    await pause(ROUND_PAUSE_MS, signal);
  }
  return { deleted: asked.size - errors.size, remaining: [...errors.values()] };
}

interface Named {
  readonly name: string;
  readonly namespace?: string;
}

async function removePage(
  page: readonly Named[],
  { client, resource, deletion, inFlight, signal }: Removal,
  errors: Map<string, string>,
): Promise<void> {
  await forEachBounded(page, inFlight, signal, async ({ name, namespace }) => {
    const key = namespace === undefined ? name : `${namespace}/${name}`;
    const remove = (target: Resource, ref: Named): Promise<string | undefined> =>
      removeOne(() => client.delete(target, ref, deletion), signal);
    const error = await remove(resource, namespace === undefined ? { name } : { name, namespace });
    if (error !== undefined) errors.set(key, `${resource.plural} ${key}: ${error}`);
    else errors.delete(key);
    if (resource.plural === "nodes")
      await remove(resources.leases, { name, namespace: LEASE_NAMESPACE });
  });
}

/** Undefined when it is gone; else why not. */
async function removeOne(
  send: () => Promise<void>,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      await send();
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      const isWorthAnother = error instanceof ApiError && error.retryable && !signal.aborted;
      if (!isWorthAnother || tries === TRIES_MAX) return messageOf(error);
      await pause(TRY_PAUSE_MS * tries, signal);
    }
  }
}
