// How objects print when they are more than just made: what `kubectl get` shows of every kind whose cells depend on state.

import {
  accepts,
  clusterWide,
  get,
  type Json,
  type JsonObject,
  mergePatch,
  namespaced,
  post,
  put,
  script,
  type Script,
  type Step,
} from "../script.ts";
import {
  apiServices,
  attachments,
  budgets,
  claims,
  controllers,
  cronJobs,
  daemonSets,
  deployments,
  endpoints,
  ingresses,
  jobs,
  leases,
  nodes,
  pods,
  policies,
  quotas,
  replicaSets,
  services,
  slices,
  statefulSets,
  volumes,
} from "./collections.ts";
import { pod } from "./pods.ts";

const FAR = "2020-01-02T03:04:05Z";
const LATER = "2020-01-02T03:09:35Z";
const image = "registry.example/web:1";
const container = { name: "main", image };

type Paths = ReturnType<typeof namespaced>;

const table = (path: string): Step => get(path, { accept: accepts.table });
const made = (at: Paths, object: JsonObject, status?: JsonObject): readonly Step[] => {
  const { name } = object["metadata"] as { name: string };
  return [post(at(), object), ...(status ? [mergePatch(at(name, "status"), { status })] : [])];
};
const named = (name: string, rest: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  metadata: { name, ...metadata },
  ...rest,
});
/** For what is not in a namespace, so that a list shows only the script's own. */
const labelled = (name: string, rest: JsonObject = {}, metadata: JsonObject = {}): JsonObject =>
  named(name, rest, { labels: { printed: "yes" }, ...metadata });
const own = (at: Paths): string => `${at()}?labelSelector=printed%3Dyes`;
const condition = (type: string, status = "True", rest: JsonObject = {}): JsonObject => ({
  type,
  status,
  lastTransitionTime: FAR,
  ...rest,
});

const running = { running: { startedAt: FAR } };
const ended = (exitCode: number, rest: JsonObject = {}): JsonObject => ({
  terminated: { exitCode, startedAt: FAR, finishedAt: FAR, ...rest },
});
const waiting = (reason: string): JsonObject => ({ waiting: { reason } });
const state = (name: string, state: JsonObject, rest: JsonObject = {}): JsonObject => ({
  name,
  image,
  imageID: "",
  ready: false,
  restartCount: 0,
  state,
  ...rest,
});
const sidecar = { name: "side", image, restartPolicy: "Always" };
const inits = { initContainers: [sidecar, { name: "init", image }] };
const podWith = (
  name: string,
  spec: JsonObject,
  phase: string,
  main: readonly JsonObject[],
  init: readonly JsonObject[] = [],
  rest: JsonObject = {},
): readonly Step[] =>
  made(pods, pod(name, { nodeName: "node-1", ...spec }), {
    phase,
    containerStatuses: main as Json,
    initContainerStatuses: init as Json,
    ...rest,
  });

const podSteps: readonly Step[] = [
  ...podWith("a-running", {}, "Running", [state("main", running, { ready: true })], [], {
    podIP: "192.0.2.1",
    podIPs: [{ ip: "192.0.2.1" }],
    conditions: [condition("Ready"), condition("example.test/gate")],
  }),
  ...podWith("b-crashing", {}, "Running", [
    state("main", waiting("CrashLoopBackOff"), { restartCount: 3, lastState: ended(1) }),
  ]),
  ...podWith("c-error", {}, "Running", [state("main", ended(2, { reason: "Error" }))]),
  ...podWith("d-signal", {}, "Running", [state("main", ended(137, { signal: 9 }))]),
  ...podWith("e-exit", {}, "Running", [state("main", ended(3))]),
  ...podWith("f-completed", { restartPolicy: "Never" }, "Succeeded", [
    state("main", ended(0, { reason: "Completed" })),
  ]),
  ...podWith(
    "g-one-left",
    { containers: [container, { name: "other", image }] },
    "Running",
    [state("main", ended(0, { reason: "Completed" })), state("other", running, { ready: true })],
    [],
    { conditions: [condition("Ready", "False")] },
  ),
  ...podWith("h-failed", { restartPolicy: "Never" }, "Failed", [], [], { reason: "Evicted" }),
  ...podWith(
    "i-initialising",
    inits,
    "Pending",
    [],
    [
      state("side", running, { started: true, ready: true, restartCount: 2, lastState: ended(1) }),
      state("init", running),
    ],
  ),
  ...podWith(
    "j-init-fails",
    inits,
    "Pending",
    [],
    [state("side", running, { started: true }), state("init", ended(1))],
  ),
  ...podWith("k-init-waits", inits, "Pending", [], [state("side", waiting("ErrImagePull"))]),
  ...podWith(
    "l-with-sidecar",
    inits,
    "Running",
    [state("main", running, { ready: true, started: true })],
    [
      state("side", running, { started: true, ready: true }),
      state("init", ended(0, { reason: "Completed" })),
    ],
  ),
  ...made(pods, pod("m-gated", { schedulingGates: [{ name: "example.test/wait" }] })),
  ...made(
    pods,
    pod("n-gates", {
      readinessGates: [{ conditionType: "example.test/a" }, { conditionType: "example.test/b" }],
    }),
    {
      nominatedNodeName: "node-2",
      conditions: [condition("example.test/a"), condition("example.test/b", "False")],
    },
  ),
];

