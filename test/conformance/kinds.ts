// The least that each kind accepts, for the scripts that every kind goes through. What the server adds to it is the
// kind's defaulting.

import type { Json, JsonObject } from "./script.ts";

export interface KindSample {
  readonly groupVersion: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Without apiVersion, kind and metadata. */
  readonly body: JsonObject;
  /** A merge patch that the kind accepts and that changes more than metadata. */
  readonly change: JsonObject;
  /** Bodies the kind must refuse, or that it fills in specially: each is a create of its own. */
  readonly wrong: readonly JsonObject[];
  /** Where the name is not free to choose. */
  readonly name?: string;
}

const labels = { app: "web" };
const template: JsonObject = {
  metadata: { labels },
  spec: { containers: [{ name: "main", image: "registry.example/web:1" }] },
};
const jobTemplate: JsonObject = {
  spec: {
    restartPolicy: "Never",
    containers: [{ name: "main", image: "registry.example/job" }],
  },
};

const sample =
  (namespaced: boolean) =>
  (
    groupVersion: string,
    plural: string,
    kind: string,
    body: JsonObject,
    change: JsonObject = {},
    wrong: readonly JsonObject[] = [],
    name?: string,
  ): KindSample => ({
    groupVersion,
    plural,
    kind,
    namespaced,
    body,
    change,
    wrong,
    ...(name !== undefined && { name }),
  });
const inNamespace = sample(true);
const global = sample(false);

const selector = { matchLabels: labels };
const mismatched = { matchLabels: { app: "other" } };
/** Of CN=jane, with a key that nobody has. */
const certificateRequest =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlHT01FSUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEFxTUFVR0F5dGxjQU1oQUh5UXhTaGQ3RlpNeWthbwpuOWwyRysxR202c3ZoVndiUWkvR3VOOXlwVFdmb0FBd0JRWURLMlZ3QTBFQVNvbzE3ck9sN29YNVIwVmNKQmV6CnU4bFBXeVAxWWhPamNmMC9FYWdlaHV6aFE0WVY3S3VCWjFHTjNUSUNuWmIxV1lTTUo0Tnowb0pnRm81Y0pYM2kKQXc9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";
const spec = (value: JsonObject): JsonObject => ({ spec: value });
const rule = {
  apiGroups: ["example.test"],
  apiVersions: ["v1"],
  operations: ["CREATE"],
  resources: ["nothings"],
};
const webhooks = (extra: JsonObject = {}): Json => [
  {
    name: "hook.example.test",
    clientConfig: { url: "https://127.0.0.1:9/hook" },
    rules: [rule],
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    ...extra,
  },
];

