// Writes of every sort, and the ways in which they are refused.

import {
  apply,
  clusterWide,
  del,
  get,
  type Json,
  type JsonObject,
  jsonPatch,
  mergePatch,
  namespaced,
  post,
  put,
  putEdited,
  script,
  type Script,
  send,
  strategicPatch,
} from "../script.ts";
import { pod } from "./pods.ts";

const maps = namespaced("v1", "configmaps");
const pods = namespaced("v1", "pods");
const services = namespaced("v1", "services");
const secrets = namespaced("v1", "secrets");
const claims = namespaced("v1", "persistentvolumeclaims");
const deployments = namespaced("apps/v1", "deployments");
const replicaSets = namespaced("apps/v1", "replicasets");
const statefulSets = namespaced("apps/v1", "statefulsets");
const controllers = namespaced("v1", "replicationcontrollers");
const jobs = namespaced("batch/v1", "jobs");
const leases = namespaced("coordination.k8s.io/v1", "leases");
const nodes = clusterWide("v1", "nodes");

const map = (name: string, extra: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data: { a: "1", b: "2" },
  ...extra,
});
const labels = { app: "web" };
const container = { name: "main", image: "registry.example/web:1" };
const workload = (apiVersion: string, kind: string, spec: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
    ...spec,
  },
});
const deployment = workload("apps/v1", "Deployment");
const json = "application/json";
const raw = (
  method: string,
  path: string,
  text: string,
  contentType = json,
): ReturnType<typeof send> => send(method, path, { text }, { contentType });

const scale = (replicas: number): JsonObject => ({
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name: "web" },
  spec: { replicas },
});

