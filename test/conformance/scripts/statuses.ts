// What controllers and kubelets may say of an object's state, and what is refused of it.

import {
  get,
  type JsonObject,
  mergePatch,
  post,
  putEdited,
  script,
  type Script,
  type Step,
  strategicPatch,
} from "../script.ts";
import {
  attachments,
  budgets,
  claims,
  controllers,
  cronJobs,
  daemonSets,
  deployments,
  ingresses,
  jobs,
  nodes,
  pods,
  quotas,
  replicaSets,
  scalers,
  services,
  statefulSets,
  volumes,
} from "./collections.ts";
import { pod } from "./pods.ts";

const T = "2020-01-02T03:04:05Z";
const LATER = "2020-01-02T03:05:05Z";
const container = (name: string): JsonObject => ({ name, image: "registry.example/web:1" });
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { containers: [container("main")] } };
const jobTemplate = { spec: { restartPolicy: "Never", containers: [container("main")] } };

type Path = (name?: string, sub?: string) => string;

/** Each status patched in its turn, whether it is accepted or not. */
const statusesOf = (path: Path, name: string, ...statuses: readonly JsonObject[]): Step[] =>
  statuses.map((status) => mergePatch(path(name, "status"), { status }));

const stateOf = (name: string, state: JsonObject, rest: JsonObject = {}): JsonObject => ({
  ...container(name),
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
  ...rest,
});
const running = { running: { startedAt: T } };
const ended = (exitCode: number): JsonObject => ({
  terminated: { exitCode, startedAt: T, finishedAt: LATER },
});

const podStates: readonly Step[] = [
  post(pods(), pod("never", { restartPolicy: "Never", nodeName: "n" }), { as: "never" }),
  ...statusesOf(
    pods,
    "never",
    { phase: "Running", containerStatuses: [stateOf("main", running, { ready: true })] },
    { phase: "Running", containerStatuses: [stateOf("main", ended(1))] },
    { phase: "Running", containerStatuses: [stateOf("main", running)] },
    { phase: "Running", containerStatuses: [stateOf("main", ended(0), { restartCount: 1 })] },
    { phase: "Failed", containerStatuses: [] },
    { containerStatuses: [stateOf("main", { waiting: { reason: "Why" } })] },
    { containerStatuses: [stateOf("other", running)] },
    { containerStatuses: [stateOf("main", running), stateOf("main", running)] },
  ),
  get(pods("never")),
  post(
    pods(),
    pod("failing", {
      restartPolicy: "OnFailure",
      nodeName: "n",
      initContainers: [container("first"), { ...container("side"), restartPolicy: "Always" }],
    }),
  ),
  ...statusesOf(
    pods,
    "failing",
    { initContainerStatuses: [stateOf("first", ended(1)), stateOf("side", ended(0))] },
    { initContainerStatuses: [stateOf("first", running), stateOf("side", running)] },
    { initContainerStatuses: [stateOf("first", ended(0)), stateOf("side", ended(0))] },
    { initContainerStatuses: [stateOf("first", running), stateOf("side", running)] },
    { containerStatuses: [stateOf("main", ended(1))] },
    { containerStatuses: [stateOf("main", running)] },
    { containerStatuses: [stateOf("main", ended(0))] },
    { containerStatuses: [stateOf("main", running)] },
    { ephemeralContainerStatuses: [stateOf("debug", running)] },
  ),
  get(pods("failing")),
];

