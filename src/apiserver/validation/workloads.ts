// Controllers of pods that run on: Deployments, ReplicaSets, StatefulSets, DaemonSets (apps/validation) and
// ReplicationControllers (core/validation).

import { jsonEqual, validateDnsLabel, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft } from "../store/draft.ts";
import { claimTemplate } from "./claim-spec.ts";
import { forbiddenField, invalidField, requiredField, unsupportedValue } from "./field-errors.ts";
import { goForm } from "./go-shapes.ts";
import { intOrPercent, notMoreThanAll, roundedValue, type IntOrPercent } from "./int-or-percent.ts";
import { immutable } from "./metadata.ts";
import { podTemplate, type PodTemplate } from "./pod/template.ts";
import {
  all,
  each,
  fields,
  nonNegative,
  ofSpec,
  oneOf,
  required,
  sorted,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "./rules.ts";
import { labelSelector, selects, type LabelMap, type LabelSelector } from "./selectors.ts";
import {
  daemonSetStatusErrors,
  deploymentStatusErrors,
  replicaSetStatusErrors,
  statefulSetStatusErrors,
} from "./status/workloads.ts";
import { specsOf, validation, type Change, type Validation } from "./validation.ts";

interface RollingUpdate {
  readonly maxUnavailable?: IntOrPercent;
  readonly maxSurge?: IntOrPercent;
  readonly partition?: number;
}

interface UpdateStrategy {
  readonly type?: string;
  readonly rollingUpdate?: RollingUpdate;
}

interface Retention {
  readonly whenDeleted?: string;
  readonly whenScaled?: string;
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly strategy?: UpdateStrategy;
  readonly updateStrategy?: UpdateStrategy;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly podManagementPolicy?: string;
  readonly serviceName?: string;
  readonly ordinals?: { readonly start?: number };
  readonly volumeClaimTemplates?: readonly never[];
  readonly persistentVolumeClaimRetentionPolicy?: Retention;
}

const MISMATCH = "`selector` does not match template `labels`";

/** The selector: there must be one, and it must say something. */
const ownSelector = (called: string): Rule<WorkloadSpec> =>
  fields<WorkloadSpec>({
    selector: Object.assign(
      (selector: LabelSelector, at: string, errors: Errors) => {
        labelSelector(selector, at, errors);
        const { matchLabels = {}, matchExpressions = [] } = selector;
        if (Object.keys(matchLabels).length + matchExpressions.length === 0)
          errors.push(invalidField(at, selector, `empty selector is invalid for ${called}`));
      },
      { absent: (at: string, errors: Errors) => errors.push(requiredField(at)) },
    ) as Rule<LabelSelector>,
  });

/** The template: what the selector picks, and pods that are always restarted. */
const ownTemplate =
  (called: string): Rule<WorkloadSpec> =>
  ({ selector, template = {} }, at, errors) => {
    const place = `${at}.template`;
    const labels = template.metadata?.labels;
    // No selector picks nothing; an empty one everything.
    if (!selector || !selects(selector, labels ?? {}))
      errors.push(invalidField(`${place}.metadata.labels`, sorted(labels), MISMATCH));
    restartedTemplate(called)(template, place, errors);
  };

const restartedTemplate =
  (called: string): Rule<PodTemplate> =>
  (template, at, errors) => {
    podTemplate(template, at, errors);
    const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {};
    if (restartPolicy !== "Always")
      errors.push(unsupportedValue(`${at}.spec.restartPolicy`, restartPolicy, ["Always"]));
    if (activeDeadlineSeconds !== undefined)
      errors.push(
        forbiddenField(
          `${at}.spec.activeDeadlineSeconds`,
          `activeDeadlineSeconds in ${called} is not Supported`,
        ),
      );
  };

const sameSelector: Change = (now, before, errors) => {
  const [spec, old] = specsOf<WorkloadSpec>(now, before);
  immutable(spec.selector, old.selector, "spec.selector", errors);
};

const rollingDeployment: Rule<RollingUpdate> = (update, at, errors) => {
  const { maxUnavailable = 0, maxSurge = 0 } = update;
  intOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  intOrPercent(maxSurge, `${at}.maxSurge`, errors);
  if (roundedValue(maxUnavailable) === 0 && roundedValue(maxSurge) === 0)
    errors.push(
      invalidField(`${at}.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0"),
    );
  notMoreThanAll(maxUnavailable, `${at}.maxUnavailable`, errors);
};

const deploymentStrategy: Rule<UpdateStrategy> = (strategy, at, errors) => {
  const { type, rollingUpdate } = strategy;
  if (type === "Recreate") {
    if (rollingUpdate)
      errors.push(
        forbiddenField(
          `${at}.rollingUpdate`,
          "may not be specified when strategy `type` is 'Recreate'",
        ),
      );
  } else if (type === "RollingUpdate") {
    rollingDeployment(rollingUpdate ?? {}, `${at}.rollingUpdate`, errors);
  } else
    errors.push(
      unsupportedValue(at, goForm("UpdateStrategy", strategy), ["Recreate", "RollingUpdate"]),
    );
};

const deploymentSpec: Rule<WorkloadSpec> = all(
  fields<WorkloadSpec>({ replicas: nonNegative }),
  ownSelector("deployment"),
  ownTemplate("ReplicaSet"),
  fields<WorkloadSpec>({
    strategy: deploymentStrategy,
    minReadySeconds: nonNegative,
    revisionHistoryLimit: nonNegative,
    progressDeadlineSeconds: nonNegative,
  }),
  ({ progressDeadlineSeconds: deadline, minReadySeconds = 0 }, at, errors) => {
    if (deadline !== undefined && deadline <= minReadySeconds)
      errors.push(
        invalidField(
          `${at}.progressDeadlineSeconds`,
          deadline,
          "must be greater than minReadySeconds",
        ),
      );
  },
);

const replicaSetSpec: Rule<WorkloadSpec> = all(
  fields<WorkloadSpec>({ replicas: nonNegative, minReadySeconds: nonNegative }),
  ownSelector("deployment"),
  ownTemplate("ReplicaSet"),
);

const rollingDaemon: Rule<RollingUpdate> = ({ maxUnavailable = 0, maxSurge = 0 }, at, errors) => {
  intOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  intOrPercent(maxSurge, `${at}.maxSurge`, errors);
  notMoreThanAll(maxUnavailable, `${at}.maxUnavailable`, errors);
  notMoreThanAll(maxSurge, `${at}.maxSurge`, errors);
  const [some, surges] = [roundedValue(maxUnavailable) !== 0, roundedValue(maxSurge) !== 0];
  if (some && surges)
    errors.push(
      invalidField(`${at}.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero"),
    );
  else if (!some && !surges)
    errors.push(requiredField(`${at}.maxUnavailable`, "cannot be 0 when maxSurge is 0"));
};

const daemonStrategy: Rule<UpdateStrategy> = (strategy, at, errors) => {
  const { type, rollingUpdate } = strategy;
  if (type === "OnDelete") return;
  if (type !== "RollingUpdate")
    errors.push(
      unsupportedValue(at, goForm("UpdateStrategy", strategy), ["RollingUpdate", "OnDelete"]),
    );
  else if (!rollingUpdate) errors.push(requiredField(`${at}.rollingUpdate`));
  else rollingDaemon(rollingUpdate, `${at}.rollingUpdate`, errors);
};

const daemonSetSpec: Rule<WorkloadSpec> = all(
  fields<WorkloadSpec>({ selector: labelSelector }),
  ({ selector, template = {} }, at, errors) => {
    const labels = template.metadata?.labels;
    if (!selector || !selects(selector, labels ?? {}))
      errors.push(invalidField(`${at}.template.metadata.labels`, sorted(labels), MISMATCH));
    const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
    if (selector && Object.keys(matchLabels).length + matchExpressions.length === 0)
      errors.push(
        invalidField(`${at}.selector`, selector, "empty selector is invalid for daemonset"),
      );
    restartedTemplate("DaemonSet")(template, `${at}.template`, errors);
  },
  fields<WorkloadSpec>({
    minReadySeconds: nonNegative,
    updateStrategy: daemonStrategy,
    revisionHistoryLimit: nonNegative,
  }),
);

const statefulStrategy: Rule<UpdateStrategy> = (strategy, at, errors) => {
  const { type, rollingUpdate } = strategy;
  if (!type) errors.push(requiredField(at));
  else if (type === "OnDelete") {
    if (rollingUpdate)
      errors.push(
        invalidField(
          `${at}.rollingUpdate`,
          goForm("StatefulRollingUpdate", rollingUpdate),
          "only allowed for updateStrategy 'RollingUpdate'",
        ),
      );
  } else if (type !== "RollingUpdate")
    errors.push(
      invalidField(
        at,
        goForm("StatefulUpdateStrategy", strategy),
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    );
  else if (rollingUpdate?.partition !== undefined)
    nonNegative(rollingUpdate.partition, `${at}.rollingUpdate.partition`, errors);
};

/** The templates of claims are volumes of the pods, whose containers may mount them. */
const withClaimVolumes = (spec: WorkloadSpec): WorkloadSpec => {
  const { volumeClaimTemplates: claims = [], template } = spec;
  if (claims.length === 0 || !template?.spec) return spec;
  const added = (claims as readonly { metadata?: { name?: string } }[]).map(({ metadata }) => ({
    name: metadata?.name ?? "",
    persistentVolumeClaim: { claimName: metadata?.name ?? "" },
  }));
  const own = template.spec.volumes ?? [];
  const others = own.filter(({ name }) => !added.some((volume) => volume.name === name));
  return {
    ...spec,
    template: { ...template, spec: { ...template.spec, volumes: [...added, ...others] } },
  };
};

const statefulTemplate = ownTemplate("StatefulSet");

const statefulSetSpec: Rule<WorkloadSpec> = all(
  fields<WorkloadSpec>({
    podManagementPolicy: required((policy, at, errors) => {
      if (policy !== "OrderedReady" && policy !== "Parallel")
        errors.push(invalidField(at, policy, "must be 'OrderedReady' or 'Parallel'"));
    }),
    updateStrategy: statefulStrategy,
    volumeClaimTemplates: each(claimTemplate as Rule<never>),
    replicas: nonNegative,
    minReadySeconds: nonNegative,
    serviceName: unlessEmpty(text(validateDnsLabel)),
    persistentVolumeClaimRetentionPolicy: fields<Retention>({
      whenDeleted: oneOf("Retain", "Delete"),
      whenScaled: oneOf("Retain", "Delete"),
    }),
  }),
  ({ ordinals }, at, errors) => nonNegative(ordinals?.start ?? 0, `${at}.ordinals.start`, errors),
  ownSelector("statefulset"),
  (spec, at, errors) => statefulTemplate(withClaimVolumes(spec), at, errors),
);

const STATEFUL_MUTABLE = [
  "replicas",
  "template",
  "updateStrategy",
  "minReadySeconds",
  "ordinals",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
];

const statefulChange: Change = (now, before, errors) => {
  const fixed = (object: Draft | KubeObject): Json => {
    const spec: Record<string, unknown> = { ...recordAt(object, "spec") };
    for (const field of STATEFUL_MUTABLE) delete spec[field];
    return spec as Json;
  };
  if (!jsonEqual(fixed(now), fixed(before)))
    errors.push(
      forbiddenField(
        "spec",
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    );
};

interface ControllerSpec extends Omit<WorkloadSpec, "selector"> {
  readonly selector?: LabelMap;
}

const controllerSpec: Rule<ControllerSpec> = all(
  fields<ControllerSpec>({
    minReadySeconds: nonNegative,
    selector: required(),
    replicas: nonNegative,
  }),
  ({ selector = {}, template = {} }, at, errors) => {
    const labels = template.metadata?.labels;
    if (!selects({ matchLabels: selector }, labels ?? {}))
      errors.push(invalidField(`${at}.template.metadata.labels`, sorted(labels), MISMATCH));
    restartedTemplate("ReplicationController")(template, `${at}.template`, errors);
  },
);

export const workloads: Readonly<Record<string, Validation>> = {
  "apps/Deployment": validation({
    object: ofSpec(deploymentSpec),
    change: sameSelector,
    validateStatus: deploymentStatusErrors,
  }),
  "apps/ReplicaSet": validation({
    object: ofSpec(replicaSetSpec),
    change: sameSelector,
    validateStatus: replicaSetStatusErrors,
  }),
  "apps/DaemonSet": validation({
    object: ofSpec(daemonSetSpec),
    firstChange: sameSelector,
    validateStatus: daemonSetStatusErrors,
  }),
  "apps/StatefulSet": validation({
    object: ofSpec(statefulSetSpec),
    change: statefulChange,
    nameErrors: validateDnsLabel,
    validateStatus: statefulSetStatusErrors,
  }),
  "/ReplicationController": validation({
    object: ofSpec(controllerSpec),
    validateStatus: replicaSetStatusErrors,
  }),
};
