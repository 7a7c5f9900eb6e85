// What happens to pods besides being written: bound, evicted, given a status, resized, deleted with grace.

import {
  clusterWide,
  del,
  get,
  type Json,
  type JsonObject,
  jsonPatch,
  mergePatch,
  post,
  put,
  putEdited,
  script,
  type Script,
  strategicPatch,
} from "../script.ts";
import { budgets, pods } from "./collections.ts";

const classes = clusterWide("scheduling.k8s.io/v1", "priorityclasses");

export function pod(name: string, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...metadata },
    spec: { containers: [{ name: "main", image: "registry.example/web:1" }], ...spec },
  };
}

const binding = (name: string, node: string, metadata: JsonObject = {}): Json => ({
  apiVersion: "v1",
  kind: "Binding",
  metadata: { name, ...metadata },
  target: { apiVersion: "v1", kind: "Node", name: node },
});
const eviction = (name: string, extra: JsonObject = {}): Json => ({
  apiVersion: "policy/v1",
  kind: "Eviction",
  metadata: { name },
  ...extra,
});
const ready = { type: "Ready", status: "True", lastTransitionTime: "2020-01-02T03:04:05Z" };
const container = { name: "main", image: "registry.example/web:1" };

export const podScripts: readonly Script[] = [
  script("pods are bound", [
    post(pods(), pod("one"), { as: "one" }),
    post(pods("one", "binding"), binding("one", "node-1")),
    get(pods("one")),
    post(pods("one", "binding"), binding("one", "node-2")),
    post(pods("missing", "binding"), binding("missing", "node-1")),
    post(pods(), pod("two")),
    post(
      pods("two", "binding"),
      binding("two", "node-1", { uid: "00000000-0000-0000-0000-000000000000" }),
    ),
    post(pods("two", "binding"), binding("two", "node-1", { annotations: { by: "me" } })),
    get(pods("two")),
    post(pods(), pod("gated", { schedulingGates: [{ name: "example.test/wait" }] })),
    post(pods("gated", "binding"), binding("gated", "node-1")),
    mergePatch(pods("gated"), { spec: { schedulingGates: null } }),
    post("/api/v1/namespaces/{{ns}}/bindings", binding("gated", "node-3")),
    post(pods(), pod("three")),
    post(pods("three", "binding"), { metadata: { name: "three" }, target: { kind: "Node" } }),
    post(`${pods("three", "binding")}?dryRun=All`, binding("three", "node-1")),
    get(pods("three")),
    get(`${pods()}?fieldSelector=spec.nodeName%3Dnode-1`),
    get(`${pods()}?fieldSelector=spec.nodeName!%3D`),
    get(`${pods()}?fieldSelector=spec.nodeName%3D`),
    post(pods("three", "binding"), binding("other", "node-1")),
  ]),
  script("pods are given a status", [
    post(pods(), pod("one"), { as: "one" }),
    strategicPatch(pods("one", "status"), {
      status: {
        phase: "Running",
        podIP: "192.0.2.9",
        podIPs: [{ ip: "192.0.2.9" }],
        conditions: [ready],
      },
    }),
    strategicPatch(pods("one", "status"), {
      status: {
        conditions: [
          { type: "PodScheduled", status: "True" },
          { ...ready, status: "False" },
        ],
      },
    }),
    strategicPatch(pods("one", "status"), {
      status: {
        startTime: "2020-01-02T03:04:05.123456789Z",
        containerStatuses: [
          {
            ...container,
            imageID: "",
            ready: true,
            restartCount: 0,
            started: true,
            state: { running: { startedAt: "2020-01-02T03:04:05Z" } },
          },
        ],
      },
    }),
    mergePatch(pods("one", "status"), { spec: { nodeName: "sneaky" }, status: { reason: "Why" } }),
    mergePatch(pods("one", "status"), { metadata: { labels: { a: "b" } } }),
    mergePatch(pods("one"), { status: { phase: "Failed" } }),
    putEdited(pods("one", "status"), "one", { "status.phase": "Succeeded" }),
    putEdited(pods("one", "status"), "one", { "status.phase": "Succeeded" }, [
      "metadata.resourceVersion",
    ]),
    get(pods("one", "status")),
    jsonPatch(pods("one", "status"), [{ op: "replace", path: "/status/phase", value: "Odd" }]),
    strategicPatch(pods("one", "status"), {
      status: { conditions: [{ type: "PodScheduled", $patch: "delete" }] },
    }),
    strategicPatch(pods("one", "status"), { status: { $patch: "replace", phase: "Failed" } }),
    get(`${pods()}?fieldSelector=status.phase!%3DSucceeded,status.phase!%3DFailed`),
    get(`${pods()}?fieldSelector=status.phase%3DFailed`),
    del(pods("one")),
  ]),
  script("pods keep most of their spec", [
    post(pods(), pod("one"), { as: "one" }),
    mergePatch(pods("one"), {
      spec: { containers: [{ ...container, image: "registry.example/web:2" }] },
    }),
    mergePatch(pods("one"), { spec: { nodeName: "node-1" } }),
    mergePatch(pods("one"), { spec: { containers: [container, { name: "more", image: "x" }] } }),
    mergePatch(pods("one"), { spec: { restartPolicy: "Never" } }),
    mergePatch(pods("one"), { spec: { activeDeadlineSeconds: 60 } }),
    mergePatch(pods("one"), { spec: { activeDeadlineSeconds: 90 } }),
    jsonPatch(pods("one"), [
      { op: "add", path: "/spec/tolerations/-", value: { key: "a", operator: "Exists" } },
    ]),
    jsonPatch(pods("one"), [{ op: "replace", path: "/spec/tolerations", value: [] }]),
    mergePatch(pods("one"), { spec: { schedulerName: "mine" } }),
    mergePatch(pods("one"), { spec: { terminationGracePeriodSeconds: 1 } }),
    mergePatch(pods("one"), { spec: { priority: 7 } }),
    mergePatch(pods("one"), { spec: { nodeSelector: { a: "b" } } }),
    mergePatch(pods("one"), { spec: { schedulingGates: [{ name: "example.test/late" }] } }),
    mergePatch(pods("one"), { metadata: { name: "two" } }),
    mergePatch(pods("one"), { metadata: { namespace: "default" } }),
    mergePatch(pods("one"), { metadata: { uid: "00000000-0000-0000-0000-000000000000" } }),
    mergePatch(pods("one"), { metadata: { labels: { "a/b/c": "x" } } }),
    mergePatch(pods("one"), { metadata: { labels: { a: "not valid!" } } }),
    mergePatch(pods("one"), { metadata: { annotations: { a: 5 } } }),
    mergePatch(pods("one"), { metadata: { creationTimestamp: null, generation: 99 } }),
    get(pods("one")),
  ]),
  script("pods are evicted", [
    post(pods(), pod("free", {}, { labels: { app: "free" } })),
    post(pods("missing", "eviction"), eviction("missing")),
    post(`${pods("free", "eviction")}?dryRun=All`, eviction("free")),
    post(pods("free", "eviction"), eviction("free")),
    get(pods("free")),
    post(budgets(), {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
    }),
    post(pods(), pod("held", {}, { labels: { app: "web" } })),
    post(pods("held", "binding"), binding("held", "node-1")),
    strategicPatch(pods("held", "status"), { status: { phase: "Running", conditions: [ready] } }),
    post(pods("held", "eviction"), eviction("held")),
    mergePatch(budgets("web", "status"), {
      status: {
        observedGeneration: 1,
        disruptionsAllowed: 0,
        currentHealthy: 1,
        desiredHealthy: 1,
        expectedPods: 1,
      },
    }),
    post(pods("held", "eviction"), eviction("held")),
    mergePatch(budgets("web", "status"), { status: { disruptionsAllowed: 1, currentHealthy: 2 } }),
    post(
      pods("held", "eviction"),
      eviction("held", { deleteOptions: { preconditions: { resourceVersion: "1" } } }),
    ),
    post(pods("held", "eviction"), eviction("held", { deleteOptions: { gracePeriodSeconds: 5 } })),
    get(pods("held")),
    get(budgets("web")),
    post(pods("held", "eviction"), eviction("other")),
  ]),
  script("pods are deleted with grace", [
    post(pods(), pod("pending")),
    del(pods("pending")),
    get(pods("pending")),
    post(pods(), pod("bound", { nodeName: "node-1" }), { as: "bound" }),
    del(`${pods("bound")}?dryRun=All`),
    del(pods("bound"), { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } }),
    del(pods("bound"), { preconditions: { resourceVersion: "1" } }),
    del(pods("bound"), { gracePeriodSeconds: "soon" }),
    del(pods("bound"), { unknown: true }),
    del(pods("bound"), { preconditions: { uid: "{{bound.metadata.uid}}" } }, { as: "going" }),
    get(pods("bound")),
    del(pods("bound"), { gracePeriodSeconds: 60 }),
    del(pods("bound"), { gracePeriodSeconds: 10 }),
    post(pods(), pod("bound", { nodeName: "node-1" })),
    mergePatch(pods("bound"), { metadata: { labels: { late: "yes" } } }),
    post(pods("bound", "binding"), binding("bound", "node-9")),
    del(pods("bound"), { gracePeriodSeconds: 0 }),
    get(pods("bound")),
    post(pods(), pod("quick", { nodeName: "n", terminationGracePeriodSeconds: 0 })),
    del(pods("quick")),
    post(pods(), pod("held", { nodeName: "n" }, { finalizers: ["example.test/hold"] })),
    del(`${pods("held")}?gracePeriodSeconds=0`),
    get(pods("held")),
    mergePatch(pods("held"), {
      metadata: { finalizers: ["example.test/hold", "example.test/more"] },
    }),
    jsonPatch(pods("held"), [{ op: "remove", path: "/metadata/finalizers" }]),
    get(pods("held")),
    post(pods(), pod("done", { nodeName: "n" })),
    mergePatch(pods("done", "status"), { status: { phase: "Succeeded" } }),
    del(pods("done")),
    del(pods("missing")),
    post(pods(), pod("negative", { nodeName: "n", terminationGracePeriodSeconds: -5 })),
    del(pods("negative"), { gracePeriodSeconds: -1 }),
  ]),
  script("pods have more subresources", [
    post(pods(), pod("one", { nodeName: "nowhere" }), { as: "one" }),
    strategicPatch(pods("one", "ephemeralcontainers"), {
      spec: { ephemeralContainers: [{ name: "debug", image: "registry.example/debug" }] },
    }),
    strategicPatch(pods("one", "ephemeralcontainers"), {
      spec: { ephemeralContainers: [{ name: "debug", image: "registry.example/other" }] },
    }),
    strategicPatch(pods("one"), {
      spec: { ephemeralContainers: [{ name: "sneak", image: "registry.example/debug" }] },
    }),
    strategicPatch(pods("one", "resize"), {
      spec: { containers: [{ name: "main", resources: { requests: { cpu: "10m" } } }] },
    }),
    strategicPatch(pods("one", "resize"), {
      spec: { containers: [{ name: "main", image: "registry.example/sneak" }] },
    }),
    get(pods("one", "nothing")),
    get(pods("missing", "log")),
    get(`${pods("one", "log")}?container=missing`),
    get(`${pods("one", "log")}?tailLines=many`),
    put(pods("one", "binding"), binding("one", "x")),
    get(pods("one", "binding")),
    del(pods("one", "status")),
  ]),
  script("pods are filled in", [
    ...podsWithEverything().map((each) => post(pods(), each)),
    get(`${pods()}?fieldSelector=spec.restartPolicy%3DNever`),
  ]),
  script("pods have a priority", [
    post(classes(), { metadata: { name: "gold" }, value: 500, preemptionPolicy: "Never" }),
    post(pods(), pod("named", { priorityClassName: "gold" })),
    post(pods(), pod("system", { priorityClassName: "system-node-critical" })),
    post(pods(), pod("clash", { priorityClassName: "gold", priority: 4 })),
    post(pods(), pod("own", { priority: 4 })),
    post(pods(), pod("unknown", { priorityClassName: "tin" })),
    post(classes(), { metadata: { name: "usual" }, value: 50, globalDefault: true }),
    post(pods(), pod("usual")),
    post(classes(), { metadata: { name: "second" }, value: 51, globalDefault: true }),
    mergePatch(classes("gold"), { value: 501 }),
    post(classes(), { metadata: { name: "system-mine" }, value: 5 }),
    del(classes("system-node-critical")),
    del(classes("usual")),
    del(classes("second")),
    post(pods(), pod("plain")),
  ]),
];

