// Services of every type, and what leads traffic to them.

import {
  del,
  get,
  type JsonObject,
  mergePatch,
  post,
  putEdited,
  script,
  type Script,
  type Step,
} from "../script.ts";
import { addresses, endpoints, ingresses, policies, services, slices } from "./collections.ts";

const port = (rest: JsonObject = {}): JsonObject => ({ port: 80, ...rest });
const service = (name: string, spec: JsonObject): Step =>
  post(services(), { metadata: { name }, spec: { ports: [port()], ...spec } });
const change = (name: string, spec: JsonObject): Step => mergePatch(services(name), { spec });

const typeSteps: readonly Step[] = [
  service("a", { ports: [port({ nodePort: 30123 })] }),
  service("b", { externalName: "x.example.test" }),
  service("c", { type: "ExternalName" }),
  service("d", { type: "ExternalName", externalName: "Not A Name" }),
  service("e", { type: "ExternalName", externalName: "e.example.test", clusterIP: "10.0.0.5" }),
  service("f", { type: "ExternalName", externalName: "f.example.test", clusterIP: "None" }),
  service("g", { type: "ExternalName", externalName: "g.example.test." }),
  post(services(), {
    metadata: { name: "h" },
    spec: { type: "ExternalName", externalName: "h.test" },
  }),
  service("i", { clusterIP: "None", type: "NodePort" }),
  service("j", { clusterIP: "None", type: "LoadBalancer" }),
  post(services(), { metadata: { name: "k" }, spec: { clusterIP: "None" } }),
  post(services(), { metadata: { name: "l" }, spec: {} }),
  service("m", { type: "NodePort", ports: [port({ nodePort: 80 })] }),
  service("n", { type: "NodePort", ports: [port({ nodePort: 32123 })] }),
  service("o", { type: "NodePort", ports: [port({ nodePort: 32123 })] }),
  service("p", { type: "NodePort", ports: [port(), port({ port: 81 })] }),
  service("q", { type: "NodePort", ports: [port({ name: "a" }), port({ name: "b", port: 81 })] }),
  service("r", { ports: [port({ name: "a" }), port({ name: "b" })] }),
  service("s", { ports: [port({ name: "a" }), port({ name: "b", protocol: "UDP" })] }),
  service("t", { ports: [port({ protocol: "Odd" })] }),
  service("u", { ports: [port({ port: 0 })] }),
  service("v", { ports: [port({ targetPort: "Not A Port" })] }),
  service("w", { ports: [port({ targetPort: 70000 })] }),
  service("x", { ports: [port({ name: "Bad_Name" })] }),
  service("y", { ports: [port({ appProtocol: "example.test/odd!" })] }),
  service("z", { type: "Odd" }),
];

const fieldSteps: readonly Step[] = [
  service("a", { sessionAffinity: "ClientIP" }),
  service("b", { sessionAffinity: "Odd" }),
  service("c", { sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }),
  service("d", {
    sessionAffinity: "ClientIP",
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } },
  }),
  service("e", { selector: { "bad key!": "x" } }),
  service("f", { externalIPs: ["no", "127.0.0.1", "192.0.2.1"] }),
  service("g", { loadBalancerClass: "example.test/lb" }),
  service("h", { type: "LoadBalancer", loadBalancerClass: "example.test/lb" }),
  service("i", { type: "LoadBalancer", loadBalancerClass: "bad class!" }),
  service("j", { allocateLoadBalancerNodePorts: false }),
  service("k", { type: "LoadBalancer", allocateLoadBalancerNodePorts: false }),
  service("l", { loadBalancerSourceRanges: ["192.0.2.0/24"] }),
  service("m", { type: "LoadBalancer", loadBalancerSourceRanges: ["no"] }),
  service("n", {
    type: "LoadBalancer",
    loadBalancerSourceRanges: ["192.0.2.0/24"],
    loadBalancerIP: "192.0.2.7",
  }),
  service("o", { externalTrafficPolicy: "Local" }),
  service("p", { type: "NodePort", externalTrafficPolicy: "Local" }),
  service("q", { type: "NodePort", externalTrafficPolicy: "Odd" }),
  service("r", { type: "LoadBalancer", externalTrafficPolicy: "Local" }),
  service("s", { internalTrafficPolicy: "Local" }),
  service("t", { internalTrafficPolicy: "Odd" }),
  service("u", { healthCheckNodePort: 31999 }),
  service("v", { trafficDistribution: "PreferClose" }),
  service("w", { trafficDistribution: "Odd" }),
  service("x", { publishNotReadyAddresses: true, clusterIP: "None" }),
  service("y", { clusterIP: "no" }),
  service("z", { clusterIP: "192.0.2.1" }),
];

