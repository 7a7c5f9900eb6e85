// Resource versions, which Kubernetes promises are decimal numbers that grow with every write of a resource.

import type { KubeObject } from "../kube/index.ts";

/** The object's resourceVersion; NaN where it has none that is a number, which then is never "already seen". */
export function versionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion ?? "x");
}

const FIELD = '"resourceVersion":"';

/**
 * The resourceVersion in an object's JSON, without parsing it: a patch is answered with the whole object, of which
 * this is all that is needed. NaN where it cannot be found.
 */
export function versionInText(text: string): number {
  const at = text.indexOf(FIELD);
  if (at < 0) return Number.NaN;
  const start = at + FIELD.length;
  return Number(text.slice(start, text.indexOf('"', start)) || "x");
}
