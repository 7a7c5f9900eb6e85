// Autoscalers, disruption budgets, priorities and leases: what bounds how workloads run.

import { parseQuantity } from "../../kube/index.ts";
import { forbiddenField, invalidField, requiredField, unsupportedValue } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import { intOrPercent, notMoreThanAll, type IntOrPercent } from "./int-or-percent.ts";
import { immutable } from "./metadata.ts";
import {
  all,
  each,
  fields,
  nonNegative,
  ofSpec,
  oneOf,
  part,
  required,
  text,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelSelector, type LabelSelector } from "./selectors.ts";
import { pathSegmentErrors } from "./texts.ts";
import { budgetStatusErrors, scalerStatusErrors } from "./status/others.ts";
import { validation, type Validation } from "./validation.ts";

interface ScaleTarget {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly {
    readonly type?: string;
    readonly value?: number;
    readonly periodSeconds?: number;
  }[];
}

interface AutoscalerSpec {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly scaleTargetRef?: ScaleTarget;
  readonly metrics?: readonly Metric[];
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
}

type Metric = { readonly type?: string } & {
  readonly [Source in (typeof SOURCES)[number]]?: MetricSource;
};

const WINDOW_SECONDS_MAX = 3600;
const PERIOD_SECONDS_MAX = 1800;
const SOURCES = ["object", "pods", "resource", "external", "containerResource"] as const;
const SOURCE_TYPES = ["ContainerResource", "External", "Object", "Pods", "Resource"];

const replicas: Rule<AutoscalerSpec> = ({ minReplicas = 1, maxReplicas = 0 }, at, errors) => {
  if (minReplicas < 1)
    errors.push(
      invalidField(`${at}.minReplicas`, minReplicas, "must be greater than or equal to 1"),
    );
  if (maxReplicas === 0)
    errors.push(requiredField(`${at}.maxReplicas`, "must be set and greater than 0"));
  else if (maxReplicas < 1)
    errors.push(
      invalidField(`${at}.maxReplicas`, maxReplicas, "must be greater than or equal to 1"),
    );
  if (maxReplicas < minReplicas)
    errors.push(
      invalidField(
        `${at}.maxReplicas`,
        maxReplicas,
        "must be greater than or equal to `minReplicas`",
      ),
    );
};

const target: Rule<ScaleTarget> = ({ apiVersion = "", kind = "", name = "" }, at, errors) => {
  required(text(pathSegmentErrors))(kind, `${at}.kind`, errors);
  required(text(pathSegmentErrors))(name, `${at}.name`, errors);
  const why = targetVersionError(apiVersion);
  if (why !== undefined) errors.push(invalidField(`${at}.apiVersion`, apiVersion, why));
};