const revisions = namespaced("apps/v1", "controllerrevisions");
const templates = namespaced("v1", "podtemplates");

const labels = { app: "web", tier: "front" };
const selector = {
  matchLabels: labels,
  matchExpressions: [
    { key: "app", operator: "In", values: ["web", "api"] },
    { key: "old", operator: "DoesNotExist" },
    { key: "tier", operator: "Exists" },
    { key: "zone", operator: "NotIn", values: ["b", "a"] },
  ],
};
const template = {
  metadata: { labels },
  spec: { containers: [container, { name: "side", image: "registry.example/side:2" }] },
};
const jobTemplate = { spec: { restartPolicy: "Never", containers: [container] } };
const job = (name: string, spec: JsonObject = {}): JsonObject =>
  named(name, { spec: { template: jobTemplate, ...spec } });

const workloadSteps: readonly Step[] = [
  ...made(deployments, named("web", { spec: { replicas: 3, selector, template } }), {
    replicas: 3,
    updatedReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
  }),
  table(deployments()),
  table(deployments("web", "scale")),
  get(deployments("web", "scale"), { accept: accepts.partial }),
  ...made(replicaSets, named("web", { spec: { replicas: 2, selector, template } }), {
    replicas: 2,
    readyReplicas: 1,
  }),
  table(replicaSets()),
  ...made(controllers, named("web", { spec: { replicas: 2, selector: labels, template } }), {
    replicas: 1,
  }),
  table(controllers()),
  ...made(
    statefulSets,
    named("web", { spec: { replicas: 2, serviceName: "web", selector, template } }),
    { replicas: 2, readyReplicas: 1 },
  ),
  table(statefulSets()),
  ...made(
    daemonSets,
    named("web", {
      spec: {
        selector: { matchLabels: labels },
        template: { ...template, spec: { ...template.spec, nodeSelector: { os: "l", arch: "a" } } },
      },
    }),
    {
      desiredNumberScheduled: 5,
      currentNumberScheduled: 4,
      numberReady: 3,
      updatedNumberScheduled: 2,
      numberAvailable: 1,
      numberMisscheduled: 0,
    },
  ),
  table(daemonSets()),
  post(
    revisions(),
    named(
      "web-1",
      { revision: 7, data: {} },
      {
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "DaemonSet",
            name: "web",
            uid: "00000000-0000-0000-0000-000000000001",
            controller: true,
          },
        ],
      },
    ),
  ),
  post(revisions(), named("alone", { revision: 1, data: {} })),
  table(revisions()),
  post(templates(), named("web", { template })),
  table(templates()),
];

