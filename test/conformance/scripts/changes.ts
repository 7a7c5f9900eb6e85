// What may be changed of an object once it is there, kind by kind, and what new ones must say.

import {
  clusterWide,
  del,
  get,
  type JsonObject,
  jsonPatch,
  mergePatch,
  namespaced,
  post,
  putEdited,
  script,
  type Script,
  type Step,
  strategicPatch,
} from "../script.ts";
import {
  budgets,
  claims,
  cronJobs,
  daemonSets,
  deployments,
  jobs,
  leases,
  maps,
  nodes,
  pods,
  replicaSets,
  scalers,
  secrets,
  statefulSets,
  volumes,
} from "./collections.ts";
import { pod } from "./pods.ts";

const classes = clusterWide("storage.k8s.io/v1", "storageclasses");
const roles = namespaced("rbac.authorization.k8s.io/v1", "roles");
const bindings = namespaced("rbac.authorization.k8s.io/v1", "rolebindings");
const clusterRoles = clusterWide("rbac.authorization.k8s.io/v1", "clusterroles");
const priorities = clusterWide("scheduling.k8s.io/v1", "priorityclasses");

type Path = (name?: string, sub?: string) => string;

const container = { name: "main", image: "registry.example/web:1" };
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers: [container] } };
const jobTemplate = { spec: { restartPolicy: "Never", containers: [container] } };
const named = (name: string, spec: JsonObject): JsonObject => ({ metadata: { name }, spec });
const workload = (rest: JsonObject = {}): JsonObject =>
  named("web", { selector: { matchLabels: labels }, template, ...rest });

/** Each spec patched in its turn, whether it is accepted or not. */
const specsOf = (path: Path, name: string, ...specs: readonly JsonObject[]): Step[] =>
  specs.map((spec) => mergePatch(path(name), { spec }));
/** Each a new object that is only tried. */
const tried = (path: Path, ...specs: readonly JsonObject[]): Step[] =>
  specs.map((spec) => post(`${path()}?dryRun=All`, named("tried", spec)));

const workloadSteps: readonly Step[] = [
  post(deployments(), workload()),
  ...specsOf(
    deployments,
    "web",
    { selector: { matchLabels: { app: "web", more: "x" } } },
    { selector: null },
    { template: { metadata: { labels: { app: "other" } } } },
    { template: { spec: { restartPolicy: "Never" } } },
    { template: { spec: { activeDeadlineSeconds: 5 } } },
    { replicas: -1 },
    { strategy: { type: "Recreate" } },
    { strategy: { type: "Recreate", rollingUpdate: null } },
    { strategy: { type: "Odd" } },
    { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
    {
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: "x%", maxUnavailable: "101%" },
      },
    },
    { progressDeadlineSeconds: 5, minReadySeconds: 10 },
    { revisionHistoryLimit: -1 },
    { paused: true, replicas: 3 },
  ),
  get(deployments("web")),
  post(replicaSets(), workload()),
  ...specsOf(
    replicaSets,
    "web",
    { template: { metadata: { labels: { app: "web", more: "x" } } } },
    { selector: { matchLabels: { app: "other" } } },
    { replicas: 2, minReadySeconds: -1 },
    { replicas: 2, minReadySeconds: 5 },
  ),
  post(daemonSets(), workload()),
  ...specsOf(
    daemonSets,
    "web",
    { selector: { matchLabels: { app: "web", more: "x" } } },
    { updateStrategy: { type: "OnDelete" } },
    { updateStrategy: { type: "Odd" } },
    { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } } },
    {
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } },
    },
    {
      updateStrategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxUnavailable: 0, maxSurge: "10%" },
      },
    },
    { template: { spec: { containers: [{ ...container, image: "x:2" }] } } },
    { minReadySeconds: 3 },
    { revisionHistoryLimit: null },
  ),
  get(daemonSets("web")),
];

