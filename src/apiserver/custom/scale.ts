// The scale of a custom resource: its definition says where the replicas are (registry/customresource/etcd.go).

import type { KubeObject, ObjectMeta } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";
import { recordAt, textOf, type Draft } from "../store/draft.ts";
import type { ScalePaths } from "./definition.ts";
import { invalidField } from "../validation/field-errors.ts";

/** The object's autoscaling/v1 Scale; where it says nothing of replicas, there are none. */
export function customScale(object: KubeObject, paths: ScalePaths): KubeObject {
  const replicas = countAt(object, paths.specReplicasPath);
  const selector = paths.labelSelectorPath && valueAt(object, paths.labelSelectorPath);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: scaleMetadata(object),
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: countAt(object, paths.statusReplicasPath),
      ...(typeof selector === "string" && selector !== "" && { selector }),
    },
  };
}

/** What a Scale says of the object it scales. */
export function scaleMetadata({ metadata }: KubeObject): ObjectMeta {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return { name, namespace, uid, resourceVersion, creationTimestamp } as ObjectMeta;
}

/** Sets the value at `.spec.replicas` or deeper; what the draft shares with others is copied on the way. */
export function setAt(draft: Draft, path: string, value: unknown): void {
  const steps = stepsOf(path);
  const last = steps.pop();
  let holder: Record<string, unknown> = draft;
  for (const step of steps) {
    const copy = { ...recordAt(holder, step) };
    holder[step] = copy;
    holder = copy;
  }
  if (last !== undefined) holder[last] = value;
}

function countAt(object: KubeObject, path: string): number {
  const value = valueAt(object, path);
  return typeof value === "number" ? value : 0;
}

function valueAt(object: KubeObject, path: string): unknown {
  const steps = stepsOf(path);
  const last = steps.pop();
  let holder: Readonly<Record<string, unknown>> = object;
  for (const step of steps) holder = recordAt(holder, step);
  return last === undefined ? undefined : holder[last];
}

function stepsOf(path: string): string[] {
  return path.split(".").slice(1);
}

/** The replicas of a custom resource are counts, whatever its schema says (registry/customresource/validator.go). */
export function replicasErrors(object: KubeObject, paths: ScalePaths): readonly FieldError[] {
  return [paths.specReplicasPath, paths.statusReplicasPath].flatMap((path) => {
    const value = valueAt(object, path);
    if (value === undefined) return [];
    if (typeof value !== "number" || !Number.isInteger(value)) {
      const why = `${path} accessor error: ${textOf(value)} is of the type ${goType(value)}, expected int64`;
      return [invalidField(path, 0, why)];
    }
    return value < 0 ? [invalidField(path, value, "should be a non-negative integer")] : [];
  });
}

function goType(value: unknown): string {
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "[]interface {}";
  return typeof value === "object" ? "map[string]interface {}" : typeof value;
}
