// Lists and watches: selectors, pages, versions, representations, and what comes on a watch and when.

import {
  accepts,
  clusterWide,
  closeWatch,
  del,
  get,
  type JsonObject,
  mergePatch,
  namespaced,
  openWatch,
  post,
  script,
  type Script,
} from "../script.ts";
import { pod } from "./pods.ts";

const maps = namespaced("v1", "configmaps");
const pods = namespaced("v1", "pods");
const leases = namespaced("coordination.k8s.io/v1", "leases");
const nodes = clusterWide("v1", "nodes");

const map = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, labels },
  data: { of: name },
});
const query = (path: string, parameters: Readonly<Record<string, string>>): string =>
  `${path}?${new URLSearchParams(parameters).toString()}`
    .replaceAll("%7B%7B", "{{")
    .replaceAll("%7D%7D", "}}");
const five = ["a", "b", "c", "d", "e"].map((name, index) =>
  post(
    maps(),
    map(name, { tier: index < 2 ? "front" : "back", ...(index % 2 === 0 && { even: "" }) }),
    {
      as: name,
    },
  ),
);
const labelled = (labelSelector: string): ReturnType<typeof get> =>
  get(query(maps(), { labelSelector }), { accept: accepts.partialList });
const fields = (path: string, fieldSelector: string): ReturnType<typeof get> =>
  get(query(path, { fieldSelector }), { accept: accepts.partialList });
const watching = (path: string, parameters: Readonly<Record<string, string>> = {}): string =>
  query(path, { watch: "true", ...parameters });