const setSteps: readonly Step[] = [
  post(statefulSets(), workload({ serviceName: "web" })),
  ...specsOf(
    statefulSets,
    "web",
    { replicas: 3 },
    { serviceName: "other" },
    { podManagementPolicy: "Parallel" },
    { selector: { matchLabels: { app: "web", more: "x" } } },
    {
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
    { updateStrategy: { type: "OnDelete" } },
    { updateStrategy: { type: "OnDelete", rollingUpdate: null } },
    { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: -1 } } },
    { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } },
    { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2 } } },
    { minReadySeconds: 4, revisionHistoryLimit: 3 },
    { ordinals: { start: 5 } },
    { ordinals: { start: -5 } },
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Odd" } },
    { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" } },
    { template: { spec: { containers: [{ ...container, image: "x:2" }] } } },
  ),
  get(statefulSets("web")),
  ...tried(
    statefulSets,
    { selector: { matchLabels: labels }, template },
    { selector: { matchLabels: labels }, template, podManagementPolicy: "Odd" },
    { selector: { matchLabels: labels }, template, updateStrategy: { type: "Odd" } },
    { selector: { matchLabels: labels }, template, serviceName: "Bad Name" },
    {
      selector: { matchLabels: labels },
      template,
      volumeClaimTemplates: [{ metadata: { name: "x" } }],
    },
  ),
];

const onExit = (rest: JsonObject): JsonObject => ({
  podFailurePolicy: {
    rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [1], ...rest } }],
  },
});
const jobSteps: readonly Step[] = [
  post(jobs(), named("j", { template: jobTemplate, completions: 3, parallelism: 2 })),
  ...specsOf(
    jobs,
    "j",
    { parallelism: -1 },
    { completions: 4 },
    { completionMode: "Indexed" },
    { selector: { matchLabels: { a: "b" } } },
    { manualSelector: true },
    { backoffLimit: -1 },
    { backoffLimit: 2, activeDeadlineSeconds: 100 },
    { ttlSecondsAfterFinished: 5 },
    { ttlSecondsAfterFinished: -5 },
    { podReplacementPolicy: "Failed" },
    { suspend: true },
    { suspend: false },
    { template: { spec: { containers: [{ ...container, image: "x:2" }] } } },
    { managedBy: "example.test/mine" },
    onExit({}),
  ),
  get(jobs("j")),
  ...tried(
    jobs,
    { template: { spec: { containers: [container] } } },
    { template: { spec: { restartPolicy: "Always", containers: [container] } } },
    { template: jobTemplate, selector: { matchLabels: { a: "b" } } },
    {
      template: { ...jobTemplate, metadata: { labels } },
      manualSelector: true,
      selector: { matchLabels: labels },
    },
    { template: jobTemplate, completionMode: "Odd" },
    { template: jobTemplate, completionMode: "Indexed" },
    { template: jobTemplate, completionMode: "Indexed", completions: 100, parallelism: 100_001 },
    { template: jobTemplate, podReplacementPolicy: "Odd" },
    { template: jobTemplate, managedBy: "bad" },
    { template: jobTemplate, backoffLimitPerIndex: 1 },
    { template: jobTemplate, completionMode: "Indexed", completions: 2, maxFailedIndexes: 5 },
    { template: jobTemplate, ...onExit({}) },
    { template: jobTemplate, ...onExit({ operator: "Odd", values: [] }) },
    { template: jobTemplate, ...onExit({ operator: "In", values: [0, 2, 1] }) },
    { template: jobTemplate, ...onExit({ containerName: "missing" }) },
    {
      template: jobTemplate,
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "Odd" }] },
        ],
      },
    },
    {
      template: jobTemplate,
      podFailurePolicy: {
        rules: [{ action: "FailIndex", onPodConditions: [{ type: "DisruptionTarget" }] }],
      },
    },
    { template: jobTemplate, successPolicy: { rules: [{ succeededCount: 1 }] } },
    {
      template: jobTemplate,
      completionMode: "Indexed",
      completions: 2,
      successPolicy: { rules: [{ succeededIndexes: "0-9", succeededCount: 5 }] },
    },
  ),
];