export const writeScripts: readonly Script[] = [
  script("JSON patches", [
    post(maps(), map("a")),
    ...(
      [
        [{ op: "add", path: "/data/c", value: "3" }],
        [
          { op: "replace", path: "/data/a", value: "x" },
          { op: "remove", path: "/data/b" },
        ],
        [
          { op: "test", path: "/data/a", value: "x" },
          { op: "copy", from: "/data/a", path: "/data/d" },
        ],
        [{ op: "move", from: "/data/d", path: "/data/e" }],
        [{ op: "test", path: "/data/a", value: "no" }],
        [{ op: "remove", path: "/data/missing" }],
        [{ op: "replace", path: "/data/missing", value: "x" }],
        [{ op: "add", path: "/nowhere/deep", value: "x" }],
        [{ op: "dance", path: "/data/a" }],
        [{ op: "add", path: "/metadata/labels", value: { a: "b" } }],
        [{ op: "add", path: "/metadata/annotations/a~1b", value: "x" }],
        [
          { op: "add", path: "/metadata/annotations", value: { "a/b": "x" } },
          { op: "replace", path: "/metadata/annotations/a~1b", value: "y" },
        ],
        [{ op: "replace", path: "/data/a", value: 5 }],
        [{ op: "add", path: "/unknown", value: 1 }],
        [],
        { op: "add", path: "/data/c", value: "3" },
        "nonsense",
      ] as readonly Json[]
    ).map((patch) => jsonPatch(maps("a"), patch)),
    jsonPatch(maps("missing"), []),
    get(maps("a")),
  ]),
  script("merge patches", [
    post(maps(), map("a"), { as: "a" }),
    mergePatch(maps("a"), { data: { a: null, c: "3" } }),
    mergePatch(maps("a"), { data: null }),
    mergePatch(maps("a"), {}),
    mergePatch(maps("a"), []),
    mergePatch(maps("a"), "text"),
    mergePatch(maps("a"), { data: { a: { b: "c" } } }),
    mergePatch(maps("a"), { metadata: { resourceVersion: "1" }, data: { z: "1" } }),
    mergePatch(maps("a"), { metadata: { resourceVersion: "x" }, data: { z: "1" } }),
    mergePatch(maps("a"), { kind: "Secret" }),
    mergePatch(maps("a"), { apiVersion: "v2" }),
    mergePatch(maps("a"), { metadata: { labels: { a: "b" }, finalizers: ["bad finalizer"] } }),
    mergePatch(maps("a"), { metadata: { finalizers: ["nodomain"] } }),
    mergePatch(maps("a"), {
      metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "x" }] },
    }),
    mergePatch(maps("a"), {
      metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "x", uid: "u" }] },
    }),
    mergePatch(maps("a"), { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z" } }),
    get(maps("a")),
  ]),
  script("strategic merge patches", [
    post(
      deployments(),
      workload("apps/v1", "Deployment", {
        template: {
          metadata: { labels },
          spec: {
            containers: [
              { ...container, env: [{ name: "A", value: "1" }], ports: [{ containerPort: 80 }] },
              { name: "side", image: "registry.example/side:1" },
            ],
            volumes: [{ name: "v", emptyDir: {} }],
            tolerations: [{ key: "a", operator: "Exists" }],
          },
        },
      }),
    ),
    ...(
      [
        { containers: [{ name: "main", image: "registry.example/web:2" }] },
        { containers: [{ name: "main", env: [{ name: "B", value: "2" }] }] },
        { containers: [{ name: "main", env: [{ name: "A", $patch: "delete" }] }] },
        { containers: [{ name: "side", $patch: "delete" }] },
        {
          containers: [{ name: "new", image: "registry.example/new" }],
          "$setElementOrder/containers": [{ name: "new" }, { name: "main" }],
        },
        { tolerations: [{ key: "b", operator: "Exists" }] },
        {
          volumes: [
            {
              name: "v",
              $retainKeys: ["name", "hostPath"],
              hostPath: { path: "/x" },
              emptyDir: null,
            },
          ],
        },
        { containers: [{ name: "main", ports: [{ containerPort: 81 }] }] },
        { containers: [{ image: "nameless" }] },
        { containers: [{ $patch: "replace" }, { name: "only", image: "registry.example/only" }] },
        { nodeSelector: { a: "b" } },
        { nodeSelector: { a: null, c: "d" } },
        { nodeSelector: { $patch: "replace", e: "f" } },
        { securityContext: { runAsUser: 5, $patch: "odd" } },
        { containers: "text" },
        { dnsConfig: { nameservers: ["192.0.2.1", "192.0.2.2"] } },
        { "$deleteFromPrimitiveList/containers": ["x"] },
      ] as readonly JsonObject[]
    ).map((spec) => strategicPatch(deployments("web"), { spec: { template: { spec } } })),
    strategicPatch(deployments("web"), { metadata: { finalizers: ["example.test/a"] } }),
    strategicPatch(deployments("web"), { metadata: { finalizers: ["example.test/b"] } }),
    strategicPatch(deployments("web"), {
      metadata: { "$deleteFromPrimitiveList/finalizers": ["example.test/a"] },
    }),
    strategicPatch(deployments("web"), {
      metadata: {
        "$setElementOrder/finalizers": ["example.test/c", "example.test/b"],
        finalizers: ["example.test/c"],
      },
    }),
    strategicPatch(deployments("web"), { metadata: { finalizers: null } }),
    strategicPatch(deployments("web"), { unknown: 1 }),
    strategicPatch(deployments("web"), []),
  ]),
  script("updates and versions", [
    post(deployments(), deployment, { as: "one" }),
    putEdited(deployments("web"), "one", {}, [], { as: "same" }),
    putEdited(deployments("web"), "one", { "metadata.labels": labels }, [], { as: "labelled" }),
    putEdited(deployments("web"), "labelled", { "spec.replicas": 4 }, [], { as: "scaled" }),
    putEdited(deployments("web"), "labelled", { "spec.replicas": 5 }),
    putEdited(deployments("web"), "scaled", { "status.replicas": 9, "metadata.generation": 77 }),
    putEdited(deployments("web"), "scaled", {
      "metadata.uid": "00000000-0000-0000-0000-000000000000",
    }),
    putEdited(
      deployments("web"),
      "scaled",
      { "metadata.creationTimestamp": "2001-01-01T00:00:00Z" },
      ["metadata.resourceVersion"],
    ),
    putEdited(deployments("web"), "scaled", { "metadata.name": "other" }),
    putEdited(deployments("web"), "scaled", { "metadata.namespace": "default" }),
    putEdited(deployments("web"), "scaled", {}, ["metadata.name", "metadata.resourceVersion"]),
    putEdited(
      deployments("web"),
      "scaled",
      {
        "spec.selector.matchLabels": { app: "other" },
        "spec.template.metadata.labels": { app: "other" },
      },
      ["metadata.resourceVersion"],
    ),
    putEdited(
      deployments("web", "status"),
      "scaled",
      { "status.replicas": 2, "status.observedGeneration": 2, "spec.replicas": 50 },
      ["metadata.resourceVersion"],
    ),
    putEdited(deployments("web", "status"), "scaled", { "status.replicas": -2 }, [
      "metadata.resourceVersion",
    ]),
    putEdited(deployments("missing"), "scaled", { "metadata.name": "missing" }, [
      "metadata.resourceVersion",
      "metadata.uid",
    ]),
    putEdited(deployments("missing"), "scaled", { "metadata.name": "missing" }),
    get(deployments("web")),
    post(leases(), { metadata: { name: "l" }, spec: {} }, { as: "lease" }),
    put(leases("l"), { metadata: { name: "l" }, spec: { holderIdentity: "x" } }),
    putEdited(leases("l"), "lease", { "spec.holderIdentity": "y" }),
    put(leases("new"), { metadata: { name: "new" }, spec: {} }),
    put(nodes("created-by-put"), { metadata: { name: "created-by-put" } }),
  ]),
  script("scale", [
    post(deployments(), deployment),
    post(replicaSets(), workload("apps/v1", "ReplicaSet")),
    post(statefulSets(), workload("apps/v1", "StatefulSet", { serviceName: "web" })),
    post(controllers(), {
      metadata: { name: "web" },
      spec: { template: { metadata: { labels }, spec: { containers: [container] } } },
    }),
    ...[deployments, replicaSets, statefulSets, controllers].flatMap((of) => [
      get(of("web", "scale"), { as: "scale" }),
      putEdited(of("web", "scale"), "scale", { "spec.replicas": 3 }),
      putEdited(of("web", "scale"), "scale", { "spec.replicas": 4 }),
      mergePatch(of("web", "scale"), { spec: { replicas: 5 } }),
      mergePatch(of("web", "scale"), { spec: { replicas: -1 } }),
    ]),
    get(deployments("web")),
    get(deployments("missing", "scale")),
    send("PUT", deployments("web", "scale"), {
      text: '{"metadata":{"name":"web","namespace":"{{ns}}"},"spec":{"replicas":1}}',
    }),
    strategicPatch(deployments("web", "scale"), { spec: { replicas: 2 } }),
  ]),
  script("what may not change", [
    post(maps(), map("fixed", { immutable: true })),
    mergePatch(maps("fixed"), { data: { a: "2" } }),
    mergePatch(maps("fixed"), { immutable: false }),
    post(secrets(), { metadata: { name: "s" }, stringData: { a: "b" } }),
    mergePatch(secrets("s"), { type: "kubernetes.io/tls" }),
    post(services(), { metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } }),
    mergePatch(services("web"), {
      spec: { clusterIP: "10.96.0.250", clusterIPs: ["10.96.0.250"] },
    }),
    mergePatch(services("web"), { spec: { type: "NodePort" } }),
    mergePatch(services("web"), { spec: { type: "ClusterIP" } }),
    mergePatch(services("web"), {
      spec: { type: "ExternalName", externalName: "web.example.test" },
    }),
    post(claims(), {
      metadata: { name: "c" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } },
    }),
    mergePatch(claims("c"), { spec: { accessModes: ["ReadOnlyMany"] } }),
    mergePatch(claims("c"), { spec: { resources: { requests: { storage: "1Gi" } } } }),
    post(
      jobs(),
      {
        metadata: { name: "j" },
        spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
      },
      { as: "job" },
    ),
    mergePatch(jobs("j"), { spec: { completions: 5 } }),
    mergePatch(jobs("j"), { spec: { parallelism: 5 } }),
    mergePatch(jobs("j"), {
      spec: { template: { spec: { containers: [{ ...container, image: "x" }] } } },
    }),
    post(statefulSets(), workload("apps/v1", "StatefulSet", { serviceName: "web" })),
    mergePatch(statefulSets("web"), { spec: { serviceName: "other" } }),
    mergePatch(statefulSets("web"), { spec: { replicas: 9, podManagementPolicy: "Parallel" } }),
    post(replicaSets(), workload("apps/v1", "ReplicaSet")),
    mergePatch(replicaSets("web"), { spec: { selector: { matchLabels: { app: "web", x: "y" } } } }),
    post(nodes(), {
      metadata: { name: "fixed-node" },
      spec: { podCIDR: "192.0.2.0/24", providerID: "a" },
    }),
    mergePatch(nodes("fixed-node"), {
      spec: { podCIDR: "198.51.100.0/24", podCIDRs: ["198.51.100.0/24"] },
    }),
    mergePatch(nodes("fixed-node"), { spec: { providerID: "b" } }),
  ]),
  script("names", [
    ...[
      "UPPER",
      "under_score",
      "-dash",
      "a..b",
      "x".repeat(254),
      "dot.ted",
      "a/b",
      "..",
      "",
      " space",
    ].map((name) => post(maps(), map(name))),
    ...["dot.ted", "1st", "x".repeat(64), "Upper"].map((name) =>
      post(services(), { metadata: { name }, spec: { ports: [{ port: 80 }] } }),
    ),
    ...["dot.ted", "x".repeat(64)].map((name) =>
      post("/api/v1/namespaces", { metadata: { name } }),
    ),
    post(maps(), { metadata: { generateName: "made-" }, data: {} }, { as: "made" }),
    get(maps("{{made.metadata.name}}")),
    post(maps(), { metadata: { generateName: "a".repeat(70) }, data: {} }),
    post(maps(), { metadata: { name: "both", generateName: "made-" }, data: {} }),
    post(maps(), { data: {} }),
    // One at a time: the real one goes through labels in no order.
    ...[{ "": "x" }, { a: "x".repeat(64) }, { "UP.example/a": "b" }, { "/x": "1" }].map((bad) =>
      post(maps(), { metadata: { name: "labels", labels: bad } }),
    ),
    post(maps(), { metadata: { name: "notes", annotations: { "not ok": "x", ok: "any thing" } } }),
    post(maps(), { metadata: { name: "big-notes", annotations: { a: "{{ns}}".repeat(1) } } }),
    post(pods(), pod("x".repeat(254))),
    post("/apis/rbac.authorization.k8s.io/v1/namespaces/{{ns}}/roles", {
      metadata: { name: "system:any:Thing" },
      rules: [],
    }),
    post("/apis/rbac.authorization.k8s.io/v1/namespaces/{{ns}}/roles", {
      metadata: { name: "a/b" },
      rules: [],
    }),
    post(jobs(), {
      metadata: { name: `j${"x".repeat(63)}` },
      spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
    }),
  ]),
  script("bodies that are wrong", [
    raw("POST", maps(), ""),
    raw("POST", maps(), "{"),
    raw("POST", maps(), "[]"),
    raw("POST", maps(), "null"),
    raw("POST", maps(), "text"),
    raw(
      "POST",
      maps(),
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice","name":"thrice"}}',
    ),
    raw("POST", maps(), '{"kind":"ConfigMap","metadata":{"name":"no-version"}}'),
    raw("POST", maps(), '{"apiVersion":"v1","metadata":{"name":"no-kind"}}'),
    raw("POST", maps(), '{"metadata":"text"}'),
    raw("POST", maps(), '{"metadata":{"name":5}}'),
    raw("POST", maps(), '{"metadata":{"name":"trail"}} more'),
    raw(
      "POST",
      maps(),
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: b}\n",
      "application/yaml",
    ),
    raw("POST", maps(), "a: [", "application/yaml"),
    raw("POST", maps(), "name=x", "application/x-www-form-urlencoded"),
    raw("POST", maps(), '{"metadata":{"name":"charset"}}', "application/json; charset=utf-8"),
    raw("POST", maps(), '{"metadata":{"name":"odd"}}', "nonsense"),
    send("POST", maps(), { text: '{"metadata":{"name":"no-type"}}' }),
    send(
      "POST",
      maps(),
      { base64: "azhzAAoK" },
      { contentType: "application/vnd.kubernetes.protobuf" },
    ),
    send(
      "POST",
      maps(),
      { base64: "bm9wZQ==" },
      { contentType: "application/vnd.kubernetes.protobuf" },
    ),
    send("POST", maps(), { fill: 3_200_000 }, { contentType: json }),
    send("POST", maps(), { fill: 1_100_000 }, { contentType: json }),
    post(maps(), { apiVersion: "v1", kind: "Secret", metadata: { name: "x" } }),
    post(maps(), { apiVersion: "v2", kind: "ConfigMap", metadata: { name: "x" } }),
    post(maps(), { apiVersion: "apps/v1", kind: "ConfigMap", metadata: { name: "x" } }),
    post(maps(), { apiVersion: "v1", kind: "Nothing", metadata: { name: "x" } }),
    post(maps(), map("x", { metadata: { name: "x", namespace: "elsewhere" } })),
    post(maps(), map("x", { metadata: { name: "x", resourceVersion: "5" } })),
    post(
      maps(),
      map("x", {
        metadata: {
          name: "x",
          uid: "mine",
          creationTimestamp: "2001-01-01T00:00:00Z",
          generation: 9,
          selfLink: "/x",
          deletionTimestamp: "2001-01-01T00:00:00Z",
        },
      }),
    ),
    post("/api/v1/namespaces/nowhere/configmaps", map("x")),
    post("/api/v1/configmaps", map("x", { metadata: { name: "x", namespace: "{{ns}}" } })),
    raw("PATCH", maps("x"), "{}", "application/json"),
    raw("PATCH", maps("x"), "{}", "text/plain"),
    raw("PATCH", maps("x"), "{", "application/merge-patch+json"),
    raw("PATCH", maps("x"), "{", "application/json-patch+json"),
    raw("PATCH", maps("x"), "{", "application/strategic-merge-patch+json"),
    send("PATCH", maps("x"), { text: "{}" }),
    raw("PUT", maps("x"), "{}", "text/plain"),
    raw("DELETE", maps("x"), "{", json),
    raw(
      "DELETE",
      maps("x"),
      '{"kind":"DeleteOptions","apiVersion":"apps/v1","gracePeriodSeconds":0}',
      json,
    ),
    send("POST", maps("x"), { text: "{}" }, { contentType: json }),
    send("PUT", maps(), { text: "{}" }, { contentType: json }),
    send("PATCH", maps(), { text: "{}" }, { contentType: json }),
    send("OPTIONS", maps(), undefined),
    send("HEAD", maps(), undefined),
    send("PURGE", maps(), undefined),
    send("POST", "/api/v1/namespaces/{{ns}}/nothings", { text: "{}" }, { contentType: json }),
    send("POST", "/apis/none.example.test/v1/things", { text: "{}" }, { contentType: json }),
    send("POST", "/apis/apps/v7/deployments", { text: "{}" }, { contentType: json }),
    send("POST", "/api/v1/componentstatuses", { text: "{}" }, { contentType: json }),
  ]),
  script("fields that are not known", [
    ...["Strict", "Warn", "Ignore", "Odd", ""].flatMap((validation) => [
      post(
        `${deployments()}?fieldValidation=${validation}&dryRun=All`,
        workload("apps/v1", "Deployment", { replica: 2 }),
      ),
      raw(
        "POST",
        `${maps()}?fieldValidation=${validation}&dryRun=All`,
        '{"metadata":{"name":"twice"},"data":{"a":"1","a":"2"},"nope":1}',
      ),
    ]),
    post(maps(), map("a"), { as: "a" }),
    ...["Strict", "Warn", "Ignore"].flatMap((validation) => [
      mergePatch(`${maps("a")}?fieldValidation=${validation}`, { nope: 1, metadata: { nope: 2 } }),
      strategicPatch(`${maps("a")}?fieldValidation=${validation}`, { nope: 1 }),
      jsonPatch(`${maps("a")}?fieldValidation=${validation}`, [
        { op: "add", path: "/nope", value: 1 },
      ]),
      putEdited(`${maps("a")}?fieldValidation=${validation}`, "a", { nope: 1 }, [
        "metadata.resourceVersion",
      ]),
    ]),
    post(
      `${pods()}?fieldValidation=Strict`,
      pod("a", { containers: [{ ...container, imagePullPolice: "Always", ports: [{ port: 1 }] }] }),
    ),
    post(`${deployments()}?fieldValidation=Strict`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "case" },
      Spec: {},
    }),
    post(pods(), pod("type", { terminationGracePeriodSeconds: "30" })),
    post(pods(), pod("type", { hostNetwork: "yes" })),
    post(pods(), pod("type", { containers: { name: "x" } })),
    post(pods(), pod("type", { nodeSelector: { a: 1 } })),
    post(pods(), pod("type", { containers: [{ ...container, ports: [{ containerPort: 1.5 }] }] })),
    post(
      pods(),
      pod("type", { containers: [{ ...container, resources: { limits: { cpu: true } } }] }),
    ),
    post(pods(), pod("type", {}, { creationTimestamp: "yesterday" })),
  ]),
  script("dry runs", [
    post(`${maps()}?dryRun=All`, map("a")),
    get(maps("a")),
    post(`${maps()}?dryRun=Some`, map("some")),
    post(`${maps()}?dryRun=All`, { metadata: { generateName: "g-" } }),
    post(maps(), map("a"), { as: "a" }),
    post(`${maps()}?dryRun=All`, map("a")),
    mergePatch(`${maps("a")}?dryRun=All`, { data: { a: "x" } }),
    putEdited(`${maps("a")}?dryRun=All`, "a", { "data.a": "y" }),
    del(`${maps("a")}?dryRun=All`),
    del(maps("a"), { dryRun: ["All"] }),
    post(maps(), map("other")),
    del(maps("other"), { dryRun: ["Some"] }),
    del(`${maps()}?dryRun=All`),
    get(maps("a")),
    put(`${leases("l")}?dryRun=All`, { metadata: { name: "l" }, spec: {} }),
    get(leases("l")),
  ]),
  script("deletions", [
    post(maps(), map("a"), { as: "a" }),
    del(maps("a"), { preconditions: { resourceVersion: "1" } }),
    del(maps("a"), { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } }),
    del(maps("a"), { propagationPolicy: "Sometimes" }),
    del(maps("a"), { preconditions: { resourceVersion: "{{a.metadata.resourceVersion}}" } }),
    del(maps("a")),
    post(maps(), map("both")),
    del(maps("both"), { propagationPolicy: "Background", orphanDependents: true }),
    ...["Foreground", "Orphan", "Background"].flatMap((policy) => [
      post(deployments(), deployment),
      del(`${deployments("web")}?propagationPolicy=${policy}`),
      del(deployments("web"), { propagationPolicy: policy }),
      get(deployments("web")),
      mergePatch(deployments("web"), { metadata: { finalizers: null } }),
      get(deployments("web")),
    ]),
    post(jobs(), {
      metadata: { name: "j" },
      spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } },
    }),
    del(jobs("j")),
    mergePatch(jobs("j"), { metadata: { finalizers: null } }),
    del(maps("x"), { orphanDependents: true }),
    ...["d", "b", "c"].map((name) =>
      post(maps(), map(name, { metadata: { name, labels: { of: name } } })),
    ),
    del(`${maps()}?labelSelector=of%20in%20(b,d)`),
    get(maps()),
    del(`${maps()}?fieldSelector=metadata.name%3Dc`),
    del(`${maps()}?labelSelector=in%20(`),
    post(pods(), pod("p", { nodeName: "n" })),
    del(pods(), { gracePeriodSeconds: 7 }),
    del(pods(), { gracePeriodSeconds: 0 }),
    del(services()),
    del(deployments()),
    del("/api/v1/configmaps"),
    post("/api/v1/namespaces", { metadata: { name: "going-away" } }),
    post(
      "/api/v1/namespaces/going-away/configmaps",
      map("held", { metadata: { name: "held", finalizers: ["example.test/hold"] } }),
    ),
    del("/api/v1/namespaces/going-away"),
    post("/api/v1/namespaces/going-away/configmaps", map("late")),
    get("/api/v1/namespaces/going-away", { until: { path: "status.phase", value: "Terminating" } }),
    del("/api/v1/namespaces/default"),
    del("/api/v1/namespaces/kube-system"),
    del("/api/v1/namespaces"),
  ]),
  script("server-side apply", [
    apply(`${maps("a")}?fieldManager=one`, map("a")),
    apply(`${maps("a")}?fieldManager=one`, map("a", { data: { a: "1" } })),
    apply(`${maps("a")}?fieldManager=two`, map("a", { data: { a: "2" } })),
    apply(`${maps("a")}?fieldManager=two&force=true`, map("a", { data: { a: "2", z: "1" } })),
    apply(`${maps("a")}?fieldManager=one`, map("a", { data: {} })),
    apply(maps("a"), map("a")),
    apply(`${maps("a")}?fieldManager=one`, map("b")),
    apply(`${maps("a")}?fieldManager=one`, { data: {} }),
    mergePatch(`${maps("a")}?force=true`, { data: { q: "1" } }),
    mergePatch(`${maps("a")}?fieldManager=three`, { data: { q: "1" } }),
    apply(`${deployments("web")}?fieldManager=one`, deployment),
    apply(`${deployments("web")}?fieldManager=two`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 3 },
    }),
    apply(
      `${deployments("web")}?fieldManager=one`,
      workload("apps/v1", "Deployment", { replicas: 2 }),
    ),
    apply(`${deployments("web")}?fieldManager=two`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        template: { spec: { containers: [{ name: "side", image: "registry.example/side" }] } },
      },
    }),
    apply(`${deployments("web")}?fieldManager=two`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
    }),
    get(deployments("web")),
  ]),
  script("scales are applied", [
    post(deployments(), workload("apps/v1", "Deployment", { replicas: 1 })),
    apply(`${deployments("web", "scale")}?fieldManager=one`, scale(3)),
    apply(`${deployments("web", "scale")}?fieldManager=one&force=true`, scale(3)),
    get(deployments("web")),
    apply(`${deployments("web", "scale")}?fieldManager=two`, scale(5)),
    mergePatch(deployments("web", "scale"), { spec: { replicas: 4 } }),
    get(deployments("web")),
    apply(`${deployments("web", "scale")}?fieldManager=one`, { ...scale(3), kind: "Deployment" }),
    apply(deployments("web", "scale"), scale(3)),
  ]),
];
