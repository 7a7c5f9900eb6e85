// What a server has before anybody creates anything, and keeps so.

import {
  accepts,
  clusterWide,
  del,
  get,
  mergePatch,
  post,
  type RequestStep,
  script,
  type Script,
} from "../script.ts";
import { apiServices, services, slices } from "./collections.ts";

const FLOW_CONTROL = "flowcontrol.apiserver.k8s.io/v1";
const levels = clusterWide(FLOW_CONTROL, "prioritylevelconfigurations");
const schemas = clusterWide(FLOW_CONTROL, "flowschemas");
const classes = clusterWide("scheduling.k8s.io/v1", "priorityclasses");

const each = (path: (name: string) => string, names: readonly string[]): readonly RequestStep[] =>
  names.map((name) => get(path(name)));

/** An API server behind a service of this test. */
const remote = {
  apiVersion: "apiregistration.k8s.io/v1",
  kind: "APIService",
  metadata: { name: "v1.remote.example.test" },
  spec: {
    group: "remote.example.test",
    version: "v1",
    groupPriorityMinimum: 100,
    versionPriority: 100,
    insecureSkipTLSVerify: true,
    service: { namespace: "{{ns}}", name: "behind", port: 444 },
  },
};
const condition = (reason: string) => ({
  until: { path: "status.conditions.0.reason", value: reason },
});

export const bootScripts: readonly Script[] = [
  script("what flow control starts with", [
    ...each(levels, ["exempt", "catch-all", "system", "node-high"]),
    ...each(levels, ["leader-election", "workload-high", "workload-low", "global-default"]),
    ...each(schemas, ["exempt", "probes", "system-leader-election", "system-node-high"]),
    ...each(schemas, ["system-nodes", "kube-controller-manager", "kube-scheduler"]),
    ...each(schemas, ["kube-system-service-accounts", "service-accounts", "global-default"]),
    ...each(schemas, ["catch-all"]),
  ]),
  script("flow schemas of levels that come and go", [
    post(schemas(), {
      apiVersion: FLOW_CONTROL,
      kind: "FlowSchema",
      metadata: { name: "dangling-test" },
      spec: { priorityLevelConfiguration: { name: "level-test" } },
    }),
    get(schemas("dangling-test"), {
      until: { path: "status.conditions.0.reason", value: "NotFound" },
    }),
    post(levels(), {
      apiVersion: FLOW_CONTROL,
      kind: "PriorityLevelConfiguration",
      metadata: { name: "level-test" },
      spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } },
    }),
    get(schemas("dangling-test"), {
      until: { path: "status.conditions.0.reason", value: "Found" },
    }),
    mergePatch(schemas("dangling-test"), {
      spec: { priorityLevelConfiguration: { name: "exempt" } },
    }),
    del(schemas("dangling-test")),
    del(levels("level-test")),
  ]),
  script("the other objects of the start", [
    get(`${apiServices()}?labelSelector=kube-aggregator.kubernetes.io/automanaged%3Donstart`),
    get(`${apiServices()}?labelSelector=kube-aggregator.kubernetes.io/automanaged%3Donstart`, {
      accept: accepts.table,
    }),
    ...each(classes, ["system-node-critical", "system-cluster-critical"]),
    get("/apis/networking.k8s.io/v1/servicecidrs/kubernetes"),
    // Not whole: it names the port that the server listens at.
    get("/api/v1/namespaces/default/services/kubernetes", { accept: accepts.partial }),
    get("/apis/rbac.authorization.k8s.io/v1/clusterroles/view"),
    get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/cluster-admin"),
    get("/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles"),
    get("/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings"),
  ]),
  script("API servers behind services", [
    post(apiServices(), remote),
    get(apiServices("v1.remote.example.test"), condition("ServiceNotFound")),
    post(services(), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "behind" },
      spec: { ports: [{ name: "api", port: 443 }] },
    }),
    get(apiServices("v1.remote.example.test"), condition("ServicePortError")),
    mergePatch(apiServices("v1.remote.example.test"), { spec: { service: { port: 443 } } }),
    get(apiServices("v1.remote.example.test"), condition("EndpointsNotFound")),
    post(slices(), {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "behind-1", labels: { "kubernetes.io/service-name": "behind" } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.0.0.9"], conditions: { ready: false } }],
      ports: [{ name: "api", port: 443 }],
    }),
    get(apiServices("v1.remote.example.test"), condition("MissingEndpoints")),
    mergePatch(apiServices("v1.remote.example.test"), {
      spec: { service: null, insecureSkipTLSVerify: null },
    }),
    get(apiServices("v1.remote.example.test"), condition("Local")),
    del(apiServices("v1.remote.example.test")),
  ]),
];
