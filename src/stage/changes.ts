// Whether a patch surely changes an object, found without applying it: one differing scalar is enough, and most
// patches have one in their first fields.

import { type Json, type JsonObject, isObject } from "../kube/index.ts";

/** True is certain; false means that only applying the patch can tell. */
export function surelyChanges(target: Json | undefined, patch: Json | undefined): boolean {
  if (!isObject(patch)) return false;
  if (!isObject(target)) return hasValue(patch);
  for (const name in patch) {
    if (name.startsWith("$")) return false;
    const wanted = patch[name];
    if (wanted === undefined || wanted === null) continue;
    const present = target[name];
    if (typeof wanted !== "object") {
      if (present !== wanted) return true;
    } else if (!Array.isArray(wanted) && surelyChanges(present, wanted)) return true;
  }
  return false;
}

/** Whether something in the patch would be set, rather than only removed or emptied. */
function hasValue(patch: JsonObject): boolean {
  for (const name in patch) {
    const value = patch[name];
    if (value !== null && typeof value !== "object" && value !== undefined && !name.startsWith("$"))
      return true;
  }
  return false;
}
