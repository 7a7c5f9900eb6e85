// A finalizers step as a JSON patch of metadata.finalizers.

import type { Json } from "../kube/index.ts";
import type { FinalizersStep } from "./stage.ts";

/** The operations that turn `present` into what the step asks for; none when it is so already. */
export function finalizerOperations(
  step: FinalizersStep,
  present: readonly string[] | undefined,
): readonly Json[] {
  const before = present ?? [];
  const kept = step.empty ? [] : before.filter((name) => !step.remove.includes(name));
  const added = step.add.filter((name) => !kept.includes(name));
  const after = [...kept, ...new Set(added)];
  if (after.length === before.length && after.every((name, index) => name === before[index]))
    return [];
  const path = "/metadata/finalizers";
  // The test makes the server refuse when the list has changed meanwhile: the change is then worked out again.
  const test = present && present.length > 0 ? [{ op: "test", path, value: [...before] }] : [];
  if (after.length === 0) return [...test, { op: "remove", path }];
  return [...test, { op: present ? "replace" : "add", path, value: after }];
}
