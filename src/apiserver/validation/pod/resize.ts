// The subresource that changes the resources of a pod's containers while it runs.

import { jsonEqual, type Json, type KubeObject } from "../../../kube/index.ts";
import { qualityOfService } from "../../registry/quality-of-service.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import { forbiddenField, invalidField } from "../field-errors.ts";
import { requirements, type ResourceList } from "../quantities.ts";
import type { Errors } from "../rules.ts";
import type { Container, PodSpec } from "./types.ts";

const LISTS = ["containers", "initContainers"] as const;
const RESIZABLE = ["cpu", "memory"];

/** Nothing but the resources of containers, and how they are resized, changes. */
export function withResourcesOnly(pod: Draft, before: KubeObject): void {
  const [spec, old] = [recordAt(pod, "spec") as PodSpec, recordAt(before, "spec") as PodSpec];
  const result: Record<string, unknown> = { ...old };
  for (const list of LISTS) {
    const containers = old[list];
    if (!containers) continue;
    result[list] = containers.map((container) => {
      const now = spec[list]?.find(({ name }) => name === container.name);
      return now ? resized(container, now) : container;
    });
  }
  pod["spec"] = result;
}

function resized(container: Container, { resources, resizePolicy }: Container): Container {
  return {
    ...container,
    ...(resources && { resources }),
    ...(resizePolicy && { resizePolicy }),
  };
}

export function resizeErrors(pod: Draft, before: KubeObject): readonly FieldError[] {
  const errors: Errors = [];
  const [spec, old] = [recordAt(pod, "spec") as PodSpec, recordAt(before, "spec") as PodSpec];
  const quality = qualityOfService(recordAt(pod, "spec"));
  if (quality !== qualityOfService(recordAt(before, "spec")))
    errors.push(
      invalidField(
        "spec",
        recordAt(pod, "status")["qosClass"],
        "Pod QOS Class may not change as a result of resizing",
      ),
    );
  if (!isSupported(before))
    errors.push(forbiddenField("spec", "Pod running on node without support for resize"));
  for (const list of LISTS)
    for (const [index, container] of (spec[list] ?? []).entries())
      if (container.resources)
        requirements(container.resources, `spec.${list}[${index}].resources`, errors);
  if (errors.length === 0 && changesOthers(spec, old))
    errors.push(forbiddenField("spec", "only cpu and memory resources are mutable"));
  return errors;
}

/** Kubelets that can resize say which resources a running container has. */
function isSupported(pod: KubeObject): boolean {
  const { containerStatuses = [] } = recordAt(pod, "status") as {
    containerStatuses?: readonly { state?: { running?: unknown }; resources?: unknown }[];
  };
  const running = containerStatuses.find(({ state }) => state?.running);
  return !running || running.resources !== undefined;
}

/** Whether amounts of something else than CPU and memory change. */
function changesOthers(spec: PodSpec, old: PodSpec): boolean {
  return LISTS.some((list) =>
    (spec[list] ?? []).some((container, index) => {
      const then = old[list]?.[index];
      return !jsonEqual(fixedAmounts(container) as Json, fixedAmounts(then) as Json);
    }),
  );
}

function fixedAmounts(container: Container | undefined): unknown {
  const fixed = (list: ResourceList = {}): object =>
    Object.fromEntries(Object.entries(list).filter(([name]) => !RESIZABLE.includes(name)));
  return [fixed(container?.resources?.limits), fixed(container?.resources?.requests)];
}