const podFields: readonly Step[] = [
  post(pods(), pod("one", { nodeName: "n" }), { as: "one" }),
  ...statusesOf(
    pods,
    "one",
    { qosClass: "Guaranteed" },
    { qosClass: "Odd" },
    { observedGeneration: 5 },
    { observedGeneration: -1 },
    { podIPs: [{ ip: "192.0.2.1" }] },
    { podIP: "192.0.2.1" },
    { podIP: "192.0.2.1", podIPs: [{ ip: "192.0.2.2" }] },
    { podIP: "no", podIPs: [{ ip: "no" }] },
    { podIPs: [{ ip: "192.0.2.1" }, { ip: "192.0.2.3" }] },
    { podIPs: [{ ip: "192.0.2.1" }, { ip: "2001:db8::1" }] },
    { podIPs: [{ ip: "192.0.2.1" }, { ip: "2001:db8::1" }, { ip: "2001:db8::2" }] },
    { podIP: null, podIPs: null },
    { hostIP: "192.0.2.9" },
    { hostIPs: [{ ip: "no" }], hostIP: "no" },
    { hostIPs: [{ ip: "192.0.2.9" }, { ip: "192.0.2.8" }] },
    { hostIPs: [{ ip: "192.0.2.9" }, { ip: "2001:db8::9" }] },
    { nominatedNodeName: "Not A Node" },
    { nominatedNodeName: "node-7" },
    { phase: "Odd" },
    { conditions: [{ type: "Ready", status: "Maybe" }] },
    { conditions: [{ type: "Ready", status: "True", observedGeneration: -2 }] },
    { conditions: [{ type: "not valid!", status: "True" }] },
    { conditions: [{ status: "True" }] },
    { resourceClaimStatuses: [{ name: "gpu", resourceClaimName: "x" }] },
    { resize: "Odd" },
    { startTime: "yesterday" },
    { containerStatuses: [{ name: "main" }] },
    {
      containerStatuses: [
        stateOf("main", running, { allocatedResources: { cpu: "1" }, resources: {} }),
      ],
    },
    { containerStatuses: [stateOf("main", running, { user: { linux: { uid: -1, gid: 0 } } })] },
    { containerStatuses: [stateOf("main", { running: {}, waiting: {} })] },
  ),
  get(pods("one")),
  mergePatch(pods("one", "status"), {
    metadata: { annotations: { a: "b" }, finalizers: ["example.test/x"] },
  }),
  mergePatch(pods("one", "status"), {
    metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n", uid: "u" }] },
  }),
  mergePatch(pods("one", "status"), { metadata: { labels: { "bad key!": "x" } } }),
  mergePatch(pods("one", "status"), { metadata: { resourceVersion: "1" }, status: {} }),
  strategicPatch(pods("missing", "status"), { status: { phase: "Running" } }),
  putEdited(pods("one", "status"), "one", { status: {} }, ["metadata.resourceVersion"]),
];