const cron = (rest: JsonObject): JsonObject => ({
  schedule: "*/5 * * * *",
  jobTemplate: { spec: { template: jobTemplate } },
  ...rest,
});
const cronSteps: readonly Step[] = [
  post(cronJobs(), named("c", cron({}))),
  ...specsOf(
    cronJobs,
    "c",
    { schedule: "nonsense" },
    { schedule: "@every 1h" },
    { schedule: "TZ=UTC 0 0 * * *" },
    { timeZone: "Europe/Berlin" },
    { timeZone: "Nowhere/Land" },
    { timeZone: "Local" },
    { timeZone: "" },
    { timeZone: null },
    { concurrencyPolicy: "Odd" },
    { concurrencyPolicy: "Forbid", suspend: true },
    { startingDeadlineSeconds: -1 },
    { successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -1 },
    { jobTemplate: { spec: { parallelism: -3 } } },
    { jobTemplate: { spec: { template: { spec: { restartPolicy: "Always" } } } } },
    {
      jobTemplate: {
        spec: { template: { spec: { containers: [{ ...container, image: "x:2" }] } } },
      },
    },
  ),
  get(cronJobs("c")),
  post(`${cronJobs()}?dryRun=All`, named("x".repeat(53), cron({}))),
  ...tried(
    cronJobs,
    cron({ schedule: "" }),
    cron({ schedule: "61 * * * *" }),
    cron({ jobTemplate: {} }),
    cron({ jobTemplate: { spec: { template: jobTemplate, manualSelector: true } } }),
  ),
];

const claim = (rest: JsonObject): JsonObject => ({
  accessModes: ["ReadWriteOnce"],
  resources: { requests: { storage: "1Gi" } },
  ...rest,
});
const storageSteps: readonly Step[] = [
  post(claims(), named("c", claim({ storageClassName: "none" }))),
  ...specsOf(
    claims,
    "c",
    { resources: { requests: { storage: "2Gi" } } },
    { storageClassName: "other" },
    { volumeName: "v" },
    { volumeName: "w" },
    { volumeMode: "Block" },
    { selector: { matchLabels: labels } },
    { dataSource: { kind: "PersistentVolumeClaim", name: "d" } },
    { volumeAttributesClassName: "gold" },
  ),
  mergePatch(claims("c", "status"), { status: { phase: "Bound", capacity: { storage: "1Gi" } } }),
  ...specsOf(
    claims,
    "c",
    { resources: { requests: { storage: "2Gi" } } },
    { resources: { requests: { storage: "512Mi" } } },
    { volumeAttributesClassName: "gold" },
    { volumeAttributesClassName: null },
  ),
  get(claims("c")),
  ...tried(
    claims,
    {},
    claim({ accessModes: [] }),
    claim({ accessModes: ["Odd"] }),
    claim({ accessModes: ["ReadWriteOncePod", "ReadWriteOnce"] }),
    claim({ resources: {} }),
    claim({ resources: { requests: { storage: "0" } } }),
    claim({ resources: { requests: { storage: "-1Gi" } } }),
    claim({ volumeMode: "Odd" }),
    claim({ storageClassName: "Bad Name" }),
    claim({ dataSource: { kind: "Other", name: "d" } }),
    claim({
      dataSource: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "d" },
    }),
    claim({ dataSourceRef: { kind: "PersistentVolumeClaim", name: "d", namespace: "other" } }),
    claim({ selector: { matchLabels: { a: "not ok!" } } }),
  ),
];

