// Resource versions, which Kubernetes promises are decimal numbers that grow with every write of a resource.

import type { KubeObject } from "../kube/index.ts";

/** The object's resourceVersion; NaN where it has none that is a number, which then is never "already seen". */
export function versionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion ?? "x");
}
