// What is not an object of its own: discovery, health, schemas, reviews, admission, and kinds that users define.

import {
  accepts,
  apply,
  closeWatch,
  del,
  get,
  type JsonObject,
  jsonPatch,
  mergePatch,
  namespaced,
  openWatch,
  post,
  putEdited,
  rootOf,
  script,
  type Script,
  send,
  strategicPatch,
} from "../script.ts";
import { claims, definitions, nodes, pods, quotas } from "./collections.ts";
import { pod } from "./pods.ts";

const ranges = namespaced("v1", "limitranges");
const widgets = namespaced("example.test/v1", "widgets");

const groupVersions = [
  "admissionregistration.k8s.io/v1",
  "apiextensions.k8s.io/v1",
  "apiregistration.k8s.io/v1",
  "apps/v1",
  "authentication.k8s.io/v1",
  "authorization.k8s.io/v1",
  "autoscaling/v1",
  "autoscaling/v2",
  "batch/v1",
  "certificates.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "events.k8s.io/v1",
  "flowcontrol.apiserver.k8s.io/v1",
  "networking.k8s.io/v1",
  "node.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "resource.k8s.io/v1",
  "scheduling.k8s.io/v1",
  "storage.k8s.io/v1",
];

const review = (group: string, kind: string, spec: JsonObject): JsonObject => ({
  apiVersion: `${group}/v1`,
  kind,
  spec,
});
const may = { resourceAttributes: { verb: "get", resource: "pods", namespace: "default" } };
const authorization = rootOf("authorization.k8s.io/v1");
const authentication = rootOf("authentication.k8s.io/v1");

const limited = (name: string, resources: JsonObject): JsonObject =>
  pod(name, { containers: [{ name: "main", image: "registry.example/web:1", resources }] });

const schema: JsonObject = {
  type: "object",
  required: ["spec"],
  properties: {
    spec: {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "integer", minimum: 1, maximum: 9 },
        color: { type: "string", enum: ["red", "blue"], default: "red" },
        replicas: { type: "integer", default: 1 },
        name: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
        tags: { type: "array", items: { type: "string" }, maxItems: 2 },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        port: { "x-kubernetes-int-or-string": true },
      },
    },
    status: {
      type: "object",
      properties: { replicas: { type: "integer" }, phase: { type: "string" } },
    },
  },
};
/** Not quite the same: equal schemas of all versions become one on the way, and then selectableFields are refused. */
const older: JsonObject = { ...schema, description: "as it was" };

const definition: JsonObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.test" },
  spec: {
    group: "example.test",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size" },
          { name: "Phase", type: "string", jsonPath: ".status.phase" },
        ],
        selectableFields: [{ jsonPath: ".spec.color" }],
      },
      { name: "v1alpha1", served: true, storage: false, schema: { openAPIV3Schema: older } },
    ],
  },
};
const widget = (name: string, spec: JsonObject, extra: JsonObject = {}): JsonObject => ({
  apiVersion: "example.test/v1",
  kind: "Widget",
  metadata: { name },
  spec,
  ...extra,
});