const volume = (rest: JsonObject): JsonObject => ({
  capacity: { storage: "1Gi" },
  accessModes: ["ReadWriteOnce"],
  ...rest,
});
const csi = { csi: { driver: "example.test", volumeHandle: "h" } };
const volumeSteps: readonly Step[] = [
  post(volumes(), named("changed-volume", volume({ hostPath: { path: "/a" } }))),
  ...specsOf(
    volumes,
    "changed-volume",
    { hostPath: { path: "/b" } },
    { capacity: { storage: "2Gi" } },
    { accessModes: ["ReadOnlyMany"] },
    { persistentVolumeReclaimPolicy: "Delete" },
    { persistentVolumeReclaimPolicy: "Odd" },
    { persistentVolumeReclaimPolicy: "Recycle" },
    { volumeMode: "Block" },
    { storageClassName: "gold" },
    { claimRef: { namespace: "{{ns}}", name: "c", kind: "PersistentVolumeClaim" } },
    {
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists" }] }] },
      },
    },
    { nodeAffinity: { required: { nodeSelectorTerms: [] } } },
    { mountOptions: ["ro"] },
  ),
  get(volumes("changed-volume")),
  ...tried(
    volumes,
    {},
    volume({}),
    volume({ hostPath: { path: "" } }),
    volume({ hostPath: { path: "/a/../b" } }),
    volume({ hostPath: { path: "/" }, persistentVolumeReclaimPolicy: "Recycle" }),
    volume({ hostPath: { path: "/a" }, nfs: { server: "s", path: "/" } }),
    volume({ nfs: { server: "", path: "rel" } }),
    volume({ local: { path: "/a" } }),
    volume({ csi: { driver: "bad driver!", volumeHandle: "" } }),
    volume({ ...csi, accessModes: [] }),
    volume({ ...csi, capacity: {} }),
    volume({ ...csi, capacity: { storage: "-1", cpu: "1" } }),
    volume({ ...csi, volumeMode: "Odd" }),
    volume({ ...csi, storageClassName: "Bad Name" }),
    volume({ ...csi, accessModes: ["ReadWriteOncePod", "ReadOnlyMany"] }),
    volume({ ...csi, claimRef: { name: "c", namespace: "" } }),
  ),
  post(classes(), { metadata: { name: "changed-class" }, provisioner: "example.test/p" }),
  mergePatch(classes("changed-class"), { provisioner: "example.test/q" }),
  mergePatch(classes("changed-class"), { parameters: { a: "b" } }),
  mergePatch(classes("changed-class"), { reclaimPolicy: "Retain" }),
  mergePatch(classes("changed-class"), { volumeBindingMode: "WaitForFirstConsumer" }),
  mergePatch(classes("changed-class"), { allowVolumeExpansion: true, mountOptions: ["ro"] }),
  post(classes(), { metadata: { name: "x" } }),
  post(classes(), {
    metadata: { name: "x" },
    provisioner: "p",
    volumeBindingMode: "Odd",
    reclaimPolicy: "Odd",
  }),
  del(volumes("changed-volume")),
  del(classes("changed-class")),
];

const secret = (name: string, rest: JsonObject): Step =>
  post(secrets(), { metadata: { name }, ...rest });
const data = (...keys: readonly string[]): JsonObject =>
  Object.fromEntries(keys.map((key) => [key, "eA=="]));
