// Pods as they are created and changed (core/v1 ValidatePodCreate, ValidatePodUpdate and the subresources' own).

import { jsonEqual, type Json, type KubeObject } from "../../../kube/index.ts";
import { onceForAlike } from "../../registry/alike.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Draft } from "../../store/draft.ts";
import { forbiddenField, invalidField, requiredField } from "../field-errors.ts";
import { goDiff } from "../go-diff.ts";
import { goForm } from "../go-shapes.ts";
import type { Errors } from "../rules.ts";
import { gatesOnlyGo, tolerations } from "./scheduling.ts";
import { podStatusErrors } from "../status/pods.ts";
import { narrowed } from "./gated.ts";
import type { Validation } from "../validation.ts";
import { resizeErrors, withResourcesOnly } from "./resize.ts";
import { podOnly, podSpec } from "./spec.ts";
import type { Container, PodSpec, Toleration } from "./types.ts";

const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
const INT32_TEXT = /^-?(?:0|[1-9]\d{0,9})$/;
const MUTABLE =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function newPodErrors(pod: Draft): readonly FieldError[] {
  const errors: Errors = [];
  const spec = specOf(pod);
  wholePod(pod, spec, errors);
  if (spec.ephemeralContainers?.length)
    errors.push(forbiddenField("spec.ephemeralContainers", "cannot be set on create"));
  if (spec.nodeName && spec.schedulingGates?.length)
    errors.push(
      forbiddenField("spec.nodeName", "cannot be set until all schedulingGates have been cleared"),
    );
  return errors;
}

/** Nothing is looked at where the spec did not change. */
function changedPodErrors(pod: Draft, before: KubeObject): readonly FieldError[] {
  const [spec, old] = [specOf(pod), specOf(before)];
  if (spec === old || jsonEqual(spec as Json, old as Json)) return [];
  const errors: Errors = [];
  wholePod(pod, spec, errors);
  if (!sameContainers(spec, old, errors)) return errors;
  changedImages(spec, errors);
  if (!deadline(spec, old, errors)) return errors;
  addedTolerations(spec.tolerations ?? [], old.tolerations ?? [], errors);
  gatesOnlyGo(
    spec.schedulingGates ?? [],
    old.schedulingGates ?? [],
    "spec.schedulingGates",
    errors,
  );
  const fixed = withMutableOf(spec, old, errors);
  if (!jsonEqual(fixed as Json, old as Json)) {
    const diff = goDiff(goForm("PodSpec", old), goForm("PodSpec", fixed));
    errors.push(forbiddenField("spec", `${MUTABLE}\n${diff}`));
  }
  return errors;
}

function specOf(pod: Draft | KubeObject): PodSpec {
  return pod["spec"] ?? {};
}

function wholePod(pod: Draft, spec: PodSpec, errors: Errors): void {
  const cost = pod.metadata.annotations?.[DELETION_COST];
  if (cost !== undefined && !(INT32_TEXT.test(cost) && Number(cost) === (Number(cost) | 0)))
    errors.push(
      invalidField(`metadata.annotations[${DELETION_COST}]`, cost, "must be a 32bit integer"),
    );
  errors.push(...specErrors(spec));
}

const specErrors = onceForAlike((spec: PodSpec): readonly FieldError[] => {
  const errors: Errors = [];
  podSpec(spec, true, "spec", errors);
  podOnly(spec, "spec", errors);
  return errors;
});

/** Whether there are as many containers as before; the rest is compared only then. */
function sameContainers(spec: PodSpec, old: PodSpec, errors: Errors): boolean {
  for (const field of ["containers", "initContainers"] as const)
    if ((spec[field]?.length ?? 0) !== (old[field]?.length ?? 0)) {
      errors.push(forbiddenField(`spec.${field}`, "pod updates may not add or remove containers"));
      return false;
    }
  return true;
}

