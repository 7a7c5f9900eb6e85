// What writers are told though their writes succeed.

import {
  type JsonObject,
  mergePatch,
  namespaced,
  post,
  script,
  type Script,
  type Step,
} from "../script.ts";
import {
  claims,
  cronJobs,
  deployments,
  ingresses,
  jobs,
  nodes,
  pods,
  services,
  volumes,
} from "./collections.ts";
import { pod } from "./pods.ts";

const accounts = namespaced("v1", "serviceaccounts");

const dry = (path: string, object: JsonObject): Step => post(`${path}?dryRun=All`, object);
const container = (rest: JsonObject): JsonObject => ({ name: "main", image: "x:1", ...rest });
const withContainer = (name: string, rest: JsonObject): Step =>
  dry(pods(), pod(name, { containers: [container(rest)] }));
const port = (containerPort: number, rest: JsonObject = {}): JsonObject => ({
  containerPort,
  ...rest,
});

const template = {
  metadata: { labels: { app: "web" }, annotations: { "security.alpha.kubernetes.io/sysctls": "" } },
  spec: {
    nodeSelector: { "beta.kubernetes.io/os": "linux" },
    containers: [container({ resources: { limits: { memory: "1500m" } } })],
  },
};
const deployment = {
  metadata: { name: "dotted.name" },
  spec: { selector: { matchLabels: { app: "web" } }, template },
};
const jobTemplate = {
  spec: {
    restartPolicy: "Never",
    nodeSelector: { "beta.kubernetes.io/arch": "a" },
    containers: [container({})],
  },
};

const podSteps: readonly Step[] = [
  dry(pods(), pod("fine")),
  dry(
    pods(),
    pod(
      "labels",
      {
        nodeSelector: { "beta.kubernetes.io/instance-type": "x" },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "failure-domain.beta.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
          },
        ],
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "zone" }],
          },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: { topologyKey: "zone" } },
            ],
          },
        },
      },
      { annotations: { "scheduler.alpha.kubernetes.io/critical-pod": "" } },
    ),
  ),
  dry(
    pods(),
    pod("repeats", {
      hostAliases: [
        { ip: "192.0.2.1", hostnames: ["a"] },
        { ip: "192.0.2.1", hostnames: ["b"] },
      ],
      imagePullSecrets: [{ name: "a" }, { name: "a" }, {}],
    }),
  ),
  dry(
    pods(),
    pod("volumes", {
      volumes: [
        { name: "a", rbd: { monitors: ["m"], image: "i" } },
        { name: "b", gitRepo: { repository: "r" } },
        { name: "c", glusterfs: { endpoints: "e", path: "p" } },
      ],
    }),
  ),
  withContainer("fraction", {
    resources: { limits: { memory: "1500m" }, requests: { memory: "100m" } },
  }),
  withContainer("variables", {
    env: [
      { name: "A", value: "1" },
      { name: "A", value: "2" },
      { name: "A", value: "$(A)3" },
      { name: "A", value: "$(A)" },
    ],
  }),
  withContainer("ports", {
    ports: [
      port(80, { name: "http" }),
      port(80, { hostPort: 8080 }),
      port(81),
      port(81, { protocol: "UDP" }),
    ],
  }),
  dry(
    pods(),
    pod("names", {
      containers: [
        container({ ports: [port(80, { name: "http" })] }),
        { name: "other", image: "x:1", ports: [port(81, { name: "http" }), port(80)] },
      ],
    }),
  ),
  dry(pods(), pod("grace", { terminationGracePeriodSeconds: -1 })),
  post(pods(), pod("kept", { nodeSelector: { "beta.kubernetes.io/os": "linux" } })),
  mergePatch(pods("kept"), { metadata: { labels: { a: "b" } } }),
];

const workloadSteps: readonly Step[] = [
  post(deployments(), deployment),
  mergePatch(deployments("dotted.name"), { metadata: { labels: { a: "b" } } }),
  mergePatch(deployments("dotted.name"), { spec: { replicas: 2 } }),
  dry(cronJobs(), {
    metadata: { name: "nightly" },
    spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: jobTemplate } } },
  }),
  dry(jobs(), { metadata: { name: "dotted.job" }, spec: { template: jobTemplate } }),
];

const service = (name: string, spec: JsonObject, metadata: JsonObject = {}): Step =>
  dry(services(), { metadata: { name, ...metadata }, spec: { ports: [{ port: 80 }], ...spec } });
const access = { accessModes: ["ReadWriteOnce"] };

const otherSteps: readonly Step[] = [
  service("headless", {
    clusterIP: "None",
    externalIPs: ["198.51.100.1"],
    sessionAffinity: "ClientIP",
  }),
  service("named", { externalName: "x.example.test" }),
  service("outside", {
    type: "ExternalName",
    externalName: "x.example.test",
    externalIPs: ["198.51.100.1"],
  }),
  service(
    "near",
    { trafficDistribution: "PreferClose" },
    { annotations: { "service.kubernetes.io/topology-aware-hints": "auto" } },
  ),
  dry(claims(), {
    metadata: { name: "small" },
    spec: { ...access, resources: { requests: { storage: "1500m" } } },
  }),
  dry(volumes(), {
    metadata: {
      name: "old",
      annotations: { "volume.beta.kubernetes.io/mount-options": "ro" },
    },
    spec: {
      ...access,
      capacity: { storage: "1Gi" },
      persistentVolumeReclaimPolicy: "Recycle",
      nfs: { server: "192.0.2.1", path: "/x" },
    },
  }),
  dry(volumes(), {
    metadata: { name: "older" },
    spec: {
      ...access,
      capacity: { storage: "1Gi" },
      cephfs: { monitors: ["m"] },
    },
  }),
  dry(nodes(), { metadata: { name: "external" }, spec: { externalID: "x" } }),
  dry(accounts(), {
    metadata: { name: "bound", annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } },
  }),
  dry(ingresses(), {
    metadata: { name: "classed", annotations: { "kubernetes.io/ingress.class": "x" } },
    spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
  }),
];

export const warningScripts: readonly Script[] = [
  script("warnings of pods", podSteps),
  script("warnings of workloads", workloadSteps),
  script("warnings of other kinds", otherSteps),
];