const secretSteps: readonly Step[] = [
  secret("a", { type: "kubernetes.io/tls", data: data("tls.crt") }),
  secret("b", { type: "kubernetes.io/tls", data: data("tls.crt", "tls.key") }),
  secret("c", { type: "kubernetes.io/dockercfg", data: data(".dockercfg") }),
  secret("d", {
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": "{}" },
  }),
  secret("e", { type: "kubernetes.io/dockerconfigjson" }),
  secret("f", { type: "kubernetes.io/basic-auth" }),
  secret("g", { type: "kubernetes.io/basic-auth", data: data("username") }),
  secret("h", { type: "kubernetes.io/ssh-auth", data: data("x") }),
  secret("i", { type: "kubernetes.io/service-account-token" }),
  post(secrets(), {
    metadata: { name: "j", annotations: { "kubernetes.io/service-account.name": "x" } },
    type: "kubernetes.io/service-account-token",
  }),
  secret("k", { type: "bootstrap.kubernetes.io/token", data: {} }),
  secret("l", { type: "example.test/own", data: { "bad key!": "eA==" } }),
  secret("m", { immutable: true, data: data("a") }),
  mergePatch(secrets("m"), { data: data("b") }),
  mergePatch(secrets("m"), { stringData: { a: "x" } }),
  mergePatch(secrets("m"), { stringData: { a: "y" } }),
  mergePatch(secrets("m"), { immutable: false }),
  mergePatch(secrets("m"), { immutable: null }),
  mergePatch(secrets("m"), { metadata: { labels } }),
  mergePatch(secrets("b"), { type: "Opaque" }),
  mergePatch(secrets("b"), { data: { "tls.key": null } }),
  secret("big", { data: { a: "A".repeat(1_400_000) } }),
  post(maps(), {
    metadata: { name: "m" },
    immutable: true,
    data: { a: "b" },
    binaryData: data("c"),
  }),
  mergePatch(maps("m"), { binaryData: data("d") }),
  mergePatch(maps("m"), { immutable: null }),
  mergePatch(maps("m"), { metadata: { annotations: { a: "b" } } }),
  post(maps(), { metadata: { name: "n" }, data: { a: "b" }, binaryData: data("a") }),
  post(maps(), { metadata: { name: "n" }, data: { ".": "b" } }),
  post(maps(), { metadata: { name: "n" }, data: { "..x": "b" } }),
  post(maps(), { metadata: { name: "n" }, binaryData: { a: "not base64" } }),
];

const lease = (spec: JsonObject): JsonObject => named("l", spec);
const policySteps: readonly Step[] = [
  post(leases(), lease({ holderIdentity: "", leaseDurationSeconds: 0 })),
  post(leases(), lease({ leaseDurationSeconds: 15, leaseTransitions: -1 })),
  post(
    leases(),
    lease({ holderIdentity: "me", leaseDurationSeconds: 15, renewTime: "2020-01-02T03:04:05Z" }),
  ),
  post(leases(), named("m", { renewTime: "2020-01-02T03:04:05.123456Z", acquireTime: "soon" })),
  post(
    leases(),
    named("m", {
      renewTime: "2020-01-02T03:04:05.123456789Z",
      acquireTime: "2020-01-02T03:04:05.1Z",
    }),
  ),
  mergePatch(leases("l"), { spec: { leaseDurationSeconds: -1 } }),
  mergePatch(leases("l"), { spec: { strategy: "OldestEmulationVersion" } }),
  mergePatch(leases("l"), { spec: { holderIdentity: "you", leaseTransitions: 1 } }),
  post(budgets(), named("b", { minAvailable: 1, maxUnavailable: 1 })),
  post(budgets(), named("b", { minAvailable: -1 })),
  post(budgets(), named("b", { minAvailable: "120%" })),
  post(budgets(), named("b", { maxUnavailable: "x" })),
  post(budgets(), named("b", { unhealthyPodEvictionPolicy: "Odd" })),
  post(budgets(), named("b", { selector: { matchExpressions: [{ key: "a", operator: "In" }] } })),
  post(budgets(), named("b", { minAvailable: "50%", selector: {} })),
  post(budgets(), named("c", {})),
  mergePatch(budgets("b"), { spec: { minAvailable: null, maxUnavailable: 2 } }),
  mergePatch(budgets("b"), { spec: { selector: { matchLabels: labels }, minAvailable: 1 } }),
  get(budgets("b")),
  post(scalers(), named("h", { maxReplicas: 0, scaleTargetRef: { kind: "D", name: "d" } })),
  post(
    scalers(),
    named("h", { maxReplicas: 3, minReplicas: 5, scaleTargetRef: { kind: "D", name: "d" } }),
  ),
  post(
    scalers(),
    named("h", { maxReplicas: 3, minReplicas: 0, scaleTargetRef: { kind: "D", name: "d" } }),
  ),
  post(scalers(), named("h", { maxReplicas: 3, scaleTargetRef: { name: "" } })),
  post(
    scalers(),
    named("h", {
      maxReplicas: 3,
      scaleTargetRef: { kind: "D", name: "d" },
      metrics: [{ type: "Odd" }],
    }),
  ),
  post(
    scalers(),
    named("h", {
      maxReplicas: 3,
      scaleTargetRef: { kind: "D", name: "d" },
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 0 } },
        },
      ],
    }),
  ),
  post(
    scalers(),
    named("h", {
      maxReplicas: 3,
      scaleTargetRef: { kind: "D", name: "d" },
      behavior: {
        scaleDown: {
          policies: [{ type: "Pods", value: 0, periodSeconds: 0 }],
          stabilizationWindowSeconds: 9999,
        },
      },
    }),
  ),
  post(scalers(), named("h", { maxReplicas: 3, scaleTargetRef: { kind: "D", name: "d" } })),
  mergePatch(scalers("h"), { spec: { minReplicas: 9 } }),
  get(scalers("h")),
  post(priorities(), { metadata: { name: "changed-priority" }, value: 5 }),
  mergePatch(priorities("changed-priority"), { preemptionPolicy: "Never" }),
  mergePatch(priorities("changed-priority"), { description: "d", globalDefault: false }),
  post(priorities(), { metadata: { name: "high" }, value: 2_000_000_000 }),
  post(priorities(), { metadata: { name: "odd" }, value: 1, preemptionPolicy: "Odd" }),
];