export const kindSamples: readonly KindSample[] = [
  inNamespace("v1", "configmaps", "ConfigMap", { data: { a: "1" } }, { data: { b: "2" } }, [
    { data: { "bad key!": "x" } },
    { data: { a: 1 } },
  ]),
  inNamespace("v1", "secrets", "Secret", { stringData: { a: "1" } }, { stringData: { b: "2" } }, [
    { type: "kubernetes.io/tls", data: {} },
    { data: { a: "not base64" } },
  ]),
  inNamespace(
    "v1",
    "endpoints",
    "Endpoints",
    { subsets: [{ addresses: [{ ip: "192.0.2.1" }], ports: [{ port: 80 }] }] },
    {},
    [{ subsets: [{ addresses: [{ ip: "no" }], ports: [{ port: 80 }] }] }],
  ),
  inNamespace(
    "v1",
    "events",
    "Event",
    {
      involvedObject: { kind: "Pod", namespace: "{{ns}}", name: "p" },
      reason: "Tested",
      message: "hello",
      type: "Normal",
    },
    { count: 2 },
    [{ involvedObject: { kind: "Pod", namespace: "elsewhere", name: "p" } }],
  ),
  inNamespace(
    "v1",
    "limitranges",
    "LimitRange",
    spec({ limits: [{ type: "Container", max: { cpu: "2" }, default: { cpu: "500m" } }] }),
    spec({ limits: [{ type: "Pod", max: { cpu: "1" } }] }),
    [spec({ limits: [{ type: "Container", max: { cpu: "1" }, default: { cpu: "2" } }] })],
  ),
  inNamespace(
    "v1",
    "persistentvolumeclaims",
    "PersistentVolumeClaim",
    spec({ accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } }),
    { metadata: { labels } },
    [
      spec({ resources: { requests: { storage: "1Gi" } } }),
      spec({ accessModes: ["ReadWriteOnce"], resources: {} }),
      spec({ accessModes: ["Sometimes"], resources: { requests: { storage: "-1" } } }),
    ],
  ),
  inNamespace(
    "v1",
    "pods",
    "Pod",
    spec({
      containers: [
        {
          name: "main",
          image: "registry.example/web",
          ports: [{ containerPort: 80 }],
          readinessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: "100m", memory: "64Mi" } },
        },
      ],
    }),
    spec({ activeDeadlineSeconds: 600 }),
    [
      spec({}),
      spec({ containers: [{ name: "main" }] }),
      spec({ containers: [{ image: "x" }] }),
      spec({ containers: [{ name: "Bad_Name", image: "x" }] }),
      spec({
        containers: [
          { name: "a", image: "x" },
          { name: "a", image: "y" },
        ],
      }),
      spec({ containers: [{ name: "a", image: "x", resources: { requests: { cpu: "lots" } } }] }),
      spec({
        containers: [
          { name: "a", image: "x", resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } },
        ],
      }),
      spec({ containers: [{ name: "a", image: "x", ports: [{ containerPort: 99999 }] }] }),
      spec({ restartPolicy: "Perhaps", containers: [{ name: "a", image: "x" }] }),
      spec({
        containers: [{ name: "a", image: "x", volumeMounts: [{ name: "v", mountPath: "/v" }] }],
      }),
      spec({ priorityClassName: "missing", containers: [{ name: "a", image: "x" }] }),
      spec({
        containers: [{ name: "a", image: "x" }],
        tolerations: [{ key: "k", operator: "Exists", value: "v" }],
      }),
    ],
  ),
  inNamespace(
    "v1",
    "podtemplates",
    "PodTemplate",
    { template },
    { template: { metadata: { labels: { b: "c" } } } },
  ),
  inNamespace(
    "v1",
    "replicationcontrollers",
    "ReplicationController",
    spec({ template }),
    spec({ replicas: 3 }),
    [spec({ selector: { app: "other" }, template }), spec({ replicas: -1, template })],
  ),
  inNamespace(
    "v1",
    "resourcequotas",
    "ResourceQuota",
    spec({ hard: { "count/widgets.example.test": "5" } }),
    spec({ hard: { "count/widgets.example.test": "6" } }),
    [spec({ hard: { pods: "many" } }), spec({ hard: { pods: "1.5" } })],
  ),
  inNamespace(
    "v1",
    "serviceaccounts",
    "ServiceAccount",
    {},
    { automountServiceAccountToken: false },
  ),
  inNamespace(
    "v1",
    "services",
    "Service",
    spec({ selector: labels, ports: [{ port: 80 }] }),
    spec({ ports: [{ port: 81, targetPort: "web" }] }),
    [
      spec({ selector: labels }),
      spec({ ports: [{ port: 0 }] }),
      spec({ ports: [{ port: 80 }, { port: 81 }] }),
      spec({ type: "Strange", ports: [{ port: 80 }] }),
      spec({ type: "ExternalName" }),
    ],
  ),
  global("v1", "namespaces", "Namespace", {}, { metadata: { labels } }, []),
  global(
    "v1",
    "nodes",
    "Node",
    { status: { capacity: { cpu: "4", memory: "8Gi", pods: "110" } } },
    spec({ unschedulable: true }),
    [
      spec({ taints: [{ key: "a", effect: "Sometimes" }] }),
      spec({ podCIDR: "not a range" }),
      { status: { capacity: { cpu: "-1" } } },
    ],
  ),
  global(
    "v1",
    "persistentvolumes",
    "PersistentVolume",
    spec({
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: "/data" },
    }),
    spec({ persistentVolumeReclaimPolicy: "Delete" }),
    [
      spec({ accessModes: ["ReadWriteOnce"], hostPath: { path: "/data" } }),
      spec({ capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] }),
    ],
  ),
  inNamespace(
    "apps/v1",
    "controllerrevisions",
    "ControllerRevision",
    { revision: 1, data: { a: 1 } },
    { revision: 2 },
  ),
  inNamespace(
    "apps/v1",
    "daemonsets",
    "DaemonSet",
    spec({ selector, template }),
    spec({ minReadySeconds: 3 }),
    [spec({ selector: mismatched, template }), spec({ template })],
  ),
  inNamespace(
    "apps/v1",
    "deployments",
    "Deployment",
    spec({ selector, template }),
    spec({ replicas: 3 }),
    [
      spec({ template }),
      spec({ selector: mismatched, template }),
      spec({ replicas: -1, selector, template }),
      spec({ replicas: "two", selector, template }),
      spec({ selector, template: { metadata: { labels }, spec: {} } }),
      spec({ selector, template, strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }),
      spec({
        selector,
        template: {
          metadata: { labels },
          spec: { restartPolicy: "Never", containers: [{ name: "a", image: "b" }] },
        },
      }),
      {},
    ],
  ),
  inNamespace(
    "apps/v1",
    "replicasets",
    "ReplicaSet",
    spec({ selector, template }),
    spec({ replicas: 2 }),
    [spec({ selector: mismatched, template }), spec({ selector })],
  ),
  inNamespace(
    "apps/v1",
    "statefulsets",
    "StatefulSet",
    spec({
      selector,
      template,
      serviceName: "web",
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    }),
    spec({ replicas: 2 }),
    [
      spec({ selector: mismatched, template }),
      spec({ selector, template, podManagementPolicy: "Odd" }),
    ],
  ),
  inNamespace("batch/v1", "jobs", "Job", spec({ template: jobTemplate }), spec({ suspend: true }), [
    spec({ template }),
    spec({ template: jobTemplate, completions: -1 }),
    spec({ template: jobTemplate, completionMode: "Indexed" }),
    spec({ template: jobTemplate, selector }),
  ]),
  inNamespace(
    "batch/v1",
    "cronjobs",
    "CronJob",
    spec({ schedule: "*/5 * * * *", jobTemplate: { spec: { template: jobTemplate } } }),
    spec({ suspend: true }),
    [
      spec({ schedule: "sometimes", jobTemplate: { spec: { template: jobTemplate } } }),
      spec({ jobTemplate: { spec: { template: jobTemplate } } }),
    ],
  ),
  inNamespace(
    "autoscaling/v2",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    spec({
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    }),
    spec({ minReplicas: 2 }),
    [
      spec({ scaleTargetRef: { kind: "Deployment", name: "web" } }),
      spec({ minReplicas: 9, maxReplicas: 5, scaleTargetRef: { kind: "Deployment", name: "web" } }),
    ],
  ),
  inNamespace(
    "autoscaling/v1",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    spec({
      maxReplicas: 5,
      targetCPUUtilizationPercentage: 70,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    }),
    spec({ minReplicas: 2 }),
  ),
  inNamespace(
    "policy/v1",
    "poddisruptionbudgets",
    "PodDisruptionBudget",
    spec({ selector, minAvailable: 1 }),
    spec({ minAvailable: "50%" }),
    [
      spec({ selector, minAvailable: 1, maxUnavailable: 1 }),
      spec({ selector, minAvailable: "half" }),
      spec({ selector, maxUnavailable: -1 }),
    ],
  ),
  inNamespace(
    "coordination.k8s.io/v1",
    "leases",
    "Lease",
    spec({
      holderIdentity: "me",
      leaseDurationSeconds: 15,
      renewTime: "2020-01-02T03:04:05.123456Z",
    }),
    spec({ holderIdentity: "you" }),
    [
      spec({ leaseDurationSeconds: 0 }),
      spec({ leaseTransitions: -1 }),
      spec({ renewTime: "2020-01-02T03:04:05Z" }),
    ],
  ),
  inNamespace(
    "discovery.k8s.io/v1",
    "endpointslices",
    "EndpointSlice",
    { addressType: "IPv4", endpoints: [{ addresses: ["192.0.2.1"] }], ports: [{ port: 80 }] },
    { ports: [{ name: "web", port: 81 }] },
    [
      { endpoints: [{ addresses: ["192.0.2.1"] }] },
      { addressType: "IPv4", endpoints: [{ addresses: ["no"] }] },
    ],
  ),
  inNamespace(
    "events.k8s.io/v1",
    "events",
    "Event",
    {
      eventTime: "2020-01-02T03:04:05.123456Z",
      reportingController: "test/controller",
      reportingInstance: "one",
      action: "Testing",
      reason: "Tested",
      type: "Normal",
      note: "hello",
      regarding: { kind: "Pod", namespace: "{{ns}}", name: "p" },
    },
    { series: { count: 2, lastObservedTime: "2020-01-02T03:05:05.000000Z" } },
    [
      {
        reason: "Tested",
        type: "Normal",
        regarding: { kind: "Pod", namespace: "{{ns}}", name: "p" },
      },
    ],
  ),
  inNamespace(
    "networking.k8s.io/v1",
    "ingresses",
    "Ingress",
    spec({ defaultBackend: { service: { name: "web", port: { number: 80 } } } }),
    spec({ rules: [{ host: "web.example.test" }] }),
    [
      spec({}),
      spec({ rules: [{ host: "-bad-" }] }),
      spec({
        rules: [
          {
            http: {
              paths: [{ path: "/", backend: { service: { name: "web", port: { number: 80 } } } }],
            },
          },
        ],
      }),
    ],
  ),
  global(
    "networking.k8s.io/v1",
    "ingressclasses",
    "IngressClass",
    spec({ controller: "example.test/ingress" }),
    { metadata: { labels } },
    [spec({ controller: "noslash" })],
  ),
  inNamespace(
    "networking.k8s.io/v1",
    "networkpolicies",
    "NetworkPolicy",
    spec({ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }),
    spec({ podSelector: { matchLabels: labels } }),
    [spec({ podSelector: {}, ingress: [{ from: [{}] }] })],
  ),
  global(
    "networking.k8s.io/v1",
    "ipaddresses",
    "IPAddress",
    spec({ parentRef: { resource: "services", namespace: "default", name: "web" } }),
    { metadata: { labels } },
    [spec({})],
    "192.0.2.77",
  ),
  global(
    "networking.k8s.io/v1",
    "servicecidrs",
    "ServiceCIDR",
    spec({ cidrs: ["192.0.2.0/28"] }),
    { metadata: { labels } },
    [spec({ cidrs: ["nonsense"] }), spec({})],
  ),
  global(
    "node.k8s.io/v1",
    "runtimeclasses",
    "RuntimeClass",
    { handler: "fast" },
    { scheduling: { nodeSelector: { a: "b" } } },
    [{}, { handler: "Not OK" }],
  ),
  inNamespace(
    "rbac.authorization.k8s.io/v1",
    "roles",
    "Role",
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }] },
    [{ rules: [{ apiGroups: [""], resources: ["pods"] }] }],
  ),
  inNamespace(
    "rbac.authorization.k8s.io/v1",
    "rolebindings",
    "RoleBinding",
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
      subjects: [{ kind: "User", name: "jane" }],
    },
    { subjects: [{ kind: "ServiceAccount", name: "robot", namespace: "default" }] },
    [{ subjects: [{ kind: "User", name: "jane" }] }],
  ),
  global(
    "rbac.authorization.k8s.io/v1",
    "clusterroles",
    "ClusterRole",
    { rules: [{ nonResourceURLs: ["/metrics"], verbs: ["get"] }] },
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }] },
    [{ rules: [{ verbs: ["get"] }] }],
  ),
  global(
    "rbac.authorization.k8s.io/v1",
    "clusterrolebindings",
    "ClusterRoleBinding",
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "Group", name: "team" }],
    },
    { subjects: [{ kind: "User", name: "jane" }] },
    [{ roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "view" } }],
  ),
  global(
    "scheduling.k8s.io/v1",
    "priorityclasses",
    "PriorityClass",
    { value: 1000 },
    { description: "important" },
    [{ value: 2000000000 }, { value: 5, preemptionPolicy: "Maybe" }],
  ),
  global(
    "storage.k8s.io/v1",
    "storageclasses",
    "StorageClass",
    { provisioner: "example.test/disk" },
    { allowVolumeExpansion: true },
    [{}, { provisioner: "example.test/disk", reclaimPolicy: "Shred" }],
  ),
  global(
    "storage.k8s.io/v1",
    "csidrivers",
    "CSIDriver",
    spec({}),
    spec({ storageCapacity: true }),
    [spec({ fsGroupPolicy: "Odd" })],
  ),
  global(
    "storage.k8s.io/v1",
    "csinodes",
    "CSINode",
    spec({ drivers: [{ name: "disk.example.test", nodeID: "n", topologyKeys: ["zone"] }] }),
    { metadata: { labels } },
    [spec({ drivers: [{ name: "disk.example.test", topologyKeys: ["zone"] }] })],
  ),
  inNamespace(
    "storage.k8s.io/v1",
    "csistoragecapacities",
    "CSIStorageCapacity",
    { storageClassName: "fast", capacity: "10Gi" },
    { capacity: "5Gi" },
    [{ capacity: "10Gi" }],
  ),
  global(
    "storage.k8s.io/v1",
    "volumeattachments",
    "VolumeAttachment",
    spec({ attacher: "disk.example.test", nodeName: "n", source: { persistentVolumeName: "v" } }),
    { metadata: { labels } },
    [spec({ attacher: "disk.example.test", nodeName: "n", source: {} })],
  ),
  global(
    "storage.k8s.io/v1",
    "volumeattributesclasses",
    "VolumeAttributesClass",
    { driverName: "disk.example.test", parameters: { iops: "100" } },
    { metadata: { labels } },
    [{ parameters: { iops: "100" } }],
  ),
  inNamespace(
    "resource.k8s.io/v1",
    "resourceclaims",
    "ResourceClaim",
    spec({
      devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "gpu.example.test" } }] },
    }),
    { metadata: { labels } },
    [spec({ devices: { requests: [{ name: "gpu" }] } })],
  ),
  inNamespace(
    "resource.k8s.io/v1",
    "resourceclaimtemplates",
    "ResourceClaimTemplate",
    spec({
      spec: {
        devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "gpu.example.test" } }] },
      },
    }),
    { metadata: { labels } },
  ),
  global(
    "resource.k8s.io/v1",
    "resourceslices",
    "ResourceSlice",
    spec({
      driver: "gpu.example.test",
      nodeName: "n",
      pool: { name: "n", generation: 1, resourceSliceCount: 1 },
      devices: [{ name: "gpu-0" }],
    }),
    spec({ devices: [{ name: "gpu-0" }, { name: "gpu-1" }] }),
    [
      spec({
        driver: "gpu.example.test",
        pool: { name: "n", generation: 1, resourceSliceCount: 1 },
      }),
    ],
  ),
  global("resource.k8s.io/v1", "deviceclasses", "DeviceClass", spec({}), { metadata: { labels } }, [
    spec({ selectors: [{}] }),
  ]),
  global(
    "certificates.k8s.io/v1",
    "certificatesigningrequests",
    "CertificateSigningRequest",
    spec({
      request: certificateRequest,
      signerName: "example.test/signer",
      usages: ["digital signature"],
    }),
    { metadata: { labels } },
    [
      spec({
        request: "bm90IGEgcmVxdWVzdA==",
        signerName: "example.test/signer",
        usages: ["digital signature"],
      }),
      spec({ request: certificateRequest, signerName: "short" }),
    ],
  ),
  global(
    "flowcontrol.apiserver.k8s.io/v1",
    "flowschemas",
    "FlowSchema",
    spec({ priorityLevelConfiguration: { name: "global-default" } }),
    spec({ matchingPrecedence: 9000 }),
    [spec({ matchingPrecedence: 100000, priorityLevelConfiguration: { name: "x" } })],
  ),
  global(
    "flowcontrol.apiserver.k8s.io/v1",
    "prioritylevelconfigurations",
    "PriorityLevelConfiguration",
    spec({ type: "Limited", limited: { limitResponse: { type: "Reject" } } }),
    spec({ limited: { nominalConcurrencyShares: 5 } }),
    [spec({ type: "Limited" })],
  ),
  global(
    "admissionregistration.k8s.io/v1",
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    { webhooks: webhooks() },
    { metadata: { labels } },
    [{ webhooks: webhooks({ sideEffects: "Some" }) }],
  ),
  global(
    "admissionregistration.k8s.io/v1",
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    { webhooks: webhooks() },
    { metadata: { labels } },
    [{ webhooks: webhooks({ name: "short" }) }],
  ),
  global(
    "admissionregistration.k8s.io/v1",
    "validatingadmissionpolicies",
    "ValidatingAdmissionPolicy",
    spec({
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: "object.metadata.name != 'no'" }],
    }),
    { metadata: { labels } },
    [spec({ matchConstraints: { resourceRules: [rule] } })],
  ),
  global(
    "admissionregistration.k8s.io/v1",
    "validatingadmissionpolicybindings",
    "ValidatingAdmissionPolicyBinding",
    spec({ policyName: "none", validationActions: ["Deny"] }),
    { metadata: { labels } },
    [spec({ policyName: "none" })],
  ),
  global(
    "apiregistration.k8s.io/v1",
    "apiservices",
    "APIService",
    spec({
      group: "samples.example.test",
      version: "v1",
      groupPriorityMinimum: 100,
      versionPriority: 10,
      service: { name: "x", namespace: "default" },
      insecureSkipTLSVerify: true,
    }),
    { metadata: { labels } },
    [spec({ group: "other.example.test", version: "v1" })],
    "v1.samples.example.test",
  ),
];