function podsWithEverything(): JsonObject[] {
  const probe = { exec: { command: ["true"] } };
  const empty = { emptyDir: {} };
  return [
    pod("probes", {
      containers: [
        {
          ...container,
          livenessProbe: probe,
          readinessProbe: { tcpSocket: { port: 80 } },
          startupProbe: { grpc: { port: 90 } },
          lifecycle: { preStop: { httpGet: { path: "/stop", port: "web" } } },
          ports: [
            { name: "web", containerPort: 80 },
            { containerPort: 53, protocol: "UDP" },
          ],
        },
      ],
    }),
    pod("volumes", {
      volumes: [
        { name: "a", ...empty },
        { name: "b", configMap: { name: "c" } },
        { name: "c", secret: { secretName: "s", items: [{ key: "k", path: "p" }] } },
        { name: "d", hostPath: { path: "/d" } },
        { name: "e", projected: { sources: [{ serviceAccountToken: { path: "t" } }] } },
        {
          name: "f",
          downwardAPI: { items: [{ path: "l", fieldRef: { fieldPath: "metadata.labels" } }] },
        },
        { name: "g", persistentVolumeClaim: { claimName: "data" } },
        {
          name: "h",
          ephemeral: {
            volumeClaimTemplate: {
              spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
            },
          },
        },
        { name: "i" },
      ],
    }),
    pod("environment", {
      containers: [
        {
          ...container,
          env: [
            { name: "A", value: "1" },
            { name: "B", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
            { name: "C", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } },
            { name: "D", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
          ],
        },
      ],
    }),
    pod("host", {
      hostNetwork: true,
      restartPolicy: "Never",
      containers: [
        {
          ...container,
          image:
            "registry.example/web@sha256:0123456789012345678901234567890123456789012345678901234567890123",
          ports: [{ containerPort: 80 }],
        },
      ],
    }),
    pod("resources", {
      initContainers: [{ name: "first", image: "registry.example/init", restartPolicy: "Always" }],
      containers: [
        {
          ...container,
          resources: {
            limits: { cpu: "0.5", memory: "134217728", "example.test/gpu": 1 },
            requests: { cpu: 0.25 },
          },
        },
        {
          name: "side",
          image: "registry.example/side:latest",
          resources: { limits: { memory: "1.5Gi" } },
        },
      ],
    }),
    pod("guaranteed", {
      containers: [{ ...container, resources: { limits: { cpu: "1000m", memory: "1Gi" } } }],
    }),
    pod("spread", {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "zone",
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { a: "b" } },
        },
      ],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              topologyKey: "host",
              labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] },
            },
          ],
        },
      },
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
      ],
    }),
    pod("affinity-wrong", {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Near", values: [] }] }],
          },
        },
      },
    }),
    pod("spread-wrong", {
      topologySpreadConstraints: [{ maxSkew: 0, topologyKey: "", whenUnsatisfiable: "Whatever" }],
    }),
    pod("env-wrong", {
      containers: [
        {
          ...container,
          env: [
            { name: "", value: "x" },
            { name: "V", value: "a", valueFrom: { fieldRef: { fieldPath: "spec.nowhere" } } },
          ],
        },
      ],
    }),
    pod("volume-wrong", {
      volumes: [
        { name: "a", ...empty, hostPath: { path: "/" } },
        { name: "a", ...empty },
        { name: "Bad_", ...empty },
      ],
    }),
    pod("security", {
      securityContext: { runAsUser: 1000, fsGroup: 2000 },
      containers: [
        { ...container, securityContext: { privileged: true, allowPrivilegeEscalation: false } },
      ],
    }),
    pod("dns-wrong", { dnsPolicy: "None" }),
    pod("sa", { serviceAccountName: "robot", automountServiceAccountToken: false }),
  ];
}