const read = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const subject = { kind: "ServiceAccount", name: "default", namespace: "{{ns}}" };
const ref = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" };
const accessSteps: readonly Step[] = [
  post(roles(), { metadata: { name: "r" }, rules: [read] }),
  post(roles(), { metadata: { name: "s" }, rules: [{ ...read, verbs: [] }] }),
  post(roles(), { metadata: { name: "s" }, rules: [{ verbs: ["get"] }] }),
  post(roles(), { metadata: { name: "s" }, rules: [{ verbs: ["get"], nonResourceURLs: ["/x"] }] }),
  post(roles(), { metadata: { name: "s" }, rules: [{ ...read, apiGroups: [] }] }),
  post(roles(), { metadata: { name: "t" } }),
  mergePatch(roles("r"), { rules: null }),
  get(roles("r")),
  post(clusterRoles(), {
    metadata: { name: "changed-role" },
    aggregationRule: { clusterRoleSelectors: [] },
  }),
  post(clusterRoles(), {
    metadata: { name: "changed-role" },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
  }),
  post(clusterRoles(), {
    metadata: { name: "changed-urls" },
    rules: [{ verbs: ["get"], nonResourceURLs: ["/x", "x*y"] }],
  }),
  post(bindings(), { metadata: { name: "b" }, roleRef: ref, subjects: [subject] }),
  post(bindings(), { metadata: { name: "c" }, roleRef: { ...ref, kind: "Odd" } }),
  post(bindings(), { metadata: { name: "c" }, roleRef: { ...ref, name: "" } }),
  post(bindings(), { metadata: { name: "c" }, roleRef: { ...ref, apiGroup: "other" } }),
  post(bindings(), {
    metadata: { name: "c" },
    roleRef: ref,
    subjects: [{ kind: "ServiceAccount", name: "x" }],
  }),
  post(bindings(), {
    metadata: { name: "c" },
    roleRef: ref,
    subjects: [{ kind: "User", name: "" }],
  }),
  post(bindings(), {
    metadata: { name: "c" },
    roleRef: ref,
    subjects: [{ kind: "User", name: "u", apiGroup: "other" }],
  }),
  post(bindings(), {
    metadata: { name: "c" },
    roleRef: ref,
    subjects: [{ kind: "Odd", name: "u" }],
  }),
  post(bindings(), {
    metadata: { name: "d" },
    roleRef: { kind: "Role", name: "r" },
    subjects: [{ kind: "User", name: "u" }],
  }),
  mergePatch(bindings("b"), { roleRef: { name: "other" } }),
  mergePatch(bindings("b"), { subjects: null }),
  get(bindings("b")),
];