function targetVersionError(apiVersion: string): string | undefined {
  if (apiVersion.split("/").length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  return apiVersion.includes("/") ? undefined : "apiVersion must specify API group";
}

const scalingRules: Rule<ScalingRules> = (rules, at, errors) => {
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  const place = `${at}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0)
    errors.push(invalidField(place, window, "must be greater than or equal to zero"));
  if (window !== undefined && window > WINDOW_SECONDS_MAX)
    errors.push(invalidField(place, window, `must be less than or equal to ${WINDOW_SECONDS_MAX}`));
  if (selectPolicy !== undefined)
    oneOf("Disabled", "Max", "Min")(selectPolicy, `${at}.selectPolicy`, errors);
  if (policies.length === 0)
    errors.push(requiredField(`${at}.policies`, "must specify at least one Policy"));
  for (const [index, { type = "", value = 0, periodSeconds: period = 0 }] of policies.entries()) {
    const each = `${at}.policies[${index}]`;
    oneOf("Percent", "Pods")(type, `${each}.type`, errors);
    if (value <= 0) errors.push(invalidField(`${each}.value`, value, "must be greater than zero"));
    if (period <= 0)
      errors.push(invalidField(`${each}.periodSeconds`, period, "must be greater than zero"));
    if (period > PERIOD_SECONDS_MAX)
      errors.push(
        invalidField(
          `${each}.periodSeconds`,
          period,
          `must be less than or equal to ${PERIOD_SECONDS_MAX}`,
        ),
      );
  }
};

interface MetricSource {
  readonly target?: {
    readonly type?: string;
    readonly value?: string;
    readonly averageValue?: string;
    readonly averageUtilization?: number;
  };
}

function metricTarget(
  { target: { type = "", value, averageValue, averageUtilization } = {} }: MetricSource,
  source: (typeof SOURCES)[number],
  at: string,
  errors: Errors,
): void {
  if (type === "") errors.push(requiredField(`${at}.type`, "must specify a metric target type"));
  else if (!TARGET_TYPES.includes(type))
    errors.push(
      invalidField(`${at}.type`, type, "must be either Utilization, Value, or AverageValue"),
    );
  for (const [name, amount] of Object.entries({ value, averageValue }))
    if (amount !== undefined && parseQuantity(amount).nanos <= 0n)
      errors.push(invalidField(`${at}.${name}`, amount, "must be positive"));
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.push(
      invalidField(`${at}.averageUtilization`, averageUtilization, "must be greater than 0"),
    );
  const isResource = source === "resource" || source === "containerResource";
  if (isResource && averageUtilization === undefined && averageValue === undefined)
    errors.push(
      requiredField(
        `${at}.averageUtilization`,
        "must set either a target raw value or a target utilization",
      ),
    );
  if (source === "pods" && averageValue === undefined)
    errors.push(requiredField(`${at}.averageValue`, "must specify a positive target averageValue"));
}

const TARGET_TYPES = ["Utilization", "Value", "AverageValue"];

const metric: Rule<Metric> = (value, at, errors) => {
  const { type = "" } = value;
  const place = `${at}.type`;
  if (type === "") errors.push(requiredField(place, "must specify a metric source type"));
  if (!SOURCE_TYPES.includes(type)) {
    // Kubernetes looks twice.
    errors.push(unsupportedValue(place, type, SOURCE_TYPES));
    errors.push(unsupportedValue(place, type, SOURCE_TYPES));
  }
  for (const source of SOURCES)
    if (value[source]) metricTarget(value[source], source, `${at}.${source}.target`, errors);
  for (const source of SOURCES) {
    const isOwn = source === type.charAt(0).toLowerCase() + type.slice(1);
    if (isOwn && value[source] === undefined)
      errors.push(
        requiredField(`${at}.${source}`, "must populate information for the given metric source"),
      );
    if (!isOwn && value[source] !== undefined)
      errors.push(forbiddenField(`${at}.${source}`, "must populate the given metric source only"));
  }
};

const autoscalerSpec: Rule<AutoscalerSpec> = all(
  replicas,
  fields<AutoscalerSpec>({
    scaleTargetRef: part(target),
    metrics: each(metric),
  }),
  ({ minReplicas, metrics = [] }, at, errors) => {
    const isExternal = metrics.some(({ type }) => type === "Object" || type === "External");
    if (minReplicas === 0 && !isExternal)
      errors.push(
        forbiddenField(
          `${at}.metrics`,
          "must specify at least one Object or External metric to support scaling to zero replicas",
        ),
      );
  },
  fields<AutoscalerSpec>({
    behavior: fields<NonNullable<AutoscalerSpec["behavior"]>>({
      scaleUp: scalingRules,
      scaleDown: scalingRules,
    }),
  }),
);

interface BudgetSpec {
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
  readonly selector?: LabelSelector;
  readonly unhealthyPodEvictionPolicy?: string;
}

const budgetSpec: Rule<BudgetSpec> = all(
  (spec, at, errors) => {
    if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined)
      errors.push(
        invalidField(
          at,
          goForm("PodDisruptionBudgetSpec", spec),
          "minAvailable and maxUnavailable cannot be both set",
        ),
      );
  },
  fields<BudgetSpec>({
    minAvailable: all(intOrPercent, notMoreThanAll),
    maxUnavailable: all(intOrPercent, notMoreThanAll),
    unhealthyPodEvictionPolicy: oneOf("AlwaysAllow", "IfHealthyBudget"),
    selector: labelSelector,
  }),
);

interface PriorityClass {
  readonly metadata: { readonly name: string };
  readonly value?: number;
  readonly preemptionPolicy?: string;
}

const USER_PRIORITY_MAX = 1_000_000_000;
const SYSTEM_PREFIX = "system-";
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  "system-node-critical": 2_000_001_000,
  "system-cluster-critical": 2_000_000_000,
};

const priority: Rule<PriorityClass> = ({ metadata: { name }, value = 0 }, at, errors) => {
  if (name.startsWith(SYSTEM_PREFIX)) {
    const why = systemClassError(name, value);
    if (why !== undefined)
      errors.push(
        forbiddenField(
          `${at}.metadata.name`,
          `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${why}`,
        ),
      );
  } else if (value > USER_PRIORITY_MAX)
    errors.push(
      forbiddenField(
        `${at}.value`,
        `maximum allowed value of a user defined priority is ${USER_PRIORITY_MAX}`,
      ),
    );
};

function systemClassError(name: string, value: number): string | undefined {
  const fixed = SYSTEM_CLASSES[name];
  if (fixed === undefined) return `${name} is not a known system priority class`;
  return fixed === value ? undefined : `value of ${name} PriorityClass must be ${fixed}`;
}

interface LeaseSpec {
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}

const leaseSpec: Rule<LeaseSpec> = (spec, at, errors) => {
  const { leaseDurationSeconds: duration = 1, leaseTransitions = 0, preferredHolder } = spec;
  if (duration <= 0)
    errors.push(invalidField(`${at}.leaseDurationSeconds`, duration, "must be greater than 0"));
  nonNegative(leaseTransitions, `${at}.leaseTransitions`, errors);
  if (preferredHolder && !spec.strategy)
    errors.push(
      forbiddenField(`${at}.preferredHolder`, "may only be specified if `strategy` is defined"),
    );
};

export const scaling: Readonly<Record<string, Validation>> = {
  "autoscaling/HorizontalPodAutoscaler": validation({
    object: ofSpec(autoscalerSpec),
    validateStatus: scalerStatusErrors,
  }),
  "policy/PodDisruptionBudget": validation({
    object: ofSpec(budgetSpec),
    nameErrors: pathSegmentErrors,
    validateStatus: budgetStatusErrors,
  }),
  "scheduling.k8s.io/PriorityClass": validation<PriorityClass>({
    object: all(
      priority,
      fields<PriorityClass>({ preemptionPolicy: oneOf("PreemptLowerPriority", "Never") }),
    ),
    change: (now, before, errors) => {
      if (now["value"] !== before["value"])
        errors.push(forbiddenField("value", "may not be changed in an update."));
      immutable(now["preemptionPolicy"], before["preemptionPolicy"], "preemptionPolicy", errors);
    },
  }),
  "coordination.k8s.io/Lease": validation({ object: ofSpec(leaseSpec) }),
};
