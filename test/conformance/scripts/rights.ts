// Who may do what, and that nobody gives away more than they have: roles wider than one's own, bindings to them, and the
// verbs "escalate" and "bind" that allow it all the same.

import {
  apply,
  clusterWide,
  del,
  get,
  type Json,
  type JsonObject,
  mergePatch,
  namespaced,
  post,
  put,
  putEdited,
  script,
  type Script,
} from "../script.ts";
import { maps, pods } from "./collections.ts";

const GROUP = "rbac.authorization.k8s.io";
const roles = namespaced(`${GROUP}/v1`, "roles");
const bindings = namespaced(`${GROUP}/v1`, "rolebindings");
const clusterRoles = clusterWide(`${GROUP}/v1`, "clusterroles");
const clusterBindings = clusterWide(`${GROUP}/v1`, "clusterrolebindings");
const reviews = "/apis/authorization.k8s.io/v1";

const rule = (
  verbs: Json,
  apiGroups: Json,
  resources: Json,
  more: JsonObject = {},
): JsonObject => ({
  verbs,
  apiGroups,
  resources,
  ...more,
});
const pathRule = (verbs: Json, nonResourceURLs: Json): JsonObject => ({ verbs, nonResourceURLs });
const role = (name: string, ...rules: readonly JsonObject[]): JsonObject => ({
  metadata: { name },
  rules,
});
const binding = (name: string, kind: string, roleName: string, user: string): JsonObject => ({
  metadata: { name },
  roleRef: { apiGroup: GROUP, kind, name: roleName },
  subjects: [{ apiGroup: GROUP, kind: "User", name: user }],
});

const writeRoles = rule(["*"], [GROUP], ["roles", "rolebindings"]);
const readPods = rule(["get", "list"], [""], ["pods"]);
/** A namespace's administrator of roles, who may also read pods. */
const given = (user: string, ...more: readonly JsonObject[]) => [
  post(roles(), role("mine", writeRoles, readPods, ...more)),
  post(bindings(), binding("mine", "Role", "mine", user)),
  // The real server reads its roles from a watch.
  post(
    `${reviews}/subjectaccessreviews`,
    {
      spec: {
        user,
        resourceAttributes: { namespace: "{{ns}}", verb: "list", resource: "pods" },
      },
    },
    { until: { path: "status.allowed", value: true } },
  ),
];

const asAnn = { user: "ann" };
const asBob = { user: "bob" };
const asCat = { user: "cat" };
const asDan = { user: "dan" };
const wide = role(
  "wide",
  rule(["get", "delete", "list"], [""], ["pods", "secrets"]),
  rule(["get"], ["apps"], ["deployments/scale"]),
);

const rolesWiderThanOnesOwn = script("roles wider than one's own", [
  post(roles(), role("early", readPods), { user: "stranger" }),
  ...given("ann"),
  post(roles(), role("same", readPods), asAnn),
  post(roles(), role("narrow", rule(["get"], [""], ["pods"], { resourceNames: ["a"] })), asAnn),
  post(roles(), wide, asAnn),
  post(roles(), role("all", rule(["*"], ["*"], ["*"])), asAnn),
  post(
    roles(),
    role("named", rule(["get", "watch"], [""], ["pods"], { resourceNames: ["a", "b"] })),
    asAnn,
  ),
  post(roles(), role("below", rule(["get"], [""], ["pods/log"])), asAnn),
  post(roles(), role("none"), asAnn),
  post(`${roles()}?dryRun=All`, wide, asAnn),
  put(roles("same"), wide, asAnn),
  put(roles("same"), role("same", rule(["list", "get"], [""], ["secrets"])), asAnn),
  mergePatch(roles("same"), { rules: [rule(["delete"], [""], ["pods"])] }, asAnn),
  mergePatch(roles("same"), { metadata: { labels: { a: "b" } } }, asAnn),
  apply(
    `${roles("applied")}?fieldManager=ann`,
    {
      apiVersion: `${GROUP}/v1`,
      kind: "Role",
      ...role("applied", rule(["list"], [""], ["secrets"])),
    },
    asAnn,
  ),
  // What is there already may be kept, and be narrowed.
  post(roles(), wide, { as: "wide" }),
  putEdited(roles("wide"), "wide", { "metadata.labels": { kept: "yes" } }, [], asAnn),
  mergePatch(roles("wide"), { rules: [rule(["get"], [""], ["secrets"])] }, asAnn),
  del(roles("wide"), undefined, asAnn),
  post(clusterRoles(), role("wide.rights.example.com", readPods), asAnn),
  get(roles(), asAnn),
  get(pods(), asAnn),
  get(maps(), asAnn),
  get("/api/v1/pods", asAnn),
  get("/healthz", asAnn),
  get("/metrics", asAnn),
  get("/apis/apps/v1", asAnn),
]);