const resized = (resources: JsonObject): JsonObject => ({
  spec: { containers: [{ name: "main", resources }] },
});
const podSteps: readonly Step[] = [
  post(pods(), pod("gated", { schedulingGates: [{ name: "a.test/a" }, { name: "a.test/b" }] })),
  ...specsOf(
    pods,
    "gated",
    { schedulingGates: [{ name: "a.test/b" }] },
    { schedulingGates: [{ name: "a.test/b" }, { name: "a.test/c" }] },
    { nodeSelector: { a: "b" } },
    { nodeSelector: { a: "c" } },
    { nodeName: "n" },
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists" }] }],
          },
        },
      },
    },
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: "a", operator: "Exists" },
                  { key: "b", operator: "Exists" },
                ],
              },
            ],
          },
        },
      },
    },
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "c", operator: "Exists" }] }],
          },
        },
      },
    },
    { schedulingGates: [] },
    { nodeSelector: { a: "b", c: "d" } },
  ),
  get(pods("gated")),
  post(
    pods(),
    pod("fixed", {
      tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 5 }],
    }),
  ),
  ...specsOf(
    pods,
    "fixed",
    { tolerations: [{ key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 9 }] },
    {
      tolerations: [
        { key: "a", operator: "Exists", effect: "NoExecute", tolerationSeconds: 9 },
        { key: "b", operator: "Odd" },
      ],
    },
    { activeDeadlineSeconds: 0 },
    { activeDeadlineSeconds: 5 },
    { activeDeadlineSeconds: null },
    { containers: [{ name: "main", image: "" }] },
    { containers: [{ name: "main", image: " x" }] },
    { containers: [{ name: "other", image: "x" }] },
    { containers: [{ name: "main", image: "registry.example/web:1", command: ["x"] }] },
    { hostNetwork: true },
    { serviceAccountName: "other" },
    { priorityClassName: "system-node-critical" },
    { volumes: [{ name: "v", emptyDir: {} }] },
  ),
  post(nodes(), {
    metadata: { name: "sizing" },
    status: { allocatable: { cpu: "2", memory: "1Gi", pods: "10" } },
  }),
  post(
    pods(),
    pod("lost", {
      nodeName: "nowhere",
      containers: [{ ...container, resources: { requests: { cpu: "2m" } } }],
    }),
  ),
  strategicPatch(pods("lost", "resize"), resized({ requests: { cpu: "1m" } })),
  post(
    pods(),
    pod("sized", {
      nodeName: "sizing",
      containers: [
        {
          ...container,
          resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m" } },
        },
      ],
    }),
  ),
  strategicPatch(pods("sized", "resize"), resized({ requests: { cpu: "150m" } })),
  strategicPatch(pods("sized", "resize"), resized({ requests: { cpu: "300m" } })),
  strategicPatch(pods("sized", "resize"), resized({ limits: { cpu: "400m", memory: "64Mi" } })),
  strategicPatch(
    pods("sized", "resize"),
    resized({ requests: { cpu: "400m", memory: "64Mi" }, limits: { cpu: "400m", memory: "64Mi" } }),
  ),
  strategicPatch(pods("sized", "resize"), resized({ requests: { "ephemeral-storage": "1Gi" } })),
  strategicPatch(pods("sized", "resize"), resized({ requests: { cpu: "-1" } })),
  strategicPatch(
    pods("sized", "resize"),
    resized({ limits: { cpu: "5" }, requests: { cpu: "3" } }),
  ),
  strategicPatch(pods("sized"), resized({ requests: { cpu: "180m" } })),
  get(pods("sized", "resize")),
  get(pods("sized")),
  strategicPatch(pods("sized", "ephemeralcontainers"), {
    spec: { ephemeralContainers: [{ name: "main", image: "x" }] },
  }),
  strategicPatch(pods("sized", "ephemeralcontainers"), {
    spec: { ephemeralContainers: [{ name: "e", image: "x", ports: [{ containerPort: 80 }] }] },
  }),
  strategicPatch(pods("sized", "ephemeralcontainers"), {
    spec: { ephemeralContainers: [{ name: "e", image: "x", targetContainerName: "missing" }] },
  }),
  strategicPatch(pods("sized", "ephemeralcontainers"), {
    spec: { ephemeralContainers: [{ name: "e", image: "x", targetContainerName: "main" }] },
  }),
  jsonPatch(pods("sized", "ephemeralcontainers"), [
    { op: "remove", path: "/spec/ephemeralContainers" },
  ]),
];