export const systemScripts: readonly Script[] = [
  script("discovery", [
    get("/api"),
    get("/apis"),
    get("/api/v1"),
    ...groupVersions.map((groupVersion) => get(`/apis/${groupVersion}`)),
    get("/apis/apps"),
    get("/apis/none.example.test"),
    get("/apis/apps/v1beta1"),
    get("/api/v2"),
    get("/api", { accept: accepts.discovery }),
    get("/apis", { accept: accepts.discovery }),
    ...["/healthz", "/livez", "/readyz", "/livez/ping", "/nothing", "/apis/", "/api/v1/"].map(
      (path) => get(path),
    ),
    get("/api/v1/componentstatuses/missing"),
    send("POST", "/version", undefined),
    send("DELETE", "/apis", undefined),
  ]),
  script("reviews", [
    post(
      `${authorization}/selfsubjectaccessreviews`,
      review("authorization.k8s.io", "SelfSubjectAccessReview", may),
    ),
    post(
      `${authorization}/selfsubjectaccessreviews`,
      review("authorization.k8s.io", "SelfSubjectAccessReview", {}),
    ),
    post(
      `${authorization}/subjectaccessreviews`,
      review("authorization.k8s.io", "SubjectAccessReview", {
        ...may,
        user: "admin",
        groups: ["system:masters"],
      }),
    ),
    post(
      `${authorization}/subjectaccessreviews`,
      review("authorization.k8s.io", "SubjectAccessReview", may),
    ),
    post(
      `${authorization}/namespaces/default/localsubjectaccessreviews`,
      review("authorization.k8s.io", "LocalSubjectAccessReview", {
        ...may,
        user: "admin",
        groups: ["system:masters"],
      }),
    ),
    post(
      `${authorization}/namespaces/{{ns}}/localsubjectaccessreviews`,
      review("authorization.k8s.io", "LocalSubjectAccessReview", { ...may, user: "admin" }),
    ),
    post(
      `${authorization}/selfsubjectrulesreviews`,
      review("authorization.k8s.io", "SelfSubjectRulesReview", {}),
    ),
    get(`${authorization}/selfsubjectaccessreviews`),
    post(
      `${authentication}/selfsubjectreviews`,
      review("authentication.k8s.io", "SelfSubjectReview", {}),
    ),
    post(`${authentication}/tokenreviews`, review("authentication.k8s.io", "TokenReview", {})),
    post("/api/v1/namespaces/{{ns}}/serviceaccounts", { metadata: { name: "robot" } }),
    post(
      "/api/v1/namespaces/{{ns}}/serviceaccounts/missing/token",
      review("authentication.k8s.io", "TokenRequest", {}),
    ),
    post(
      "/api/v1/namespaces/{{ns}}/serviceaccounts/robot/token",
      review("authentication.k8s.io", "TokenRequest", { expirationSeconds: 5 }),
    ),
  ]),
  script("namespaces and nodes", [
    get("/api/v1/namespaces/{{ns}}"),
    post("/api/v1/namespaces", { metadata: { name: "finalized" } }, { as: "finalized" }),
    putEdited(
      "/api/v1/namespaces/finalized/finalize",
      "finalized",
      { "spec.finalizers": ["example.test/hold"] },
      [],
      { as: "held" },
    ),
    del("/api/v1/namespaces/finalized"),
    get("/api/v1/namespaces/finalized"),
    post("/api/v1/namespaces/finalized/pods", pod("late")),
    post("/api/v1/namespaces", {
      metadata: { name: "labelled", labels: { "kubernetes.io/metadata.name": "wrong" } },
    }),
    mergePatch("/api/v1/namespaces/labelled", {
      metadata: { labels: { "kubernetes.io/metadata.name": null } },
    }),
    mergePatch("/api/v1/namespaces/labelled", { spec: { finalizers: [] } }),
    mergePatch("/api/v1/namespaces/labelled/status", { status: { phase: "Terminating" } }),
    post(nodes(), {
      metadata: { name: "n1" },
      spec: { taints: [{ key: "a", effect: "NoSchedule" }] },
      status: { capacity: { cpu: "4" } },
    }),
    strategicPatch(nodes("n1", "status"), {
      status: {
        allocatable: { cpu: "3500m" },
        conditions: [{ type: "Ready", status: "True" }],
        addresses: [{ type: "InternalIP", address: "192.0.2.1" }],
      },
    }),
    strategicPatch(nodes("n1", "status"), {
      status: {
        conditions: [
          { type: "Ready", status: "False" },
          { type: "DiskPressure", status: "False" },
        ],
        addresses: [{ type: "Hostname", address: "n1" }],
      },
    }),
    strategicPatch(nodes("n1"), { spec: { taints: [{ key: "b", effect: "NoExecute" }] } }),
    strategicPatch(nodes("n1"), { spec: { taints: [{ key: "a", $patch: "delete" }] } }),
    mergePatch(nodes("n1"), {
      spec: {
        taints: [
          { key: "a", effect: "NoSchedule" },
          { key: "a", effect: "NoSchedule" },
        ],
      },
    }),
    get(nodes("n1"), { accept: accepts.table }),
    get(`${nodes()}?fieldSelector=spec.unschedulable%3Dtrue,metadata.name%3Dn1`),
    del(nodes("n1")),
  ]),
  script("services", [
    ...(
      [
        ["cluster", {}],
        ["headless", { clusterIP: "None" }],
        ["port", { type: "NodePort" }],
        ["balancer", { type: "LoadBalancer" }],
        [
          "named",
          {
            ports: [
              { name: "web", port: 80, targetPort: "http" },
              { name: "dns", port: 53, protocol: "UDP" },
            ],
          },
        ],
        ["external", { type: "ExternalName", externalName: "x.example.test", ports: null }],
        ["local", { type: "LoadBalancer", externalTrafficPolicy: "Local" }],
        ["sticky", { sessionAffinity: "ClientIP" }],
        ["dual", { ipFamilyPolicy: "PreferDualStack" }],
        ["chosen", { clusterIP: "10.96.77.7" }],
      ] as const
    ).map(([name, spec]) =>
      post("/api/v1/namespaces/{{ns}}/services", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name },
        spec: { ports: [{ port: 80 }], ...spec },
      }),
    ),
    get("/api/v1/namespaces/{{ns}}/services", { accept: accepts.table }),
    ...(
      [
        ["outside", { clusterIP: "192.0.2.1" }],
        ["taken", { clusterIP: "10.96.77.7" }],
        ["port-outside", { type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }],
        ["headless-port", { type: "NodePort", clusterIP: "None" }],
      ] as const
    ).map(([name, spec]) =>
      post("/api/v1/namespaces/{{ns}}/services", {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name },
        spec: { ports: [{ port: 80 }], ...spec },
      }),
    ),
    del("/api/v1/namespaces/{{ns}}/services/cluster"),
  ]),
  script("quotas", [
    post(quotas(), { metadata: { name: "q" }, spec: { hard: { pods: "2", "requests.cpu": "1" } } }),
    mergePatch(quotas("q", "status"), {
      status: {
        hard: { pods: "2", "requests.cpu": "1" },
        used: { pods: "0", "requests.cpu": "0" },
      },
    }),
    post(pods(), pod("no-request")),
    post(pods(), limited("one", { requests: { cpu: "400m" } })),
    get(quotas("q")),
    post(pods(), limited("too-big", { requests: { cpu: "700m" } })),
    post(pods(), limited("two", { requests: { cpu: "100m" } })),
    post(pods(), limited("three", { requests: { cpu: "100m" } })),
    post(`${pods()}?dryRun=All`, limited("dry", { requests: { cpu: "1m" } })),
    get(quotas("q"), { accept: accepts.table }),
  ]),
  script("limit ranges", [
    post(ranges(), {
      metadata: { name: "l" },
      spec: {
        limits: [
          {
            type: "Container",
            default: { cpu: "500m" },
            defaultRequest: { cpu: "100m" },
            max: { cpu: "1" },
            min: { cpu: "50m" },
          },
          { type: "PersistentVolumeClaim", max: { storage: "2Gi" } },
        ],
      },
    }),
    post(pods(), pod("defaulted"), { as: "defaulted" }),
    post(pods(), limited("over", { limits: { cpu: "2" } })),
    post(pods(), limited("under", { requests: { cpu: "10m" } })),
    post(claims(), {
      metadata: { name: "big" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "3Gi" } } },
    }),
  ]),
  script("custom resources", [
    post(`${definitions()}?dryRun=All`, definition),
    post(definitions(), { ...definition, metadata: { name: "wrong.example.test" } }),
    post(definitions(), definition),
    get(definitions("widgets.example.test"), {
      until: { path: "status.conditions.1.status", value: "True" },
    }),
    get(widgets(), { until: { path: "kind", value: "WidgetList" } }),
    get("/apis/example.test/v1", { until: { path: "resources.0.name", value: "widgets" } }),
    get("/apis/example.test"),
    openWatch("widgets", `${widgets()}?watch=true&resourceVersion=0`),
    post(
      widgets(),
      widget(
        "a",
        { size: 3, unknown: 1, free: { any: [1] }, port: "http" },
        { status: { phase: "Sneaky" } },
      ),
      { as: "a" },
    ),
    post(widgets(), widget("b", { size: 0 })),
    post(widgets(), widget("b", { size: "3" })),
    post(widgets(), widget("b", {})),
    post(widgets(), widget("b", { size: 3, color: "green" })),
    post(widgets(), widget("b", { size: 3, name: "BIG" })),
    post(widgets(), widget("b", { size: 3, tags: ["a", "b", "c"] })),
    post(widgets(), { apiVersion: "example.test/v1", kind: "Widget", metadata: { name: "b" } }),
    post(widgets(), { ...widget("b", { size: 1 }), kind: "Gadget" }),
    post(`${widgets()}?fieldValidation=Strict`, widget("b", { size: 3, unknown: 1 })),
    post(widgets(), widget("b", { size: 5, color: "blue" })),
    get(widgets("a")),
    get(widgets(), { accept: accepts.table }),
    get(widgets()),
    get("/apis/example.test/v1alpha1/namespaces/{{ns}}/widgets/a"),
    get(`${widgets()}?fieldSelector=spec.color%3Dblue`),
    get(`${widgets()}?fieldSelector=spec.size%3D5`),
    mergePatch(widgets("a"), { spec: { size: 4 }, status: { phase: "Ignored" } }),
    mergePatch(widgets("a"), { spec: { size: 99 } }),
    mergePatch(widgets("a", "status"), {
      status: { phase: "Good", replicas: 1 },
      spec: { size: 5 },
    }),
    strategicPatch(widgets("a"), { spec: { size: 5 } }),
    jsonPatch(widgets("a"), [{ op: "replace", path: "/spec/size", value: 6 }]),
    apply(`${widgets("a")}?fieldManager=one`, widget("a", { size: 6, color: "blue" })),
    putEdited(widgets("a"), "a", {}, ["metadata.resourceVersion"]),
    putEdited(widgets("a"), "a", {}),
    get(widgets("a", "scale"), { as: "scale" }),
    putEdited(widgets("a", "scale"), "scale", { "spec.replicas": 4 }),
    del(widgets("a")),
    closeWatch("widgets", 7),
    del(widgets()),
    del(definitions("widgets.example.test")),
    get(widgets(), { until: { path: "", value: "404 page not found\n" } }),
  ]),
];