const nodeSteps: readonly Step[] = [
  post(nodes(), { metadata: { name: "stated" }, status: { capacity: { cpu: "4", pods: "10" } } }),
  ...statusesOf(
    nodes,
    "stated",
    { capacity: { cpu: "-1" } },
    { capacity: { cpu: "many" } },
    { capacity: { "no domain!": "1" } },
    { capacity: { pods: "1500m" } },
    { capacity: { "example.com/gpu": "1500m" } },
    { capacity: { cpu: "4" }, allocatable: { cpu: "8" } },
    { allocatable: { memory: "-5Gi" } },
    { phase: "Odd" },
    { conditions: [{ type: "Ready", status: "True", lastHeartbeatTime: T }] },
    { conditions: [{ type: "Ready", status: "Perhaps" }] },
    { conditions: [{ status: "True" }] },
    {
      addresses: [
        { type: "InternalIP", address: "192.0.2.1" },
        { type: "InternalIP", address: "192.0.2.1" },
      ],
    },
    { addresses: [{ type: "InternalIP", address: "192.0.2.1" }] },
    { daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } },
    { daemonEndpoints: { kubeletEndpoint: { Port: 70000 } } },
    { nodeInfo: { kubeletVersion: "v1.36.3" } },
    { images: [{ names: ["x:1"], sizeBytes: 5 }] },
    { volumesInUse: ["a"], volumesAttached: [{ name: "a", devicePath: "/dev/a" }] },
    { config: { assigned: { configMap: { name: "x" } } } },
    { runtimeHandlers: [{ name: "runc" }], features: { supplementalGroupsPolicy: true } },
    { declaredFeatures: ["GuaranteedQoSPodCPUResize", "Another"] },
  ),
  get(nodes("stated")),
  mergePatch(nodes("stated", "status"), {
    metadata: { labels: { a: "b" }, annotations: { c: "d" } },
    spec: { unschedulable: true },
  }),
  mergePatch(nodes("stated", "status"), { spec: { taints: [{ key: "a", effect: "NoSchedule" }] } }),
  mergePatch(nodes("stated"), { status: { phase: "Running" } }),
  mergePatch(nodes("stated"), {
    spec: {
      taints: [
        { key: "a", effect: "NoSchedule" },
        { key: "b", effect: "Odd" },
      ],
    },
  }),
  mergePatch(nodes("stated"), {
    spec: {
      taints: [
        { key: "a", effect: "NoSchedule" },
        { key: "a", effect: "NoSchedule", value: "b" },
      ],
    },
  }),
  mergePatch(nodes("stated"), { spec: { taints: [{ key: "not ok", effect: "NoExecute" }] } }),
  mergePatch(nodes("stated"), { spec: { taints: [{ key: "a", effect: "NoExecute" }] } }),
  mergePatch(nodes("stated"), { spec: { podCIDR: "no", podCIDRs: ["no"] } }),
  mergePatch(nodes("stated"), { spec: { podCIDR: "192.0.2.0/24", podCIDRs: ["192.0.3.0/24"] } }),
  mergePatch(nodes("stated"), { spec: { podCIDRs: ["192.0.2.0/24", "192.0.3.0/24"] } }),
  mergePatch(nodes("stated"), { spec: { podCIDRs: ["192.0.2.0/24", "2001:db8::/64"] } }),
  mergePatch(nodes("stated"), { spec: { configSource: { configMap: { name: "x" } } } }),
  get(nodes("stated")),
];

