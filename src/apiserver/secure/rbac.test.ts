// Rights by roles and bindings, over a store that changes under the decisions.

import { beforeEach, describe, expect, test } from "bun:test";
import { silentLogger, systemClock } from "../../base/index.ts";
import { internalCall } from "../serve/upkeep/boot.ts";
import { createObject } from "../serve/write/create.ts";
import { createApi } from "../start.ts";
import type { Draft } from "../store/draft.ts";
import { draftOf } from "../store/draft.ts";
import { type Attributes, cannot } from "./attributes.ts";
import { bootstrapPolicy, RBAC_VERSION } from "./bootstrap-policy.ts";
import { escalation } from "./escalation.ts";
import { Rbac } from "./rbac.ts";
import { serviceAccountName, userOf, type User } from "./user.ts";

const world = () => {
  const api = createApi({ clock: systemClock, logger: silentLogger });
  const { roles } = api.security;
  const resource = (plural: string) => {
    const found = api.registry.find(RBAC_VERSION, plural);
    if (!found) throw new Error(`${plural} are not served`);
    return found;
  };
  const put = (plural: string, namespace: string, name: string, fields: object): void => {
    const draft = { apiVersion: RBAC_VERSION, metadata: { name, namespace }, ...fields } as Draft;
    draft.kind = resource(plural).info.kind;
    createObject(internalCall(api, resource(plural), namespace, name), draft);
  };
  const remove = (plural: string, namespace: string, name: string): void => {
    const collection = api.store.collection(resource(plural).definition);
    const stored = collection.get(namespace, name);
    if (!stored) throw new Error(`there is no ${name}`);
    api.store.remove(collection, stored, draftOf(api.store.read(stored)));
  };
  for (const name of ["default", "kube-system", "kube-public"]) {
    const namespaces = api.registry.find("v1", "namespaces");
    if (!namespaces) throw new Error("namespaces are not served");
    const metadata = { name };
    createObject(internalCall(api, namespaces, "", name), {
      apiVersion: "v1",
      kind: "Namespace",
      metadata,
    });
  }
  return { roles, put, remove, rbac: new Rbac(roles) };
};

const on = (verb: string, resource: string, more: object = {}): Attributes => ({
  verb,
  group: "",
  resource,
  subresource: "",
  namespace: "default",
  name: "",
  ...more,
});
const to = (kind: string, name: string, ...subjects: object[]): object => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
  subjects,
});
const rule = (verbs: string[], resources: string[], more: object = {}): object => ({
  verbs,
  resources,
  apiGroups: [""],
  ...more,
});

const ann = userOf("ann", ["team", "system:authenticated"]);
const annSubject = { kind: "User", name: "ann" };

let { rbac, roles, put, remove } = world();
beforeEach(() => {
  ({ rbac, roles, put, remove } = world());
});
const may = (user: User, attributes: Attributes): boolean =>
  rbac.authorize(user, attributes).allowed;

describe("a role", () => {
  test("lets do what its rules say, in its namespace, while it is bound", () => {
    put("roles", "default", "reader", { rules: [rule(["get", "list"], ["pods"])] });
    expect(may(ann, on("list", "pods"))).toBe(false);
    put("rolebindings", "default", "ann-reads", to("Role", "reader", annSubject));
    expect(may(ann, on("list", "pods"))).toBe(true);
    expect(may(ann, on("list", "pods", { namespace: "kube-system" }))).toBe(false);
    expect(may(ann, on("list", "pods", { namespace: "" }))).toBe(false);
    expect(may(ann, on("delete", "pods"))).toBe(false);
    expect(may(ann, on("get", "pods", { subresource: "log" }))).toBe(false);
    expect(rbac.authorize(ann, on("get", "pods")).reason).toBe(
      'RBAC: allowed by RoleBinding "ann-reads/default" of Role "reader" to User "ann"',
    );
    remove("rolebindings", "default", "ann-reads");
    expect(may(ann, on("list", "pods"))).toBe(false);
  });

  test("may name objects, subresources of any resource, and paths", () => {
    put("clusterroles", "", "odd", {
      rules: [
        rule(["get"], ["secrets"], { resourceNames: ["mine"] }),
        rule(["update"], ["*/scale"]),
        { verbs: ["get"], nonResourceURLs: ["/debug/*", "/metrics"] },
      ],
    });
    put(
      "clusterrolebindings",
      "",
      "odd",
      to("ClusterRole", "odd", { kind: "Group", name: "team" }),
    );
    expect(may(ann, on("get", "secrets", { name: "mine" }))).toBe(true);
    expect(may(ann, on("get", "secrets", { name: "other" }))).toBe(false);
    expect(may(ann, on("update", "things", { subresource: "scale" }))).toBe(true);
    expect(may(ann, { verb: "get", path: "/debug/queues" })).toBe(true);
    expect(may(ann, { verb: "get", path: "/metrics/cadvisor" })).toBe(false);
    expect(may(ann, { verb: "post", path: "/metrics" })).toBe(false);
  });

  test("that is not there says so", () => {
    put("rolebindings", "default", "dangling", to("Role", "gone", annSubject));
    expect(rbac.authorize(ann, on("get", "pods")).reason).toBe(
      'RBAC: role.rbac.authorization.k8s.io "gone" not found',
    );
  });
});