/** Looked at a second time where a pod changes. */
function changedImages(spec: PodSpec, errors: Errors): void {
  for (const list of ["containers", "initContainers"] as const)
    for (const [index, { image = "" }] of (spec[list] ?? []).entries()) {
      const at = `spec.${list}[${index}].image`;
      if (image === "") errors.push(requiredField(at));
      else if (image.trim() !== image)
        errors.push(invalidField(at, image, "must not have leading or trailing whitespace"));
    }
}

function deadline(
  { activeDeadlineSeconds: now }: PodSpec,
  { activeDeadlineSeconds: then }: PodSpec,
  errors: Errors,
): boolean {
  if (then === undefined) return true;
  const refuse = (why: string): void => {
    errors.push(invalidField("spec.activeDeadlineSeconds", now ?? null, why));
  };
  if (now === undefined) refuse("must not update from a positive integer to nil value");
  else if (now > then) {
    refuse("must be less than or equal to previous value");
    return false;
  }
  return true;
}

/** Tolerations may be added, and those that are there may last longer or shorter. */
function addedTolerations(
  now: readonly Toleration[],
  then: readonly Toleration[],
  errors: Errors,
): void {
  const kept = then.every((old) =>
    now.some(({ tolerationSeconds: _now, ...toleration }) => {
      const { tolerationSeconds: _then, ...rest } = old;
      return jsonEqual(toleration, rest);
    }),
  );
  if (kept) tolerations(now, "spec.tolerations", errors);
  else
    errors.push(
      forbiddenField(
        "spec.tolerations",
        "existing toleration can not be modified except its tolerationSeconds",
      ),
    );
}

/** The spec with what may change as it was. */
function withMutableOf(spec: PodSpec, old: PodSpec, errors: Errors): PodSpec {
  const fixed: Record<string, unknown> = { ...spec };
  const set = (field: keyof PodSpec, value: unknown): void => {
    if (value === undefined) delete fixed[field];
    else fixed[field] = value;
  };
  const restore = (field: keyof PodSpec): void => set(field, old[field]);
  for (const field of ["containers", "initContainers"] as const)
    if (spec[field])
      fixed[field] = spec[field].map((container, at) => ({
        ...container,
        image: old[field]?.[at]?.image,
      }));
  for (const field of ["activeDeadlineSeconds", "schedulingGates", "tolerations"] as const)
    restore(field);
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1)
    restore("terminationGracePeriodSeconds");
  if (old.schedulingGates?.length) narrowed(spec, old, set, errors);
  return fixed;
}

/** The subresource for ephemeral containers changes nothing else. */
function withEphemeralContainersOnly(pod: Draft, before: KubeObject): void {
  const { ephemeralContainers } = specOf(pod);
  const { ephemeralContainers: _, ...spec } = specOf(before);
  pod["spec"] = { ...spec, ...(ephemeralContainers && { ephemeralContainers }) };
}

function ephemeralContainersErrors(pod: Draft, before: KubeObject): readonly FieldError[] {
  const errors: Errors = [];
  wholePod(pod, specOf(pod), errors);
  const now = new Map(
    (specOf(pod).ephemeralContainers ?? []).map((container) => [container.name, container]),
  );
  for (const old of specOf(before).ephemeralContainers ?? []) {
    const named = `existing ephemeral containers ${JSON.stringify(old.name)} may not be`;
    const container = now.get(old.name);
    if (!container) errors.push(forbiddenField("spec.ephemeralContainers", `${named} removed\n`));
    else if (!jsonEqual(container as Json, old as Json)) {
      const form = (value: Container): unknown => goForm("EphemeralContainer", value);
      errors.push(
        forbiddenField(
          "spec.ephemeralContainers",
          `${named} changed\n${goDiff(form(old), form(container))}`,
        ),
      );
    }
  }
  return errors;
}

export const pods: Readonly<Record<string, Validation>> = {
  "/Pod": {
    validateCreate: newPodErrors,
    validateUpdate: changedPodErrors,
    validateStatus: podStatusErrors,
    parts: {
      ephemeralcontainers: {
        prepare: withEphemeralContainersOnly,
        validate: ephemeralContainersErrors,
      },
      resize: { prepare: withResourcesOnly, validate: resizeErrors },
    },
  },
};