const bindingsToWiderRoles = script("bindings to roles wider than one's own", [
  ...given("bob"),
  post(roles(), wide),
  post(bindings(), binding("to-wide", "Role", "wide", "bob"), asBob),
  post(bindings(), binding("to-mine", "Role", "mine", "eve"), asBob),
  post(bindings(), binding("to-nothing", "Role", "nothing", "bob"), asBob),
  post(bindings(), binding("to-admin", "ClusterRole", "cluster-admin", "bob"), asBob),
  post(bindings(), binding("to-wider", "ClusterRole", "system:kube-scheduler", "bob"), asBob),
  post(bindings(), binding("to-lost", "ClusterRole", "lost.rights.example.com", "bob"), asBob),
  put(bindings("to-mine"), binding("to-mine", "Role", "wide", "bob"), asBob),
  mergePatch(bindings("to-mine"), { subjects: [] }, asBob),
  post(
    clusterBindings(),
    binding("wide.rights.example.com", "ClusterRole", "system:kube-scheduler", "bob"),
    asBob,
  ),
  get(bindings("to-mine"), asBob),
  del(bindings("to-mine"), undefined, asBob),
]);

const escalateAndBind = script("the verbs escalate and bind", [
  ...given(
    "cat",
    rule(["bind"], [GROUP], ["clusterroles"], { resourceNames: ["system:kube-dns"] }),
    rule(["bind"], [GROUP], ["roles"], { resourceNames: ["wide"] }),
    rule(["escalate"], [GROUP], ["roles"], { resourceNames: ["raised"] }),
  ),
  post(roles(), wide),
  post(bindings(), binding("to-named", "ClusterRole", "system:kube-dns", "cat"), asCat),
  post(bindings(), binding("to-other", "ClusterRole", "system:kube-scheduler", "cat"), asCat),
  post(bindings(), binding("to-wide", "Role", "wide", "cat"), asCat),
  post(roles(), role("raised", rule(["*"], ["*"], ["*"])), asCat),
  post(roles(), role("raised-too", rule(["*"], ["*"], ["*"])), asCat),
]);

const acrossTheCluster = script("rights across the cluster", [
  post(
    clusterRoles(),
    role(
      "giver.rights.example.com",
      rule(["*"], [GROUP], ["*"]),
      rule(["get"], ["apps"], ["*/scale"]),
      pathRule(["get"], ["/healthz", "/metrics/*"]),
    ),
  ),
  post(
    clusterBindings(),
    binding("giver.rights.example.com", "ClusterRole", "giver.rights.example.com", "dan"),
  ),
  get(clusterRoles("giver.rights.example.com"), {
    ...asDan,
    until: { path: "kind", value: "ClusterRole" },
  }),
  // The verb "*" has escalate and bind in it.
  post(clusterRoles(), role("any.rights.example.com", rule(["*"], ["*"], ["*"])), asDan),
  del(clusterRoles("any.rights.example.com"), undefined, asDan),
  put(
    clusterRoles("giver.rights.example.com"),
    role(
      "giver.rights.example.com",
      rule(["get", "create", "update", "patch", "delete"], [GROUP], ["*"]),
      rule(["get"], ["apps"], ["*/scale"]),
      pathRule(["get"], ["/healthz", "/metrics/*"]),
    ),
  ),
  post(
    `${reviews}/subjectaccessreviews`,
    {
      spec: {
        user: "dan",
        resourceAttributes: { verb: "escalate", group: GROUP, resource: "clusterroles" },
      },
    },
    { until: { path: "status.allowed", value: false } },
  ),
  post(
    clusterRoles(),
    role("a.rights.example.com", rule(["get"], ["apps"], ["deployments/scale"])),
    asDan,
  ),
  post(
    clusterRoles(),
    role("b.rights.example.com", rule(["get"], ["apps"], ["deployments"])),
    asDan,
  ),
  post(clusterRoles(), role("c.rights.example.com", pathRule(["get"], ["/metrics/slis"])), asDan),
  post(
    clusterRoles(),
    role("d.rights.example.com", pathRule(["get", "post"], ["/metrics", "/x/*"])),
    asDan,
  ),
  post(
    clusterRoles(),
    {
      ...role("e.rights.example.com"),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] },
    },
    asDan,
  ),
  post(
    clusterBindings(),
    binding("b.rights.example.com", "ClusterRole", "cluster-admin", "dan"),
    asDan,
  ),
  post(
    clusterBindings(),
    binding("c.rights.example.com", "ClusterRole", "c.rights.example.com", "dan"),
    asDan,
  ),
  post(
    clusterBindings(),
    binding("d.rights.example.com", "ClusterRole", "nothing.rights.example.com", "dan"),
    asDan,
  ),
  post(bindings(), binding("e", "Role", "nothing", "dan"), asDan),
]);