test("a service account of a binding without namespace is of the binding's", () => {
  put("roles", "default", "reader", { rules: [rule(["get"], ["pods"])] });
  const subject = { kind: "ServiceAccount", name: "robot" };
  put("rolebindings", "default", "robot", to("Role", "reader", subject));
  expect(may(userOf(serviceAccountName("default", "robot"), []), on("get", "pods"))).toBe(true);
  expect(may(userOf(serviceAccountName("other", "robot"), []), on("get", "pods"))).toBe(false);
});

test("system:masters may do everything", () => {
  const root = userOf("root", ["system:masters"]);
  expect(may(root, on("delete", "nodes", { namespace: "" }))).toBe(true);
});

describe("upstream's policy", () => {
  beforeEach(() => {
    for (const { plural, draft } of bootstrapPolicy())
      put(plural, draft.metadata.namespace ?? "", draft.metadata.name, draft);
  });

  test("gives the components what they need and no more", () => {
    const scheduler = userOf("system:kube-scheduler", ["system:authenticated"]);
    expect(may(scheduler, on("create", "pods", { subresource: "binding", name: "x" }))).toBe(true);
    expect(may(scheduler, on("list", "secrets"))).toBe(false);
    const manager = userOf("system:kube-controller-manager", ["system:authenticated"]);
    const token = { subresource: "token", namespace: "kube-system", name: "job-controller" };
    expect(may(manager, on("create", "serviceaccounts", token))).toBe(true);
    expect(may(ann, { verb: "get", path: "/apis" })).toBe(true);
  });

  test("fills aggregating roles before the controller manager does", () => {
    put("rolebindings", "default", "edits", to("ClusterRole", "edit", annSubject));
    expect(may(ann, on("create", "pods"))).toBe(true);
    expect(may(ann, on("create", "pods", { namespace: "kube-system" }))).toBe(false);
    expect(may(ann, on("create", "roles", { group: "rbac.authorization.k8s.io" }))).toBe(false);
  });
});

describe("nobody gives away what they do not hold:", () => {
  const write = (plural: string, object: object) =>
    escalation(
      {
        user: ann,
        plural,
        namespace: "default",
        name: "new",
        object: { metadata: { name: "new" }, ...object } as Draft,
        aggregates: "aggregationRule" in object,
      },
      rbac,
      roles,
    )?.message;

  beforeEach(() => {
    put("roles", "default", "own", {
      rules: [
        rule(["get"], ["pods"]),
        rule(["bind"], ["roles"], { apiGroups: ["*"], resourceNames: ["all"] }),
      ],
    });
    put("roles", "default", "all", { rules: [rule(["*"], ["*"])] });
    put("roles", "default", "most", { rules: [rule(["*"], ["*"])] });
    put("rolebindings", "default", "own", to("Role", "own", annSubject));
  });

  test("a role may not be wider than its writer's", () => {
    expect(write("roles", { rules: [rule(["get"], ["pods"])] })).toBeUndefined();
    expect(write("roles", { rules: [rule(["get", "list", "watch"], ["pods"])] })).toBe(
      'roles.rbac.authorization.k8s.io "new" is forbidden: user "ann" (groups=["team" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}',
    );
    expect(write("clusterroles", { rules: [], aggregationRule: {} })).toBe(
      'clusterroles.rbac.authorization.k8s.io "new" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  test("a binding may not be to a wider role, but where binding it is allowed", () => {
    expect(write("rolebindings", to("Role", "own"))).toBeUndefined();
    expect(write("rolebindings", to("Role", "all"))).toBeUndefined();
    expect(write("rolebindings", to("Role", "most"))).toContain("not currently held");
    expect(write("rolebindings", to("Role", "none"))).toContain('"none" not found');
  });
});

test("a refusal is said as upstream says it", () => {
  expect(cannot("ann", on("list", "pods"))).toBe(
    'User "ann" cannot list resource "pods" in API group "" in the namespace "default"',
  );
  const scale = on("get", "deployments", { group: "apps", subresource: "scale", namespace: "" });
  expect(cannot("ann", scale)).toBe(
    'User "ann" cannot get resource "deployments/scale" in API group "apps" at the cluster scope',
  );
});