const familySteps: readonly Step[] = [
  service("a", { ipFamilyPolicy: "PreferDualStack" }),
  service("b", { ipFamilyPolicy: "RequireDualStack" }),
  service("c", { ipFamilies: ["IPv6"] }),
  service("d", { ipFamilies: ["IPv4"] }),
  service("e", { ipFamilies: ["IPv4", "IPv4"] }),
  service("f", { ipFamilies: ["IPv4", "IPv6"] }),
  service("g", { ipFamilies: ["Odd"] }),
  service("h", { ipFamilyPolicy: "Odd" }),
  service("i", { clusterIPs: ["10.0.0.9"] }),
  service("j", { clusterIP: "10.0.0.9", clusterIPs: ["10.0.0.8"] }),
  service("k", { clusterIP: "None", clusterIPs: ["None", "None"] }),
  service("l", { clusterIP: "None", ipFamilyPolicy: "RequireDualStack" }),
  service("m", { clusterIP: "None", selector: { a: "b" }, ipFamilies: ["IPv6"] }),
  service("n", { clusterIP: "None", ipFamilyPolicy: "RequireDualStack", selector: { a: "b" } }),
  service("o", { ipFamilyPolicy: "SingleStack", ipFamilies: ["IPv4", "IPv6"] }),
  service("p", { type: "ExternalName", externalName: "p.test", ipFamilies: ["IPv4"] }),
];

const changeSteps: readonly Step[] = [
  post(
    services(),
    { metadata: { name: "web" }, spec: { ports: [port()], selector: { a: "b" } } },
    { as: "web" },
  ),
  change("web", { type: "NodePort" }),
  get(services("web")),
  change("web", { ports: [port({ nodePort: 32222 })] }),
  change("web", { externalTrafficPolicy: "Local" }),
  change("web", { type: "LoadBalancer" }),
  change("web", { loadBalancerClass: "example.test/lb" }),
  change("web", { loadBalancerClass: "example.test/other" }),
  change("web", { healthCheckNodePort: 31111 }),
  change("web", { type: "ClusterIP" }),
  change("web", { type: "ClusterIP", externalTrafficPolicy: null }),
  change("web", { clusterIP: "None" }),
  change("web", { clusterIP: "10.0.0.77" }),
  change("web", { clusterIP: null, clusterIPs: null }),
  change("web", { type: "ExternalName" }),
  change("web", { type: "ExternalName", externalName: "web.test" }),
  change("web", { type: "ClusterIP" }),
  change("web", { type: "ClusterIP", externalName: null }),
  change("web", { ipFamilies: ["IPv6"] }),
  change("web", { ipFamilyPolicy: "PreferDualStack" }),
  change("web", { ports: [] }),
  change("web", { ports: [port({ name: "a" }), port({ name: "b", port: 81 })] }),
  change("web", { selector: null }),
  putEdited(services("web"), "web", { "spec.type": "ClusterIP" }, ["metadata.resourceVersion"]),
  putEdited(services("web"), "web", {}, [
    "metadata.resourceVersion",
    "spec.clusterIP",
    "spec.clusterIPs",
  ]),
  get(services("web")),
  service("headless", { clusterIP: "None" }),
  change("headless", { clusterIP: null, clusterIPs: null }),
  change("headless", { clusterIP: "10.0.0.78", clusterIPs: ["10.0.0.78"] }),
  change("headless", { type: "NodePort" }),
  change("headless", { type: "ExternalName", externalName: "h.test" }),
  del(`${services()}?labelSelector=none%3Dsuch`),
  del(services()),
  get(services()),
];

const slice = (name: string, rest: JsonObject): Step =>
  post(slices(), {
    metadata: { name },
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.1"] }],
    ports: [{ name: "a", port: 80 }],
    ...rest,
  });
const endpoint = (rest: JsonObject): JsonObject => ({
  endpoints: [{ addresses: ["192.0.2.1"], ...rest }],
});