const complete = (type: string): JsonObject => ({
  type,
  status: "True",
  lastProbeTime: LATER,
  lastTransitionTime: LATER,
});
const jobSteps: readonly Step[] = [
  post(jobs(), {
    metadata: { name: "j" },
    spec: { completions: 2, parallelism: 2, template: jobTemplate },
  }),
  ...statusesOf(
    jobs,
    "j",
    { active: -1 },
    { ready: -1 },
    { active: 1, ready: 2 },
    { terminating: -1, active: 1, ready: 1 },
    { succeeded: -1, failed: -2 },
    { active: 2, ready: 1, terminating: 0 },
    { startTime: T },
    { startTime: LATER },
    { startTime: null },
    { completionTime: LATER },
    { conditions: [complete("Complete")] },
    { conditions: [complete("SuccessCriteriaMet"), complete("FailureTarget")] },
    { conditions: [complete("FailureTarget"), complete("Complete")] },
    { uncountedTerminatedPods: { succeeded: ["a", "a"] } },
    { uncountedTerminatedPods: { succeeded: ["a"], failed: ["a"] } },
    { uncountedTerminatedPods: { succeeded: [""] } },
    { uncountedTerminatedPods: { succeeded: ["a"], failed: ["b"] } },
    { uncountedTerminatedPods: { succeeded: ["a"], failed: [] }, failed: 1 },
    { failed: 0 },
    { uncountedTerminatedPods: {}, active: 0, ready: 0, succeeded: 3 },
    { uncountedTerminatedPods: {}, active: 0, ready: 0, succeeded: 2 },
    { completedIndexes: "0,1" },
    { failedIndexes: "0" },
    { conditions: [complete("SuccessCriteriaMet")] },
    { conditions: [], completionTime: null },
    {
      conditions: [complete("SuccessCriteriaMet"), complete("Complete")],
      completionTime: LATER,
    },
    { conditions: [complete("SuccessCriteriaMet")] },
    { completionTime: T },
    { completionTime: null },
    { active: 1 },
  ),
  get(jobs("j")),
  mergePatch(jobs("j"), { spec: { parallelism: 1 } }),
  mergePatch(jobs("j"), { spec: { suspend: true } }),
  post(jobs(), {
    metadata: { name: "indexed" },
    spec: {
      completions: 3,
      completionMode: "Indexed",
      backoffLimitPerIndex: 1,
      template: jobTemplate,
    },
  }),
  ...statusesOf(
    jobs,
    "indexed",
    { startTime: T, completedIndexes: "0-5" },
    { startTime: T, completedIndexes: "2-0" },
    { startTime: T, completedIndexes: "a" },
    { startTime: T, completedIndexes: "0", failedIndexes: "0", succeeded: 1 },
    { startTime: T, completedIndexes: "0,1", failedIndexes: "2", succeeded: 2 },
    { startTime: T, completedIndexes: "0", succeeded: 1 },
    { conditions: [complete("FailureTarget"), complete("Failed")] },
    { conditions: [complete("Failed"), complete("Complete")] },
    { conditions: [{ type: "Failed", status: "Odd" }] },
  ),
  get(jobs("indexed")),
  post(jobs(), { metadata: { name: "waits" }, spec: { suspend: true, template: jobTemplate } }),
  ...statusesOf(
    jobs,
    "waits",
    { conditions: [complete("Suspended")] },
    { active: 1, startTime: T },
  ),
  mergePatch(jobs("waits"), {
    spec: { template: { spec: { nodeSelector: { a: "b" }, schedulingGates: [{ name: "a/b" }] } } },
  }),
  mergePatch(jobs("waits"), { spec: { template: { metadata: { labels: { x: "y" } } } } }),
  mergePatch(jobs("waits"), { spec: { suspend: false } }),
  mergePatch(jobs("waits"), { spec: { template: { spec: { nodeSelector: { a: "c" } } } } }),
];

const workloadSteps: readonly Step[] = [
  post(deployments(), {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: labels }, template },
  }),
  ...statusesOf(
    deployments,
    "web",
    { replicas: -1 },
    { replicas: 1, updatedReplicas: 2 },
    { replicas: 1, updatedReplicas: 1, readyReplicas: 2 },
    { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 2 },
    { replicas: 3, readyReplicas: 1, availableReplicas: 2 },
    { observedGeneration: -1 },
    {
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 1,
      availableReplicas: 1,
      collisionCount: 2,
    },
    { collisionCount: 1 },
    { collisionCount: null },
    { collisionCount: -1 },
    { unavailableReplicas: -1 },
    { terminatingReplicas: -1 },
    {
      conditions: [{ type: "Available", status: "True", lastTransitionTime: T, lastUpdateTime: T }],
    },
    { conditions: [{ type: "Available" }] },
  ),
  mergePatch(deployments("web", "status"), {
    metadata: { labels: { a: "b" }, annotations: { c: "d" } },
  }),
  get(deployments("web")),
  post(replicaSets(), {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: labels }, template },
  }),
  ...statusesOf(
    replicaSets,
    "web",
    { replicas: -1 },
    { replicas: 1, fullyLabeledReplicas: 2 },
    { replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 2 },
    { replicas: 3, readyReplicas: 1, availableReplicas: 2 },
    { replicas: 3, readyReplicas: 1, availableReplicas: 1, observedGeneration: -3 },
    { replicas: 3, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 },
    { terminatingReplicas: 1 },
  ),
  get(replicaSets("web")),
  post(statefulSets(), {
    metadata: { name: "web" },
    spec: { serviceName: "web", selector: { matchLabels: labels }, template },
  }),
  ...statusesOf(
    statefulSets,
    "web",
    { replicas: -1 },
    { replicas: 1, readyReplicas: 2 },
    { replicas: 1, currentReplicas: 2 },
    { replicas: 1, updatedReplicas: 2 },
    { replicas: 2, readyReplicas: 1, availableReplicas: 2 },
    { replicas: 2, readyReplicas: 2, currentReplicas: 1, updatedReplicas: 1, availableReplicas: 2 },
    { observedGeneration: -1 },
    { collisionCount: 3, currentRevision: "a", updateRevision: "b" },
    { collisionCount: 2 },
  ),
  get(statefulSets("web")),
  post(daemonSets(), {
    metadata: { name: "web" },
    spec: { selector: { matchLabels: labels }, template },
  }),
  ...statusesOf(
    daemonSets,
    "web",
    { currentNumberScheduled: -1 },
    { numberMisscheduled: -1, desiredNumberScheduled: -1, numberReady: -1 },
    { observedGeneration: -1, updatedNumberScheduled: -1 },
    { numberAvailable: -1, numberUnavailable: -1 },
    { desiredNumberScheduled: 3, currentNumberScheduled: 5, numberReady: 9 },
    { collisionCount: 1 },
    { collisionCount: 0 },
  ),
  get(daemonSets("web")),
  post(controllers(), { metadata: { name: "web" }, spec: { selector: labels, template } }),
  ...statusesOf(
    controllers,
    "web",
    { replicas: -1 },
    { replicas: 1, readyReplicas: 2, availableReplicas: 3 },
    { replicas: 2, readyReplicas: 1, availableReplicas: 1, fullyLabeledReplicas: 2 },
  ),
];

