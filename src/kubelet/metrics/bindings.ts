// What expressions of usage and metrics see, and the number their values are.

import { CelDuration, CelQuantity, type CelResultValue, CelTimestamp } from "../../expr/index.ts";
import type { PodObject } from "../../kube/index.ts";
import type { NodeSnapshot } from "./usage-meter.ts";

export function bindingsOf(
  { node }: NodeSnapshot,
  pod?: PodObject,
  container?: string,
): Record<string, unknown> {
  const containers = (pod?.spec?.["containers"] ?? []) as readonly { readonly name: string }[];
  return {
    node,
    ...(pod && { pod }),
    ...(container !== undefined && {
      container: containers.find(({ name }) => name === container),
    }),
  };
}

/** KWOK's reading: a duration is so many nanoseconds. A time, which it refuses, is seconds since the epoch. */
export function numberOf(value: CelResultValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof CelQuantity) return Number(value.nanos) / 1e9;
  if (value instanceof CelDuration) return Number(value.nanoseconds);
  if (value instanceof CelTimestamp) return value.epochMs / 1000;
  return Number.NaN;
}
