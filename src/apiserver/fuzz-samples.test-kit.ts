// What is sound in the odd requests of fuzz.test-kit.ts, before something is changed in it.

const podSpec = {
  containers: [
    {
      name: "c",
      image: "i",
      ports: [{ containerPort: 80 }],
      resources: { requests: { cpu: "100m" }, limits: { cpu: 1 } },
      env: [{ name: "A", value: "b" }],
    },
  ],
  nodeSelector: { a: "b" },
  tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule" }],
};
const template = { metadata: { labels: { app: "a" } }, spec: podSpec };
const selector = { matchLabels: { app: "a" } };
const IN_DEFAULT = "namespaces/default/";

/** Where something may be created, and what. */
export const SAMPLES: readonly (readonly [path: string, body: object])[] = [
  [`/api/v1/${IN_DEFAULT}pods`, { spec: podSpec }],
  [`/api/v1/${IN_DEFAULT}configmaps`, { data: { a: "b" } }],
  [`/api/v1/${IN_DEFAULT}secrets`, { type: "Opaque", data: { a: "Yg==" } }],
  [
    `/api/v1/${IN_DEFAULT}services`,
    { spec: { type: "NodePort", selector: { a: "b" }, ports: [{ port: 80, nodePort: 30001 }] } },
  ],
  [`/api/v1/${IN_DEFAULT}events`, { involvedObject: { kind: "Pod", name: "a" }, reason: "r" }],
  [`/api/v1/${IN_DEFAULT}resourcequotas`, { spec: { hard: { pods: "10", "requests.cpu": "2" } } }],
  [
    `/api/v1/${IN_DEFAULT}limitranges`,
    { spec: { limits: [{ type: "Container", default: { cpu: "1" }, max: { memory: "1Gi" } }] } },
  ],
  [`/api/v1/${IN_DEFAULT}serviceaccounts`, { secrets: [{ name: "a" }] }],
  [
    `/api/v1/${IN_DEFAULT}persistentvolumeclaims`,
    { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
  ],
  ["/api/v1/namespaces", { spec: { finalizers: ["kubernetes"] } }],
  [
    "/api/v1/nodes",
    {
      spec: { taints: [{ key: "a", effect: "NoSchedule" }] },
      status: { allocatable: { cpu: "1" }, conditions: [{ type: "Ready", status: "True" }] },
    },
  ],
  [
    `/apis/apps/v1/${IN_DEFAULT}deployments`,
    { spec: { replicas: 1, selector, template, strategy: { type: "RollingUpdate" } } },
  ],
  [`/apis/apps/v1/${IN_DEFAULT}replicasets`, { spec: { replicas: 1, selector, template } }],
  [
    `/apis/apps/v1/${IN_DEFAULT}statefulsets`,
    { spec: { serviceName: "a", selector, template, volumeClaimTemplates: [] } },
  ],
  [`/apis/apps/v1/${IN_DEFAULT}daemonsets`, { spec: { selector, template } }],
  [
    `/apis/batch/v1/${IN_DEFAULT}jobs`,
    { spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } }, completions: 2 } },
  ],
  [
    `/apis/batch/v1/${IN_DEFAULT}cronjobs`,
    { spec: { schedule: "* * * * *", jobTemplate: { spec: { template } } } },
  ],
  [
    `/apis/policy/v1/${IN_DEFAULT}poddisruptionbudgets`,
    { spec: { minAvailable: "50%", selector } },
  ],
  [
    `/apis/autoscaling/v2/${IN_DEFAULT}horizontalpodautoscalers`,
    {
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { kind: "Deployment", name: "a" },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
          },
        ],
      },
    },
  ],
  [`/apis/coordination.k8s.io/v1/${IN_DEFAULT}leases`, { spec: { holderIdentity: "a" } }],
  [
    `/apis/networking.k8s.io/v1/${IN_DEFAULT}networkpolicies`,
    { spec: { podSelector: selector, policyTypes: ["Ingress"] } },
  ],
  [
    `/apis/discovery.k8s.io/v1/${IN_DEFAULT}endpointslices`,
    { addressType: "IPv4", endpoints: [{ addresses: ["10.0.0.1"] }], ports: [{ port: 80 }] },
  ],
  [
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  ],
  [
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "a" },
      subjects: [{ kind: "User", name: "a" }],
    },
  ],
  ["/apis/storage.k8s.io/v1/storageclasses", { provisioner: "p" }],
  ["/apis/scheduling.k8s.io/v1/priorityclasses", { value: 10 }],
  [
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    {
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "things", kind: "Thing" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: { a: { type: "string", pattern: "^a", default: "a" } },
              },
            },
            subresources: { status: {}, scale: { specReplicasPath: ".spec.replicas" } },
          },
        ],
      },
    },
  ],
  [`/apis/example.com/v1/${IN_DEFAULT}things`, { a: "aa", spec: { replicas: 1 } }],
  [
    "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    { spec: { user: "a", resourceAttributes: { verb: "get", resource: "pods" } } },
  ],
  ["/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "t" } }],
  [
    "/apis/certificates.k8s.io/v1/certificatesigningrequests",
    { spec: { request: "YQ==", signerName: "example.com/a", usages: ["client auth"] } },
  ],
  ["/apis/resource.k8s.io/v1/resourceclaims", { spec: {} }],
  [`/api/v1/${IN_DEFAULT}bindings`, { metadata: { name: "a" }, target: { name: "n" } }],
];

export const SUBRESOURCES: readonly (readonly [name: string, body: object])[] = [
  ["status", { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } }],
  ["scale", { spec: { replicas: 2 } }],
  ["binding", { target: { kind: "Node", name: "n" } }],
  ["eviction", { deleteOptions: { gracePeriodSeconds: 1 } }],
  ["finalize", { spec: { finalizers: [] } }],
  ["token", { spec: { audiences: ["a"], expirationSeconds: 600 } }],
  ["ephemeralcontainers", { spec: { ephemeralContainers: [{ name: "e", image: "i" }] } }],
  ["resize", { spec: podSpec }],
  ["approval", { status: { conditions: [{ type: "Approved", status: "True" }] } }],
  ["log", {}],
  ["proxy", {}],
  ["nothing", {}],
];
