// Scales a set of objects named NAME-000000 upwards. The highest numbers are deleted first, so that the same number of
// replicas always means the same objects.

import { type Client, deleteRequest } from "../client/index.ts";
import { type Resource, collectionPath } from "../kube/index.ts";
import { type BodyWords, compileBody, forEachBounded } from "../workload/index.ts";

/** The label of all objects of a set; its value is the set's name. */
export const SCALE_LABEL = "kwokbench.dev/scale";

const IN_FLIGHT_MAX = 64;
const ZONES = 3;
const DIGITS = 6;

export interface ScaleRequest {
  readonly client: Client;
  readonly resource: Resource;
  /** Namespace of the objects; empty for cluster-scoped kinds. */
  readonly namespace: string;
  /** The set's name, and what its objects' names begin with. */
  readonly name: string;
  readonly replicas: number;
  /** The object; `${name}`, `${namespace}`, `${index}` and `${zone}` in it are replaced. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

export interface Scaled {
  readonly created: number;
  readonly deleted: number;
}

/** Creates the objects that are missing and deletes those beyond `replicas`. Rejects with ApiError. */
export async function scaleTo(request: ScaleRequest): Promise<Scaled> {
  const { client, resource, namespace, name, replicas, signal } = request;
  const labelSelector = `${SCALE_LABEL}=${name}`;
  const { items } = await client.list(resource, { namespace, labelSelector });
  const there = new Set(items.map(({ metadata }) => metadata.name));
  const missing = Array.from({ length: replicas }, (_, index) => index).filter(
    (index) => !there.has(nameOf(name, index)),
  );
  const beyond = [...there]
    .filter((one) => Number(one.slice(name.length + 1)) >= replicas)
    .sort()
    .toReversed();
  const body = bodyOf(request);
  const path = collectionPath(resource, namespace);
  await forEachBounded(missing, IN_FLIGHT_MAX, signal, (index) =>
    client.discard({ method: "POST", path, body: body(wordsOf(request, index)) }),
  );
  await forEachBounded(beyond, IN_FLIGHT_MAX, signal, (one) =>
    client.discard(deleteRequest(resource, { name: one, namespace })),
  );
  return { created: missing.length, deleted: beyond.length };
}

const nameOf = (name: string, index: number): string =>
  `${name}-${String(index).padStart(DIGITS, "0")}`;

function wordsOf({ name, namespace }: ScaleRequest, index: number): BodyWords {
  return {
    name: nameOf(name, index),
    namespace,
    index: String(index),
    zone: String(index % ZONES),
  };
}

function bodyOf({ manifest, name, namespace }: ScaleRequest): (words: BodyWords) => string {
  const metadata = (manifest["metadata"] ?? {}) as Readonly<Record<string, unknown>>;
  const labels = { ...(metadata["labels"] as object | undefined), [SCALE_LABEL]: name };
  const marked = {
    ...manifest,
    metadata: {
      ...metadata,
      name: "${name}",
      labels,
      ...(namespace !== "" && { namespace: "${namespace}" }),
    },
  };
  return compileBody(JSON.stringify(marked), { run: name, phase: "scale" });
}
