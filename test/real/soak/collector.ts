// Waiting for the real garbage collector to have read what was made: what it has not read yet it does not orphan, but collects.

import type { Resource } from "../../../src/kube/index.ts";
import type { Kube } from "./kube.ts";

/** Makes an object whose owner never was, and sees it go: the collector has read all of `resource` that was made before. */
export async function collectorHasRead(
  kube: Kube,
  resource: Resource,
  fields: object = {},
): Promise<void> {
  const uid = crypto.randomUUID();
  const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "never", uid }];
  const name = `ownerless-${uid}`;
  await kube.create(resource, name, fields, { ownerReferences });
  await kube.gone(resource, name);
}