const may = (attributes: JsonObject, options: { user?: string }) =>
  post(
    `${reviews}/selfsubjectaccessreviews`,
    { spec: { resourceAttributes: attributes } },
    options,
  );

const reviewsOfRights = script("reviews of rights", [
  ...given("fay", rule(["update"], ["apps"], ["deployments/scale"], { resourceNames: ["web"] })),
  may({ namespace: "{{ns}}", verb: "get", resource: "pods" }, { user: "fay" }),
  may({ namespace: "{{ns}}", verb: "get", resource: "pods", subresource: "log" }, { user: "fay" }),
  may({ namespace: "other", verb: "get", resource: "pods" }, { user: "fay" }),
  may({ verb: "list", resource: "pods" }, { user: "fay" }),
  may(
    {
      namespace: "{{ns}}",
      verb: "update",
      group: "apps",
      resource: "deployments",
      subresource: "scale",
      name: "web",
    },
    { user: "fay" },
  ),
  may(
    {
      namespace: "{{ns}}",
      verb: "update",
      group: "apps",
      resource: "deployments",
      subresource: "scale",
    },
    { user: "fay" },
  ),
  post(
    `${reviews}/selfsubjectaccessreviews`,
    { spec: { nonResourceAttributes: { path: "/metrics", verb: "get" } } },
    { user: "fay" },
  ),
  post(`${reviews}/selfsubjectaccessreviews`, { spec: {} }, { user: "fay" }),
  post(`${reviews}/selfsubjectrulesreviews`, { spec: {} }, { user: "fay" }),
  post(
    `${reviews}/subjectaccessreviews`,
    { spec: { user: "fay", resourceAttributes: { verb: "get" } } },
    { user: "fay" },
  ),
  post(`${reviews}/subjectaccessreviews`, { spec: { resourceAttributes: { verb: "get" } } }),
  post(`${reviews}/subjectaccessreviews`, {
    spec: { groups: ["system:masters"], resourceAttributes: { verb: "get", resource: "x" } },
  }),
  post(`${reviews}/namespaces/{{ns}}/localsubjectaccessreviews`, {
    metadata: { namespace: "{{ns}}" },
    spec: {
      user: "fay",
      resourceAttributes: { namespace: "{{ns}}", verb: "list", resource: "pods" },
    },
  }),
  post(`${reviews}/namespaces/{{ns}}/localsubjectaccessreviews`, {
    spec: {
      user: "fay",
      resourceAttributes: { namespace: "other", verb: "list", resource: "pods" },
    },
  }),
  post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, { user: "fay" }),
  post(
    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
    {},
    { user: "system:serviceaccount:{{ns}}:builder" },
  ),
  post("/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "none" } }),
]);

export const rightScripts: readonly Script[] = [
  rolesWiderThanOnesOwn,
  bindingsToWiderRoles,
  escalateAndBind,
  acrossTheCluster,
  reviewsOfRights,
];
