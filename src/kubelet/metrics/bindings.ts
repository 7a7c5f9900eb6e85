// What expressions of usage and metrics see, and the number their values are.

import { CelDuration, CelQuantity, type CelResultValue, CelTimestamp } from "../../expr/index.ts";
import type { PodObject } from "../../kube/index.ts";
import type { NodeSnapshot } from "./usage-meter.ts";

/** Objects as typed ones would be seen: lists of names are there even when they are empty. */
export function bindingsOf(
  { node }: NodeSnapshot,
  pod?: PodObject,
  container?: string,
): Record<string, unknown> {
  const containers = (pod?.spec?.["containers"] ?? []) as readonly { readonly name: string }[];
  return {
    node: withMaps(node as PodObject),
    ...(pod && { pod: withMaps(pod) }),
    ...(container !== undefined && {
      container: containers.find(({ name }) => name === container),
    }),
  };
}

const seen = new WeakMap<object, object>();

function withMaps(object: PodObject): object {
  let found = seen.get(object);
  if (!found) {
    const { metadata } = object;
    found = {
      ...object,
      metadata: {
        ...metadata,
        labels: metadata.labels ?? {},
        annotations: metadata.annotations ?? {},
      },
    };
    seen.set(object, found);
  }
  return found;
}

export function numberOf(value: CelResultValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof CelQuantity) return Number(value.nanos) / 1e9;
  if (value instanceof CelDuration) return Number(value.nanoseconds) / 1e9;
  if (value instanceof CelTimestamp) return value.epochMs / 1000;
  return Number.NaN;
}
