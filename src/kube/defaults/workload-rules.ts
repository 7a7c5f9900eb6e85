// What workloads mean where they say nothing: pkg/apis/{apps,batch,autoscaling}/*/defaults.go. kube-controller-manager
// follows pointers that these fill, and panics where they are nil.

import type { Json, JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import {
  fields,
  fieldsOverZero,
  isAbsent,
  isEmptyMap,
  items,
  part,
  setAbsent,
  within,
  type Rule,
} from "./rule.ts";

/** How busy processors may be before an autoscaler adds pods. */
const CPU_PERCENT = 80;
const INT32_MAX = 2 ** 31 - 1;

const ofSpec =
  (rule: Rule): Rule =>
  (object) =>
    within(object, "spec", rule);

const deployment = ofSpec((before) => {
  const spec = setAbsent(before, {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return rolling(spec, "strategy", { maxUnavailable: "25%", maxSurge: "25%" });
});

const daemonSet = ofSpec((before) => {
  const spec = setAbsent(before, { revisionHistoryLimit: 10 });
  return rolling(spec, "updateStrategy", { maxUnavailable: 1, maxSurge: 0 });
});

function rolling(
  spec: JsonObject,
  name: string,
  parameters: Readonly<Record<string, string | number>>,
): JsonObject {
  return within(spec, name, (before) => {
    const strategy = setAbsent(before, { type: "RollingUpdate" });
    if (strategy["type"] !== "RollingUpdate") return strategy;
    return within(strategy, "rollingUpdate", fields(parameters));
  });
}

/** Unlike the others, a stateful set whose strategy names its type keeps an absent `rollingUpdate`. */
const statefulSet = ofSpec((before) => {
  const spec = setAbsent(before, {
    podManagementPolicy: "OrderedReady",
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  const withStrategy = within(spec, "updateStrategy", (given) => {
    const strategy = isAbsent(given["type"])
      ? setAbsent(given, { type: "RollingUpdate", rollingUpdate: () => ({}) })
      : given;
    if (strategy["type"] !== "RollingUpdate" || isAbsent(strategy["rollingUpdate"]))
      return strategy;
    return within(strategy, "rollingUpdate", fields({ partition: 0 }));
  });
  return within(
    withStrategy,
    "persistentVolumeClaimRetentionPolicy",
    fields({ whenDeleted: "Retain", whenScaled: "Retain" }),
  );
});

function job(object: JsonObject): JsonObject {
  const { labels } = part(part(part(object, "spec"), "template"), "metadata");
  const labelled =
    isObject(labels) && isEmptyMap(part(object, "metadata")["labels"])
      ? within(object, "metadata", (metadata) => ({ ...metadata, labels: { ...labels } }))
      : object;
  return within(labelled, "spec", (spec) => {
    const isOnce = isAbsent(spec["completions"]) && isAbsent(spec["parallelism"]);
    return setAbsent(spec, {
      ...(isOnce && { completions: 1 }),
      parallelism: 1,
      backoffLimit: isAbsent(spec["backoffLimitPerIndex"]) ? 6 : INT32_MAX,
      completionMode: "NonIndexed",
      suspend: false,
      podReplacementPolicy: isAbsent(spec["podFailurePolicy"]) ? "TerminatingOrFailed" : "Failed",
      manualSelector: false,
    });
  });
}

const cronJob = ofSpec(
  fields({
    concurrencyPolicy: "Allow",
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  }),
);

const scaler = ofSpec((before) => {
  let spec = setAbsent(before, { minReplicas: 1 });
  if (items(spec, "metrics").length === 0) spec = { ...spec, metrics: [cpuMetric()] };
  if (!isObject(spec["behavior"])) return spec;
  return within(spec, "behavior", (behavior) => {
    const up = within(behavior, "scaleUp", fields(scaleUpDefaults));
    return within(up, "scaleDown", fields(scaleDownDefaults));
  });
});

/** Metrics that v1 cannot express travel in an annotation; only without them is the processor the measure. */
function scalerV1(object: JsonObject): JsonObject {
  const annotations = part(part(object, "metadata"), "annotations");
  const hasMetrics = !isAbsent(annotations["autoscaling.alpha.kubernetes.io/metrics"]);
  return within(
    object,
    "spec",
    fields({ minReplicas: 1, ...(!hasMetrics && { targetCPUUtilizationPercentage: CPU_PERCENT }) }),
  );
}

const cpuMetric = (): Json => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: CPU_PERCENT } },
});

const scaleUpDefaults = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: (): Json => [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};

const scaleDownDefaults = {
  selectPolicy: "Max",
  policies: (): Json => [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** By the type's name without `io.k8s.api.`. */
export const workloadRules: Readonly<Record<string, Rule>> = {
  "apps.v1.Deployment": deployment,
  "apps.v1.DaemonSet": daemonSet,
  "apps.v1.StatefulSet": statefulSet,
  "apps.v1.ReplicaSet": ofSpec(fields({ replicas: 1 })),
  "batch.v1.Job": job,
  "batch.v1.CronJob": cronJob,
  "batch.v1.PodFailurePolicyOnPodConditionsPattern": fieldsOverZero({ status: "True" }),
  "autoscaling.v1.HorizontalPodAutoscaler": scalerV1,
  "autoscaling.v2.HorizontalPodAutoscaler": scaler,
};