const sliceSteps: readonly Step[] = [
  slice("ok", endpoint({ conditions: { ready: true }, nodeName: "n", zone: "z" })),
  slice("a", { addressType: "Odd" }),
  slice("b", { addressType: "IPv6" }),
  slice("c", { endpoints: [{ addresses: [] }] }),
  slice("d", endpoint({ addresses: ["127.0.0.1"] })),
  slice("e", endpoint({ addresses: ["192.0.2.1", "192.0.2.1"] })),
  slice("f", endpoint({ hostname: "Not A Host" })),
  slice("g", endpoint({ nodeName: "Not A Node" })),
  slice("h", endpoint({ deprecatedTopology: { a: "b" } })),
  slice("i", endpoint({ hints: { forZones: [{ name: "z" }, { name: "z" }] } })),
  slice("j", endpoint({ hints: { forNodes: [{ name: "n" }] } })),
  slice("k", {
    ports: [
      { name: "a", port: 80 },
      { name: "a", port: 81 },
    ],
  }),
  slice("l", { ports: [{ port: 0 }] }),
  slice("m", { ports: [{ name: "Bad_Name", port: 80 }] }),
  slice("n", { ports: [{ port: 80, protocol: "Odd" }] }),
  slice("o", { addressType: "FQDN", endpoints: [{ addresses: ["o.example.test"] }] }),
  slice("p", { endpoints: [], ports: [] }),
  post(slices(), { metadata: { name: "q" }, addressType: "IPv4" }),
  post(slices(), { metadata: { generateName: "made-" }, addressType: "IPv4", endpoints: null }),
  post(slices(), { metadata: { name: "r" } }),
  mergePatch(slices("ok"), { addressType: "IPv6", endpoints: [{ addresses: ["2001:db8::1"] }] }),
  mergePatch(slices("ok"), {
    endpoints: [{ addresses: ["192.0.2.5"], conditions: { ready: null } }],
  }),
  mergePatch(slices("ok"), { endpoints: null }),
  get(slices("ok")),
  post(endpoints(), {
    metadata: { name: "e" },
    subsets: [{ addresses: [{ ip: "127.0.0.1" }], ports: [{ port: 80 }] }],
  }),
  post(endpoints(), { metadata: { name: "f" }, subsets: [{ ports: [{ port: 80 }] }] }),
  post(endpoints(), {
    metadata: { name: "g" },
    subsets: [{ addresses: [{ ip: "192.0.2.1" }], ports: [{ port: 80 }, { port: 81 }] }],
  }),
  post(endpoints(), { metadata: { name: "h" }, subsets: null }),
];

const backend = (rest: JsonObject = {}): JsonObject => ({
  service: { name: "s", port: { number: 80 }, ...rest },
});
const ingress = (name: string, spec: JsonObject): Step =>
  post(ingresses(), { metadata: { name }, spec });
const rule = (path: JsonObject, host = "a.example.test"): JsonObject => ({
  rules: [
    { host, http: { paths: [{ path: "/", pathType: "Prefix", backend: backend(), ...path }] } },
  ],
});

const ingressSteps: readonly Step[] = [
  ingress("a", {}),
  ingress("b", rule({ pathType: null })),
  ingress("c", rule({ pathType: "Odd" })),
  ingress("d", rule({ path: "no-slash" })),
  ingress("e", rule({ path: "/a//b" })),
  ingress("f", rule({ path: "/a/../b", pathType: "Exact" })),
  ingress("g", rule({ path: "", pathType: "ImplementationSpecific" })),
  ingress("h", rule({ backend: {} })),
  ingress("i", rule({ backend: backend({ port: {} }) })),
  ingress("j", rule({ backend: backend({ port: { number: 80, name: "web" } }) })),
  ingress("k", rule({ backend: backend({ name: "Not_A_Service" }) })),
  ingress("l", rule({ backend: { resource: { kind: "K", name: "n" } } })),
  ingress("m", rule({ backend: { ...backend(), resource: { kind: "K", name: "n" } } })),
  ingress("n", rule({}, "192.0.2.1")),
  ingress("o", rule({}, "*.example.test")),
  ingress("p", rule({}, "a.*.test")),
  ingress("q", { rules: [{ host: "q.example.test" }] }),
  ingress("r", { rules: [{ http: { paths: [] } }] }),
  ingress("s", { ...rule({}), tls: [{ hosts: ["Not A Host"], secretName: "x" }] }),
  ingress("t", { ...rule({}), tls: [{ hosts: ["a.example.test"], secretName: "Bad_Name" }] }),
  ingress("u", { ...rule({}), ingressClassName: "Bad Class" }),
  post(ingresses(), {
    metadata: { name: "v", annotations: { "kubernetes.io/ingress.class": "x" } },
    spec: { ...rule({}), ingressClassName: "y" },
  }),
  ingress("w", { defaultBackend: backend(), ingressClassName: "none" }),
  mergePatch(ingresses("w"), { spec: { ingressClassName: "other" } }),
  mergePatch(ingresses("w"), { spec: { defaultBackend: null } }),
  mergePatch(ingresses("w"), { spec: rule({}) }),
  get(ingresses("w")),
];