const map = (name: string, rest: JsonObject = {}): JsonObject => ({
  metadata: { name, labels: { set: "a" }, ...rest },
});
const collectionSteps: readonly Step[] = [
  ...["a", "b", "c"].map((name) => post(maps(), map(name), { as: name })),
  post(maps(), map("other", { labels: { set: "b" } })),
  post(maps(), map("held", { finalizers: ["example.test/hold"] })),
  del(`${maps()}?labelSelector=set%3Dnone`),
  del(`${maps()}?labelSelector=set%3Da&fieldSelector=metadata.name%3Da`),
  del(`${maps()}?labelSelector=set%3Da&dryRun=All`),
  del(`${maps()}?labelSelector=set%20has%20c`),
  del(`${maps()}?fieldSelector=data.x%3Dy`),
  del(`${maps()}?limit=1`),
  get(`${maps()}?labelSelector=set`),
  del(maps(), { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } }),
  del(`${maps()}?propagationPolicy=Odd`),
  del(`${maps()}?gracePeriodSeconds=x`),
  del(`${maps()}?labelSelector=set%3Da`, { propagationPolicy: "Foreground" }),
  get(maps()),
  del(maps("held"), { preconditions: { uid: "{{a.metadata.uid}}" } }),
  del(maps("held"), { orphanDependents: true, propagationPolicy: "Orphan" }),
  del(maps("held"), { gracePeriodSeconds: -5 }),
  del(maps("held"), { apiVersion: "v1", kind: "Pod" }),
  del(maps("held"), { dryRun: ["Some"] }),
  jsonPatch(maps("held"), [
    { op: "replace", path: "/metadata/finalizers", value: ["example.test/more"] },
  ]),
  jsonPatch(maps("held"), [{ op: "test", path: "/metadata/name", value: "other" }]),
  jsonPatch(maps("held"), [{ op: "remove", path: "/metadata/finalizers" }]),
  post(maps(), map("versioned"), { as: "v" }),
  mergePatch(maps("versioned"), { data: { a: "b" } }),
  putEdited(maps("versioned"), "v", { data: { a: "c" } }),
  mergePatch(maps("versioned"), {
    metadata: { resourceVersion: "{{v.metadata.resourceVersion}}" },
    data: { a: "d" },
  }),
  mergePatch(maps("versioned"), { metadata: { uid: "{{a.metadata.uid}}" }, data: { a: "d" } }),
  putEdited(maps("versioned"), "v", { "metadata.uid": "{{a.metadata.uid}}" }, [
    "metadata.resourceVersion",
  ]),
  del(maps("versioned"), { preconditions: { resourceVersion: "{{v.metadata.resourceVersion}}" } }),
  del(maps("versioned"), { preconditions: { uid: "{{v.metadata.uid}}" } }),
  get(maps("versioned")),
];

export const changeScripts: readonly Script[] = [
  script("changes of workloads", workloadSteps),
  script("changes of stateful sets", setSteps),
  script("changes of jobs", jobSteps),
  script("changes of cron jobs", cronSteps),
  script("changes of claims", storageSteps),
  script("changes of volumes", volumeSteps),
  script("changes of pods", podSteps),
  script("types of secrets", secretSteps),
  script("leases, budgets and scalers", policySteps),
  script("roles and bindings", accessSteps),
  script("collections and preconditions", collectionSteps),
];
