// Counts that controllers give of their pods: none is negative, parts are not more than the whole, and how often names
// clashed only grows (apps/validation, core/validation).

import { recordAt } from "../../store/draft.ts";
import type { KubeObject } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Draft } from "../../store/draft.ts";
import { invalidField } from "../field-errors.ts";
import type { Errors } from "../rules.ts";
import { nonNegatives, onlyGrows, statusOf, type Counts } from "./parts.ts";

interface Kind {
  /** In the order in which they are looked at. */
  readonly counts: readonly string[];
  /** Those that are part of `replicas`. */
  readonly parts?: readonly string[];
  /** What available pods are a part of is called. */
  readonly ready?: string;
}

const countErrors =
  ({ counts, parts = [], ready = "readyReplicas" }: Kind) =>
  (draft: Draft, before: KubeObject): readonly FieldError[] => {
    const status = statusOf(draft);
    const errors: Errors = [];
    nonNegatives(status, counts, errors);
    const clashes = onlyGrows(status, recordAt(before, "status") as Counts);
    errors.push(...clashes.negative);
    const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
    for (const name of parts)
      if ((status[name] ?? 0) > replicas)
        errors.push(
          invalidField(
            `status.${name}`,
            status[name] ?? 0,
            "cannot be greater than status.replicas",
          ),
        );
    if (availableReplicas > readyReplicas)
      errors.push(
        invalidField(
          "status.availableReplicas",
          availableReplicas,
          `cannot be greater than ${ready}`,
        ),
      );
    errors.push(...clashes.less);
    return errors;
  };

const SET = ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"];
const STATEFUL = ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"];
const DEPLOYMENT = ["updatedReplicas", "readyReplicas", "availableReplicas"];

export const deploymentStatusErrors = countErrors({
  counts: [
    "observedGeneration",
    "replicas",
    ...DEPLOYMENT,
    "unavailableReplicas",
    "terminatingReplicas",
  ],
  parts: DEPLOYMENT,
});

/** Also of replication controllers. */
export const replicaSetStatusErrors = countErrors({
  counts: ["replicas", ...SET, "observedGeneration", "terminatingReplicas"],
  parts: SET,
});

export const statefulSetStatusErrors = countErrors({
  counts: ["replicas", ...STATEFUL, "observedGeneration"],
  parts: STATEFUL,
  ready: "status.readyReplicas",
});

export const daemonSetStatusErrors = countErrors({
  counts: [
    "currentNumberScheduled",
    "numberMisscheduled",
    "desiredNumberScheduled",
    "numberReady",
    "observedGeneration",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberUnavailable",
  ],
});
