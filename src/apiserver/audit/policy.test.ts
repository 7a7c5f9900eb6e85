import { describe, expect, test } from "bun:test";
import { userOf } from "../secure/user.ts";
import { decide, parsePolicy } from "./policy.ts";

/** After the example of Kubernetes' own documentation. */
const POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - { level: None, users: [system:kube-proxy], verbs: [watch], resources: [{ group: "", resources: [endpoints] }] }
  - { level: None, userGroups: [system:authenticated], nonResourceURLs: ["/api*", /version] }
  - { level: Request, resources: [{ group: "", resources: [configmaps] }], namespaces: [kube-system] }
  - { level: None, resources: [{ group: "", resources: [configmaps], resourceNames: [leader] }] }
  - { level: Metadata, resources: [{ group: "", resources: [secrets, "pods/*"] }, { group: apps, resources: ["*/scale"] }] }
  - { level: RequestResponse, resources: [{ group: apps }], omitStages: [ResponseStarted], omitManagedFields: true }
`;

const policy = parsePolicy(POLICY, "policy.yaml");
const user = userOf("alice", ["system:authenticated"]);

function levelOf(verb: string, resource: string, more: object = {}, who = user): string {
  const [plural = "", subresource = ""] = resource.split("/");
  const asked = {
    verb,
    group: "",
    resource: plural,
    subresource,
    namespace: "",
    name: "",
    ...more,
  };
  return decide(policy, asked, who).level;
}

describe("the first rule that matches decides", () => {
  test("by user and verb", () => {
    const proxy = userOf("system:kube-proxy", []);
    expect(levelOf("watch", "endpoints", {}, proxy)).toBe("None");
    expect(levelOf("get", "secrets", {}, proxy)).toBe("Metadata");
  });

  test("by namespace and name", () => {
    expect(levelOf("get", "configmaps", { namespace: "kube-system" })).toBe("Request");
    expect(levelOf("get", "configmaps", { namespace: "default", name: "leader" })).toBe("None");
    expect(levelOf("get", "configmaps", { namespace: "default", name: "other" })).toBe("None");
  });

  test("by resource and subresource", () => {
    expect(levelOf("create", "pods/exec")).toBe("Metadata");
    expect(levelOf("create", "pods")).toBe("Metadata");
    expect(levelOf("update", "deployments/scale", { group: "apps" })).toBe("Metadata");
    expect(levelOf("update", "deployments", { group: "apps" })).toBe("RequestResponse");
    expect(levelOf("update", "jobs", { group: "batch" })).toBe("None");
  });

  test("by path", () => {
    const levels = ["/apis", "/version", "/versions", "/healthz"].map(
      (path) => decide(policy, { verb: "get", path }, user).level,
    );
    expect(levels).toEqual(["None", "None", "None", "None"]);
    const all = parsePolicy(
      `{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [
        {level: None, nonResourceURLs: ["/api*", /version]}, {level: Metadata}]}`,
      "all.yaml",
    );
    const told = ["/apis", "/version", "/versions", "/healthz"].filter(
      (path) => decide(all, { verb: "get", path }, undefined).level === "Metadata",
    );
    expect(told).toEqual(["/versions", "/healthz"]);
  });

  test("stages and managed fields are omitted as rule and policy say", () => {
    const asked = {
      verb: "get",
      group: "apps",
      resource: "deployments",
      subresource: "",
      namespace: "",
      name: "",
    };
    expect(decide(policy, asked, user)).toMatchObject({
      omitStages: ["RequestReceived", "ResponseStarted"],
      omitManagedFields: true,
    });
  });
});

describe("a wrong policy is refused with its place", () => {
  const rule = (text: string): string =>
    `{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [${text}]}`;
  const cases: readonly [text: string, message: string][] = [
    ["kind: Policy", "p.yaml: it is no Policy of audit.k8s.io/v1"],
    ["{", "p.yaml: it is not YAML"],
    [rule(""), "p.yaml: rules: there is none, so nothing would be logged"],
    [
      rule("{level: All}"),
      "rules[0].level: it must be one of None, Metadata, Request, RequestResponse",
    ],
    [rule("{level: None, verb: [get]}"), 'rules[0]: unknown field "verb"; did you mean "verbs"?'],
    [rule("{level: None, verbs: get}"), "rules[0].verbs: it must be a list"],
    [
      rule("{level: None, omitStages: [End]}"),
      'rules[0].omitStages: "End" is none of RequestReceived',
    ],
    [rule("{level: None, nonResourceURLs: [api]}"), '"api" must begin with / and may end with *'],
    [rule("{level: None, namespaces: [a], nonResourceURLs: [/api]}"), "make two rules of it"],
    [rule("{level: None, resources: [{resourceNames: [a]}]}"), "names need at least one resource"],
  ];
  for (const [text, message] of cases)
    test(message, () => expect(() => parsePolicy(text, "p.yaml")).toThrow(message));
});