const jobSteps: readonly Step[] = [
  ...made(jobs, job("plain")),
  ...made(jobs, job("many", { completions: 5, parallelism: 2 }), {
    startTime: FAR,
    active: 1,
    succeeded: 2,
  }),
  ...made(jobs, job("queue", { parallelism: 3 })),
  ...made(jobs, job("held", { suspend: true }), { conditions: [condition("Suspended")] }),
  ...made(jobs, job("done"), {
    startTime: FAR,
    completionTime: LATER,
    succeeded: 1,
    conditions: [condition("SuccessCriteriaMet"), condition("Complete")],
  }),
  ...made(jobs, job("failed"), {
    startTime: FAR,
    failed: 1,
    conditions: [condition("FailureTarget"), condition("Failed")],
  }),
  ...made(jobs, job("failing"), { startTime: FAR, conditions: [condition("FailureTarget")] }),
  table(jobs()),
  ...made(
    cronJobs,
    named("nightly", {
      spec: {
        schedule: "0 3 * * *",
        timeZone: "Etc/UTC",
        suspend: true,
        jobTemplate: { spec: { template: jobTemplate } },
      },
    }),
    { lastScheduleTime: FAR, active: [{ kind: "Job", name: "nightly-1" }] },
  ),
  table(cronJobs()),
];

const ingressClasses = clusterWide("networking.k8s.io/v1", "ingressclasses");

const port = (name: string, port: number): JsonObject => ({ name, port });
const backend = { service: { name: "web", port: { number: 80 } } };
const path = { path: "/", pathType: "Prefix", backend };