const otherSteps: readonly Step[] = [
  post(cronJobs(), {
    metadata: { name: "c" },
    spec: { schedule: "@daily", jobTemplate: { spec: { template: jobTemplate } } },
  }),
  ...statusesOf(
    cronJobs,
    "c",
    { lastScheduleTime: T, active: [{ kind: "Job", name: "c-1", uid: "u" }] },
    { lastScheduleTime: null, active: null },
    { lastSuccessfulTime: "never" },
  ),
  post(budgets(), {
    metadata: { name: "b" },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  }),
  ...statusesOf(
    budgets,
    "b",
    { disruptionsAllowed: -1 },
    { currentHealthy: -1, desiredHealthy: -1, expectedPods: -1 },
    { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 },
    { conditions: [{ type: "DisruptionAllowed", status: "True" }] },
    {
      conditions: [
        {
          type: "DisruptionAllowed",
          status: "True",
          reason: "SufficientPods",
          message: "",
          lastTransitionTime: T,
          observedGeneration: 1,
        },
      ],
    },
    { disruptedPods: { a: T } },
  ),
  mergePatch(budgets("b", "status"), { spec: { minAvailable: 5 } }),
  get(budgets("b")),
  post(scalers(), {
    metadata: { name: "h" },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" },
    },
  }),
  ...statusesOf(
    scalers,
    "h",
    { currentReplicas: -1 },
    { desiredReplicas: -1 },
    { currentReplicas: 1, desiredReplicas: 2, lastScaleTime: T, observedGeneration: 1 },
    {
      conditions: [
        { type: "AbleToScale", status: "True", reason: "Ok", message: "", lastTransitionTime: T },
      ],
      currentMetrics: [
        { type: "Resource", resource: { name: "cpu", current: { averageUtilization: 5 } } },
      ],
    },
  ),
  get(scalers("h")),
  post(services(), { metadata: { name: "plain" }, spec: { ports: [{ port: 80 }] } }),
  post(services(), {
    metadata: { name: "lb" },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
  }),
  ...statusesOf(services, "plain", { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }),
  ...statusesOf(
    services,
    "lb",
    { loadBalancer: { ingress: [{ ip: "no" }] } },
    { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "Odd" }] } },
    { loadBalancer: { ingress: [{ hostname: "Not A Host" }] } },
    { loadBalancer: { ingress: [{ hostname: "192.0.2.1" }] } },
    { loadBalancer: { ingress: [{ hostname: "lb.example.test", ipMode: "VIP" }] } },
    { loadBalancer: { ingress: [{ ip: "192.0.2.1", ports: [{ port: 80, protocol: "TCP" }] }] } },
    {
      loadBalancer: {
        ingress: [{ ip: "192.0.2.1", ports: [{ port: 80, protocol: "Odd", error: "no" }] }],
      },
    },
    { conditions: [{ type: "Ready", status: "True" }] },
    {
      conditions: [
        { type: "Ready", status: "True", reason: "Ok", message: "", lastTransitionTime: T },
      ],
    },
  ),
  get(services("lb")),
  mergePatch(services("lb"), { spec: { type: "ClusterIP" } }),
  post(ingresses(), {
    metadata: { name: "i" },
    spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
  }),
  ...statusesOf(
    ingresses,
    "i",
    { loadBalancer: { ingress: [{ ip: "no" }] } },
    { loadBalancer: { ingress: [{ hostname: "192.0.2.1" }] } },
    { loadBalancer: { ingress: [{ hostname: "Not A Host" }] } },
    { loadBalancer: { ingress: [{ ip: "192.0.2.1", ports: [{ port: 70000, protocol: "TCP" }] }] } },
    { loadBalancer: { ingress: [{ hostname: "i.example.test" }] } },
  ),
  post(quotas(), { metadata: { name: "q" }, spec: { hard: { pods: "5" } } }),
  ...statusesOf(
    quotas,
    "q",
    { hard: { pods: "-5" } },
    { used: { "bad name!": "1" } },
    { hard: { pods: "1500m" } },
  ),
];