export const readScripts: readonly Script[] = [
  script("lists by label", [
    ...five,
    ...[
      "tier=front",
      "tier==back",
      "tier!=front",
      "tier in (front,none)",
      "tier notin (front)",
      "even",
      "!even",
      "even=",
      "tier=back,!even",
      "missing!=x",
      "tier in ()",
      "tier in (a",
      "=x",
      "a=b=c",
      "bad key=x",
      "tier>1",
      "-bad=1",
      "x=not valid!",
    ].map(labelled),
  ]),
  script("lists by field", [
    ...five,
    ...[
      "metadata.name=a",
      "metadata.name!=a",
      "metadata.namespace={{ns}}",
      "metadata.namespace=other",
      "metadata.labels.tier=front",
      "data.of=a",
      "metadata.name",
      "metadata.name=a,metadata.name=b",
      "metadata.name=a\\,b",
    ].map((selector) => fields(maps(), selector)),
    ...[
      "spec.nodeName=x",
      "spec.schedulerName=default-scheduler",
      "spec.serviceAccountName=default",
      "spec.hostNetwork=true",
      "status.podIP=192.0.2.1",
      "status.nominatedNodeName=",
      "spec.unknown=1",
      "spec.containers=1",
    ].map((selector) => fields(pods(), selector)),
    ...(
      [
        ["v1", "secrets", "type=Opaque"],
        ["v1", "services", "spec.type=ClusterIP"],
        ["v1", "services", "spec.clusterIP=None"],
        ["v1", "replicationcontrollers", "status.replicas=0"],
        ["v1", "events", "involvedObject.kind=Pod,reason=Tested,type=Normal"],
        ["v1", "events", "source=kubelet"],
        ["events.k8s.io/v1", "events", "regarding.kind=Pod"],
        ["batch/v1", "jobs", "status.successful=0"],
        ["apps/v1", "deployments", "spec.replicas=1"],
        ["coordination.k8s.io/v1", "leases", "spec.holderIdentity=me"],
        ["apps/v1", "replicasets", "status.replicas=1"],
      ] as const
    ).map(([groupVersion, plural, selector]) =>
      fields(namespaced(groupVersion, plural)(), selector),
    ),
    fields(nodes(), "spec.unschedulable=false,metadata.name=none"),
    fields(clusterWide("v1", "namespaces")(), "status.phase=Active,metadata.name={{ns}}"),
    fields(clusterWide("resource.k8s.io/v1", "resourceslices")(), "spec.driver=x"),
    fields(
      clusterWide("certificates.k8s.io/v1", "certificatesigningrequests")(),
      "spec.signerName=x",
    ),
  ]),
  script("lists in pages", [
    ...five,
    get(query(maps(), { limit: "2" }), { as: "first" }),
    get(query(maps(), { limit: "2", continue: "{{first.metadata.continue}}" }), { as: "second" }),
    post(maps(), map("aa")),
    del(maps("e")),
    get(query(maps(), { limit: "2", continue: "{{second.metadata.continue}}" })),
    get(query(maps(), { limit: "10" })),
    get(query(maps(), { limit: "2", labelSelector: "tier=back" })),
    get(query(maps(), { limit: "2", resourceVersion: "0" })),
    get(query(maps(), { limit: "-1" })),
    get(query(maps(), { limit: "some" })),
    get(query(maps(), { continue: "garbage" })),
    get(query(maps(), { continue: "{{first.metadata.continue}}", resourceVersion: "5" })),
    get(
      query(maps(), { continue: "{{first.metadata.continue}}", limit: "1", labelSelector: "even" }),
    ),
    get(query(maps(), { limit: "1" }), { accept: accepts.table }),
    get(query(maps(), { limit: "1" }), { accept: accepts.partialList }),
    del(query(maps(), { limit: "1" })),
  ]),
  script("lists at a version", [
    ...five,
    // A consistent read waits for the cache, which then has what the next ones may be given from it.
    get(maps()),
    get(query(maps(), { resourceVersion: "0" })),
    get(query(maps(), { resourceVersion: "{{c.metadata.resourceVersion}}" }), { as: "list" }),
    get(
      query(maps(), {
        resourceVersion: "{{c.metadata.resourceVersion}}",
        resourceVersionMatch: "NotOlderThan",
      }),
    ),
    get(
      query(maps(), {
        resourceVersion: "{{c.metadata.resourceVersion}}",
        resourceVersionMatch: "Exact",
      }),
    ),
    get(
      query(maps(), {
        resourceVersion: "{{e.metadata.resourceVersion}}",
        resourceVersionMatch: "Exact",
        limit: "2",
      }),
    ),
    get(query(maps(), { resourceVersionMatch: "Exact" })),
    get(query(maps(), { resourceVersion: "0", resourceVersionMatch: "Exact" })),
    get(query(maps(), { resourceVersion: "1", resourceVersionMatch: "Sometimes" })),
    get(query(maps(), { resourceVersion: "x" })),
    get(query(maps(), { resourceVersion: "-1" })),
    get(query(maps(), { resourceVersion: "9007199254740000" })),
    get(query(maps(), { sendInitialEvents: "true" })),
    get(query(maps("a"), { resourceVersion: "0" })),
    get(query(maps("a"), { resourceVersion: "{{e.metadata.resourceVersion}}" })),
    get(query(maps("a"), { resourceVersion: "9007199254740000" })),
    get(query(maps("a"), { resourceVersion: "x" })),
    get("/api/v1/configmaps?fieldSelector=metadata.namespace%3D{{ns}}"),
  ]),
  script("representations", [
    post(pods(), pod("one", { nodeName: "node-1" })),
    post(nodes(), {
      metadata: { name: "table-node", labels: { "node-role.kubernetes.io/worker": "" } },
    }),
    get(pods("one"), { accept: accepts.table }),
    get(pods(), { accept: accepts.table }),
    get(`${pods()}?includeObject=None`, { accept: accepts.table }),
    get(`${pods()}?includeObject=Object`, { accept: accepts.table }),
    get(`${pods()}?includeObject=Some`, { accept: accepts.table }),
    get(pods(), { accept: accepts.partialList }),
    get(pods(), { accept: accepts.partial }),
    get(pods("one"), { accept: accepts.partialList }),
    get(nodes("table-node"), { accept: accepts.table }),
    get(pods("one"), {
      accept: "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
    }),
    get(pods("one"), { accept: "application/json;as=Table;v=v2;g=meta.k8s.io" }),
    get(pods("one"), { accept: "application/json;as=Chart;v=v1;g=meta.k8s.io,application/json" }),
    get(pods("one"), { accept: "text/plain" }),
    get(pods("one"), { accept: "text/html, */*" }),
    get(pods("one"), { accept: "application/json;pretty=1" }),
    get(pods("missing"), { accept: "application/xml" }),
    get(pods("missing"), { accept: accepts.table }),
    post(pods(), pod("two"), { accept: accepts.table }),
    post(pods(), pod("three"), { accept: accepts.partial }),
    mergePatch(pods("one"), { metadata: { labels: { a: "b" } } }, { accept: accepts.partial }),
    del(pods("two"), undefined, { accept: accepts.partial }),
    openWatch("bad", watching(pods()), "text/plain"),
    openWatch("chart", watching(pods()), "application/json;as=Chart;v=v1;g=meta.k8s.io"),
  ]),
  script("watches", [
    post(maps(), map("a", { on: "yes" }), { as: "a" }),
    get(maps()),
    openWatch("later", watching(maps(), { resourceVersion: "{{a.metadata.resourceVersion}}" })),
    openWatch("any", watching(maps(), { resourceVersion: "0" })),
    openWatch("unset", watching(maps())),
    openWatch("on", watching(maps(), { labelSelector: "on=yes" })),
    openWatch("off", watching(maps(), { labelSelector: "on!=yes" })),
    openWatch("one", watching(maps(), { fieldSelector: "metadata.name=a" })),
    openWatch(
      "everywhere",
      watching("/api/v1/configmaps", {
        resourceVersion: "{{a.metadata.resourceVersion}}",
        labelSelector: "on=yes",
        fieldSelector: "metadata.namespace={{ns}}",
      }),
    ),
    openWatch("table", watching(maps()), accepts.table),
    openWatch("partial", watching(maps()), accepts.partial),
    openWatch("old path", "/api/v1/watch/namespaces/{{ns}}/configmaps"),
    openWatch("old path of one", "/api/v1/watch/namespaces/{{ns}}/configmaps/a"),
    post(maps(), map("b")),
    mergePatch(maps("a"), { metadata: { labels: { on: "no" } } }),
    mergePatch(maps("a"), { metadata: { labels: { on: "no" } } }),
    mergePatch(maps("a"), { metadata: { labels: { on: "yes" } } }),
    mergePatch(maps("a"), { data: { x: "y" } }),
    del(maps("a")),
    closeWatch("later", 5),
    closeWatch("any", 6),
    closeWatch("unset", 6),
    closeWatch("on", 5),
    closeWatch("off", 3),
    closeWatch("one", 5),
    closeWatch("everywhere", 4),
    closeWatch("table", 6),
    closeWatch("partial", 6),
    closeWatch("old path", 6),
    closeWatch("old path of one", 5),
  ]),
  script("watches with initial events", [
    post(maps(), map("a"), { as: "a" }),
    post(maps(), map("b")),
    get(maps()),
    ...[
      {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
      },
      {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
        resourceVersion: "{{a.metadata.resourceVersion}}",
      },
      {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
        resourceVersion: "0",
      },
      { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" },
      {
        sendInitialEvents: "false",
        resourceVersionMatch: "NotOlderThan",
        resourceVersion: "{{a.metadata.resourceVersion}}",
      },
      { sendInitialEvents: "true" },
      { sendInitialEvents: "true", resourceVersionMatch: "Exact" },
      { sendInitialEvents: "maybe" },
      { resourceVersionMatch: "NotOlderThan" },
      { resourceVersionMatch: "Exact", resourceVersion: "1" },
    ].map((parameters, index) => openWatch(`w${index}`, watching(maps(), parameters))),
    openWatch(
      "partial",
      watching(maps(), {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
      }),
      accepts.partial,
    ),
    openWatch(
      "table",
      watching(maps(), {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
      }),
      accepts.table,
    ),
    openWatch(
      "empty",
      watching(leases(), {
        sendInitialEvents: "true",
        resourceVersionMatch: "NotOlderThan",
        allowWatchBookmarks: "true",
      }),
    ),
    post(maps(), map("c")),
    closeWatch("w0", 4),
    closeWatch("w1", 4),
    closeWatch("w2", 4),
    closeWatch("w3", 3),
    closeWatch("w4", 2),
    closeWatch("partial", 4),
    closeWatch("table", 4),
    closeWatch("empty", 1),
  ]),
  script("watches of pods by phase and node", [
    openWatch(
      "live",
      watching(pods(), { fieldSelector: "status.phase!=Succeeded,status.phase!=Failed" }),
    ),
    openWatch("assigned", watching(pods(), { fieldSelector: "spec.nodeName!=" })),
    openWatch("node", watching(pods(), { fieldSelector: "spec.nodeName=node-1" })),
    post(pods(), pod("one")),
    post(pods("one", "binding"), {
      metadata: { name: "one" },
      target: { kind: "Node", name: "node-1" },
    }),
    mergePatch(pods("one", "status"), { status: { phase: "Running" } }),
    mergePatch(pods("one", "status"), { status: { phase: "Succeeded" } }),
    del(pods("one"), { gracePeriodSeconds: 0 }),
    closeWatch("live", 4),
    closeWatch("assigned", 4),
    closeWatch("node", 4),
    post(pods(), pod("two", { nodeName: "node-2" })),
    get(pods()),
    openWatch("graceful", watching(pods(), { resourceVersion: "0" })),
    del(pods("two")),
    del(pods("two"), { gracePeriodSeconds: 0 }),
    closeWatch("graceful", 3),
  ]),
  script("watches refused and ended", [
    post(maps(), map("a"), { as: "a" }),
    get(maps()),
    openWatch("too old", watching(maps(), { resourceVersion: "1" })),
    closeWatch("too old", 1),
    openWatch("not a number", watching(maps(), { resourceVersion: "x" })),
    openWatch("bad label", watching(maps(), { labelSelector: "a in (" })),
    openWatch("bad field", watching(maps(), { fieldSelector: "data.x=1" })),
    openWatch("no such resource", watching("/api/v1/namespaces/{{ns}}/nothings")),
    openWatch("no such namespace", watching("/api/v1/namespaces/nowhere/configmaps")),
    openWatch("a single object", watching(maps("a"))),
    openWatch(
      "short",
      watching(maps(), { resourceVersion: "{{a.metadata.resourceVersion}}", timeoutSeconds: "1" }),
    ),
    closeWatch("short", 1),
    openWatch("timeout wrong", watching(maps(), { timeoutSeconds: "long" })),
    openWatch("watch wrong", query(maps(), { watch: "perhaps" })),
    openWatch("as a number", query(maps(), { watch: "1", resourceVersion: "0" })),
    closeWatch("as a number", 1),
    closeWatch("no such namespace", 0),
    closeWatch("a single object", 1),
  ]),
];