const networkSteps: readonly Step[] = [
  ...made(
    services,
    named("balanced", {
      spec: {
        type: "LoadBalancer",
        allocateLoadBalancerNodePorts: false,
        externalIPs: ["198.51.100.7"],
        ports: [port("b", 443), { ...port("a", 53), protocol: "UDP" }],
        selector: { b: "2", a: "1" },
      },
    }),
    { loadBalancer: { ingress: [{ ip: "203.0.113.9" }, { hostname: "lb.example.test" }] } },
  ),
  post(
    services(),
    named("outside", {
      spec: { externalIPs: ["198.51.100.8", "198.51.100.9"], ports: [port("a", 1)] },
    }),
  ),
  table(services()),
  post(
    endpoints(),
    named("many", {
      subsets: [
        {
          addresses: [{ ip: "192.0.2.1" }, { ip: "192.0.2.2" }],
          ports: [port("a", 80), port("b", 81)],
        },
        { addresses: [{ ip: "2001:db8::1" }], ports: [port("c", 82)] },
      ],
    }),
  ),
  post(endpoints(), named("bare", { subsets: [{ addresses: [{ ip: "192.0.2.3" }] }] })),
  post(endpoints(), named("empty")),
  table(endpoints()),
  post(
    slices(),
    named("many", {
      addressType: "IPv4",
      ports: [port("a", 80), port("b", 81), port("c", 82), port("d", 83)],
      endpoints: [
        { addresses: ["192.0.2.1"] },
        { addresses: ["192.0.2.2"] },
        { addresses: ["192.0.2.3"] },
        { addresses: ["192.0.2.4"] },
        { addresses: ["192.0.2.5"] },
      ],
    }),
  ),
  post(slices(), named("empty", { addressType: "FQDN", ports: [], endpoints: [] })),
  table(slices()),
  ...made(
    ingresses,
    named("many", {
      spec: {
        ingressClassName: "printed",
        tls: [{ hosts: ["a.example.test"] }],
        rules: ["a", "b", "c", "d", "e"].map((host) => ({
          host: `${host}.example.test`,
          http: { paths: [path] },
        })),
      },
    }),
    { loadBalancer: { ingress: [{ ip: "203.0.113.9" }, { ip: "203.0.113.1" }] } },
  ),
  post(ingresses(), named("any", { spec: { defaultBackend: backend } })),
  table(ingresses()),
  post(
    ingressClasses(),
    labelled(
      "printed",
      {
        spec: {
          controller: "example.test/ingress",
          parameters: {
            apiGroup: "example.test",
            kind: "Settings",
            name: "outer",
            scope: "Cluster",
          },
        },
      },
      { annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
    ),
  ),
  table(own(ingressClasses)),
  post(policies(), named("some", { spec: { podSelector: { matchLabels: labels } } })),
  table(policies()),
];

const classes = clusterWide("storage.k8s.io/v1", "storageclasses");
const drivers = clusterWide("storage.k8s.io/v1", "csidrivers");
const capacities = namespaced("storage.k8s.io/v1", "csistoragecapacities");

const storageSteps: readonly Step[] = [
  post(
    volumes(),
    labelled("printed", {
      spec: {
        capacity: { storage: "5Gi" },
        accessModes: ["ReadWriteMany", "ReadOnlyMany", "ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Delete",
        storageClassName: "quick",
        claimRef: { namespace: "somewhere", name: "data" },
        hostPath: { path: "/tmp" },
      },
    }),
  ),
  mergePatch(volumes("printed", "status"), { status: { phase: "Failed", reason: "Broken" } }),
  table(own(volumes)),
  ...made(
    claims,
    named("bound", {
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
        volumeName: "printed",
        storageClassName: "quick",
        volumeMode: "Block",
      },
    }),
    { phase: "Bound", accessModes: ["ReadWriteOncePod"], capacity: { storage: "5Gi" } },
  ),
  post(
    claims(),
    named(
      "old",
      {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
      { annotations: { "volume.beta.kubernetes.io/storage-class": "older" } },
    ),
  ),
  table(claims()),
  post(
    classes(),
    labelled(
      "printed",
      {
        provisioner: "example.test/disk",
        reclaimPolicy: "Retain",
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
      },
      { annotations: { "storageclass.kubernetes.io/is-default-class": "false" } },
    ),
  ),
  table(own(classes)),
  post(
    drivers(),
    labelled("printed.example.test", {
      spec: {
        attachRequired: false,
        podInfoOnMount: true,
        storageCapacity: true,
        requiresRepublish: true,
        tokenRequests: [{ audience: "a" }, { audience: "b" }],
        volumeLifecycleModes: ["Persistent", "Ephemeral"],
      },
    }),
  ),
  table(own(drivers)),
  ...made(
    attachments,
    labelled("printed", {
      spec: { attacher: "disk.example.test", nodeName: "n", source: { persistentVolumeName: "v" } },
    }),
    { attached: true },
  ),
  table(own(attachments)),
  post(capacities(), named("some", { storageClassName: "fast", capacity: "10Gi" })),
  table(capacities()),
];

const nodeStep = (
  name: string,
  labels: JsonObject,
  spec: JsonObject,
  status: JsonObject,
): readonly Step[] =>
  made(nodes, labelled(name, { spec }, { labels: { printed: "yes", ...labels } }), status);

const nodeSteps: readonly Step[] = [
  ...nodeStep(
    "printed-ready",
    {
      "node-role.kubernetes.io/worker": "",
      "node-role.kubernetes.io/edge": "",
      "kubernetes.io/role": "old",
    },
    { unschedulable: true },
    {
      conditions: [condition("Ready")],
      addresses: [
        { type: "Hostname", address: "printed" },
        { type: "ExternalIP", address: "203.0.113.4" },
        { type: "InternalIP", address: "192.0.2.4" },
      ],
      nodeInfo: {
        architecture: "amd64",
        bootID: "",
        containerRuntimeVersion: "simulated://1",
        kernelVersion: "6.1",
        kubeProxyVersion: "",
        kubeletVersion: "v1.36.3",
        machineID: "",
        operatingSystem: "linux",
        osImage: "Simulated",
        systemUUID: "",
      },
    },
  ),
  ...nodeStep("printed-unknown", {}, {}, { conditions: [condition("Ready", "Unknown")] }),
  table(own(nodes)),
];

const roleBindings = namespaced("rbac.authorization.k8s.io/v1", "rolebindings");
const requests = clusterWide("certificates.k8s.io/v1", "certificatesigningrequests");
const admission = (plural: string): Paths => clusterWide("admissionregistration.k8s.io/v1", plural);
const admissionPolicies = admission("validatingadmissionpolicies");
const admissionBindings = admission("validatingadmissionpolicybindings");
const mutatingPolicies = admission("mutatingadmissionpolicies");
const flows = clusterWide("flowcontrol.apiserver.k8s.io/v1", "flowschemas");
const levels = clusterWide("flowcontrol.apiserver.k8s.io/v1", "prioritylevelconfigurations");

const subject = (kind: string, name: string, namespace?: string): JsonObject => ({
  kind,
  name,
  ...(namespace === undefined ? { apiGroup: "rbac.authorization.k8s.io" } : { namespace }),
});
const resourceRules = [
  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
];
const binding = (name: string, paramRef: JsonObject): JsonObject =>
  labelled(name, {
    spec: {
      policyName: "printed",
      validationActions: ["Deny"],
      paramRef: { parameterNotFoundAction: "Allow", ...paramRef },
    },
  });
/** A flow that nobody is in. */
const flow = (name: string, matchingPrecedence: number, rest: JsonObject = {}): JsonObject =>
  labelled(name, {
    spec: {
      matchingPrecedence,
      priorityLevelConfiguration: { name: "global-default" },
      rules: [
        {
          subjects: [{ kind: "User", user: { name: "nobody" } }],
          nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/nothing"] }],
        },
      ],
      ...rest,
    },
  });

const ruleSteps: readonly Step[] = [
  ...made(
    quotas,
    named("q", { spec: { hard: { pods: "2", "limits.cpu": "2", "requests.cpu": "1" } } }),
    {
      hard: { pods: "2", "limits.cpu": "2", "requests.cpu": "1" },
      used: { pods: "1", "limits.cpu": "500m", "requests.cpu": "0" },
    },
  ),
  table(quotas()),
  post(
    roleBindings(),
    named("all", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [
        subject("User", "jane"),
        subject("User", "joe"),
        subject("Group", "team"),
        subject("ServiceAccount", "robot", "default"),
      ],
    }),
  ),
  table(roleBindings()),
  post(
    budgets(),
    named("half", { spec: { maxUnavailable: "50%", selector: { matchLabels: labels } } }),
  ),
  table(budgets()),
  post(
    admissionPolicies(),
    labelled("printed", {
      spec: {
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: { resourceRules },
        validations: [{ expression: "true" }, { expression: "1 == 1" }],
      },
    }),
  ),
  table(own(admissionPolicies)),
  post(admissionBindings(), binding("printed-a", { name: "one" })),
  post(admissionBindings(), binding("printed-b", { name: "two", namespace: "there" })),
  post(
    admissionBindings(),
    binding("printed-c", {
      selector: {
        matchLabels: { b: "2", a: "1" },
        matchExpressions: [{ key: "c", operator: "In", values: ["x", "y"] }],
      },
    }),
  ),
  table(own(admissionBindings)),
  post(
    mutatingPolicies(),
    labelled("printed", {
      spec: {
        reinvocationPolicy: "Never",
        matchConstraints: { resourceRules },
        mutations: [
          {
            patchType: "ApplyConfiguration",
            applyConfiguration: { expression: "Object{}" },
          },
        ],
      },
    }),
  ),
  table(own(mutatingPolicies)),
  post(flows(), flow("printed-a", 900, { distinguisherMethod: { type: "ByUser" } })),
  post(flows(), flow("printed-b", 800)),
  get(flows("printed-b"), { until: { path: "status.conditions.0.type", value: "Dangling" } }),
  table(own(flows)),
  post(
    levels(),
    labelled("printed", {
      spec: {
        type: "Limited",
        limited: {
          nominalConcurrencyShares: 7,
          limitResponse: {
            type: "Queue",
            queuing: { queues: 16, handSize: 4, queueLengthLimit: 50 },
          },
        },
      },
    }),
  ),
  table(own(levels)),
  post(
    apiServices(),
    labelled("v1beta9.printed.example.test", {
      spec: {
        group: "printed.example.test",
        version: "v1beta9",
        groupPriorityMinimum: 1,
        versionPriority: 1,
      },
    }),
  ),
  get(apiServices("v1beta9.printed.example.test"), {
    until: { path: "status.conditions.0.type", value: "Available" },
  }),
  table(own(apiServices)),
];

const request: JsonObject = {
  spec: {
    request:
      "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHT01FSUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEFxTUFVR0F5dGxjQU1oQUh5UXhTaGQ3RlpNeWthbwpuOWwyRysxR202c3ZoVndiUWkvR3VOOXlwVFdmb0FBd0JRWURLMlZ3QTBFQVNvbzE3ck9sN29YNVIwVmNKQmV6CnU4bFBXeVAxWWhPamNmMC9FYWdlaHV6aFE0WVY3S3VCWjFHTjNUSUNuWmIxV1lTTUo0Tnowb0pnRm81Y0pYM2kKQXc9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K",
    signerName: "example.test/signer",
    usages: ["client auth"],
    expirationSeconds: 86400,
  },
};
const approval = (name: string, type: string): Step =>
  put(requests(name, "approval"), {
    ...labelled(name, request),
    status: { conditions: [{ type, status: "True", reason: "Said", message: "so" }] },
  });

const requestSteps: readonly Step[] = [
  post(requests(), labelled("printed-a", request)),
  post(requests(), labelled("printed-b", request)),
  approval("printed-a", "Approved"),
  approval("printed-b", "Denied"),
  table(own(requests)),
];

const autoscalers = namespaced("autoscaling/v2", "horizontalpodautoscalers");
const resourceClaims = namespaced("resource.k8s.io/v1", "resourceclaims");
const events = namespaced("v1", "events");

const metric = (type: string, field: string, rest: JsonObject): JsonObject => ({
  type,
  [field]: rest,
});
const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const utilization = (averageUtilization: number): JsonObject => ({
  type: "Utilization",
  averageUtilization,
});
const average = (averageValue: string): JsonObject => ({ type: "AverageValue", averageValue });
const cpu = (target: JsonObject): JsonObject =>
  metric("Resource", "resource", { name: "cpu", target });
const about = { kind: "Pod", namespace: "{{ns}}", name: "p" };

const otherSteps: readonly Step[] = [
  ...made(
    autoscalers,
    named("many", {
      spec: {
        scaleTargetRef,
        minReplicas: 2,
        maxReplicas: 9,
        metrics: [
          cpu(utilization(80)),
          metric("Pods", "pods", { metric: { name: "rate" }, target: average("1k") }),
          metric("External", "external", { metric: { name: "queue" }, target: average("30") }),
        ],
      },
    }),
    {
      currentReplicas: 3,
      desiredReplicas: 4,
      currentMetrics: [cpu({})].map(() =>
        metric("Resource", "resource", {
          name: "cpu",
          current: { averageUtilization: 40, averageValue: "400m" },
        }),
      ),
    },
  ),
  post(
    autoscalers(),
    named("values", {
      spec: {
        scaleTargetRef,
        maxReplicas: 3,
        metrics: [
          metric("External", "external", {
            metric: { name: "queue" },
            target: { type: "Value", value: "5" },
          }),
          metric("ContainerResource", "containerResource", {
            name: "memory",
            container: "main",
            target: average("64Mi"),
          }),
        ],
      },
    }),
  ),
  post(
    autoscalers(),
    named("object", {
      spec: {
        scaleTargetRef,
        maxReplicas: 3,
        metrics: [
          metric("Object", "object", {
            describedObject: { kind: "Service", name: "web" },
            metric: { name: "hits" },
            target: { ...average("2"), type: "AverageValue" },
          }),
        ],
      },
    }),
  ),
  table(autoscalers()),
  post(leases(), named("held", { spec: { holderIdentity: "me" } })),
  table(leases()),
  post(
    resourceClaims(),
    named("c", {
      spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gpu" } }] } },
    }),
  ),
  table(resourceClaims()),
  post(
    events(),
    named("series", {
      involvedObject: about,
      reason: "Again",
      message: " said twice\n",
      type: "Warning",
      action: "Saying",
      eventTime: "2020-01-02T03:04:05.000000Z",
      series: { count: 4, lastObservedTime: "2020-01-02T03:09:35.000000Z" },
      reportingComponent: "example.test/teller",
      reportingInstance: "teller-1",
    }),
  ),
  post(
    events(),
    named("old", {
      involvedObject: { ...about, fieldPath: "spec.containers{main}" },
      reason: "Once",
      message: "said",
      type: "Normal",
      source: { component: "teller", host: "node-1" },
      firstTimestamp: FAR,
      lastTimestamp: FAR,
      count: 3,
    }),
  ),
  table(events()),
  table(namespaced("events.k8s.io/v1", "events")()),
];

export const tableScripts: readonly Script[] = [
  script("tables of pods", [...podSteps, table(pods())]),
  script("tables of workloads", workloadSteps),
  script("tables of jobs", jobSteps),
  script("tables of networks", networkSteps),
  script("tables of storage", storageSteps),
  script("tables of nodes", nodeSteps),
  script("tables of rules", ruleSteps),
  script("tables of certificate requests", requestSteps),
  script("tables of other kinds", otherSteps),
];