const storageSteps: readonly Step[] = [
  post(claims(), {
    metadata: { name: "c" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  }),
  ...statusesOf(
    claims,
    "c",
    { phase: "Odd" },
    { capacity: { storage: "-1" } },
    { phase: "Bound", capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] },
    { accessModes: ["Odd"] },
    { allocatedResources: { storage: "2Gi" } },
    { allocatedResources: { cpu: "2" } },
    { allocatedResourceStatuses: { storage: "Odd" } },
    { allocatedResourceStatuses: { storage: "ControllerResizeInProgress" } },
    { conditions: [{ type: "Resizing", status: "True" }] },
    { currentVolumeAttributesClassName: "" },
  ),
  get(claims("c")),
  post(volumes(), {
    metadata: { name: "stated-volume" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      hostPath: { path: "/x" },
    },
  }),
  ...statusesOf(
    volumes,
    "stated-volume",
    { phase: "Available" },
    { phase: "Odd" },
    { phase: "Bound", message: "m", reason: "r" },
    { lastPhaseTransitionTime: T },
    { phase: "Released" },
  ),
  get(volumes("stated-volume")),
  post(attachments(), {
    metadata: { name: "stated-attachment" },
    spec: { attacher: "example.test", nodeName: "n", source: { persistentVolumeName: "v" } },
  }),
  ...statusesOf(
    attachments,
    "stated-attachment",
    { attached: true, attachmentMetadata: { a: "b" } },
    { attachError: { message: "x".repeat(1100), time: T } },
    { attachError: { message: "why", time: T, errorCode: 5 } },
  ),
  mergePatch(attachments("stated-attachment"), { spec: { nodeName: "other" } }),
  get(attachments("stated-attachment")),
];

export const statusScripts: readonly Script[] = [
  script("states of containers", podStates),
  script("fields of pods' statuses", podFields),
  script("statuses of nodes", nodeSteps),
  script("statuses of jobs", jobSteps),
  script("statuses of workloads", workloadSteps),
  script("statuses of storage", storageSteps),
  script("statuses of other kinds", otherSteps),
];