const policy = (name: string, spec: JsonObject): Step =>
  post(policies(), { metadata: { name }, spec: { podSelector: {}, ...spec } });

const policySteps: readonly Step[] = [
  policy("a", {}),
  policy("b", { egress: [{}] }),
  policy("c", { ingress: [{ from: [{}] }] }),
  policy("d", { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: "192.0.2.0/24" } }] }] }),
  policy("e", { ingress: [{ from: [{ ipBlock: { cidr: "no" } }] }] }),
  policy("f", {
    ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24", except: ["198.51.100.0/24"] } }] }],
  }),
  policy("g", {
    ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24", except: ["192.0.2.0/24"] } }] }],
  }),
  policy("h", {
    ingress: [
      { ports: [{ port: 80 }, { port: "web" }, { protocol: "UDP", port: 53, endPort: 60 }] },
    ],
  }),
  policy("i", { ingress: [{ ports: [{ port: 80, endPort: 70 }] }] }),
  policy("j", { ingress: [{ ports: [{ port: "web", endPort: 70 }] }] }),
  policy("k", { ingress: [{ ports: [{ endPort: 70 }] }] }),
  policy("l", { ingress: [{ ports: [{ port: 80, protocol: "Odd" }] }] }),
  policy("m", { ingress: [{ ports: [{ port: "Not A Port" }] }] }),
  policy("n", { policyTypes: ["Odd"] }),
  policy("o", { policyTypes: ["Ingress", "Egress", "Ingress"] }),
  policy("p", { podSelector: { matchExpressions: [{ key: "a", operator: "In" }] } }),
  policy("q", { podSelector: { matchLabels: { a: "not ok!" } } }),
  policy("r", {
    egress: [
      { to: [{ namespaceSelector: { matchExpressions: [{ key: "a", operator: "Odd" }] } }] },
    ],
  }),
  mergePatch(policies("a"), {
    spec: { policyTypes: ["Egress"], podSelector: { matchLabels: { x: "y" } } },
  }),
  mergePatch(policies("a"), { spec: { policyTypes: null, egress: null } }),
  get(policies("a")),
];

const addressSteps: readonly Step[] = [
  get(addresses("10.96.0.1")),
  service("chosen", { clusterIP: "10.96.0.77" }),
  get(addresses("10.96.0.77"), { until: { path: "kind", value: "IPAddress" } }),
  post(services(), { metadata: { name: "given" }, spec: { ports: [port()] } }, { as: "given" }),
  get(addresses("{{given.spec.clusterIP}}"), { until: { path: "kind", value: "IPAddress" } }),
  mergePatch(addresses("10.96.0.77"), { spec: { parentRef: { name: "other" } } }),
  change("given", {
    type: "ExternalName",
    externalName: "a.example",
    clusterIP: null,
    clusterIPs: null,
    ports: null,
  }),
  get(addresses("{{given.spec.clusterIP}}"), { until: { path: "code", value: 404 } }),
  del(services("chosen")),
  get(addresses("10.96.0.77"), { until: { path: "code", value: 404 } }),
];

export const serviceScripts: readonly Script[] = [
  script("services by type", typeSteps),
  script("fields of services", fieldSteps),
  script("families of addresses", familySteps),
  script("services change their type", changeSteps),
  script("addresses of services", addressSteps),
  script("endpoints and their slices", sliceSteps),
  script("rules of ingresses", ingressSteps),
  script("rules of network policies", policySteps),
];
