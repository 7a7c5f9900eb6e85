// What network, access and extension objects mean where they say nothing:
// pkg/apis/{networking,discovery,rbac,authentication,admissionregistration}/v1/defaults.go, apiextensions and kube-aggregator.

import type { JsonObject } from "../object.ts";
import { isObject } from "../patch/json-value.ts";
import {
  fields,
  fieldsOverZero,
  isAbsent,
  items,
  part,
  setAbsent,
  within,
  type Rule,
} from "./rule.ts";

const RBAC_GROUP = "rbac.authorization.k8s.io";
const port443 = fields({ port: 443 });
const failClosed = fields({ failurePolicy: "Fail" });
const matchAll = { namespaceSelector: () => ({}), objectSelector: () => ({}) };
const webhook = {
  failurePolicy: "Fail",
  matchPolicy: "Equivalent",
  timeoutSeconds: 10,
  ...matchAll,
};

function networkPolicy(object: JsonObject): JsonObject {
  return within(object, "spec", (spec) => {
    if (items(spec, "policyTypes").length > 0) return spec;
    const policyTypes = items(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
    return { ...spec, policyTypes };
  });
}

function ingressClass(object: JsonObject): JsonObject {
  if (!isObject(part(object, "spec")["parameters"])) return object;
  return within(object, "spec", (spec) => within(spec, "parameters", fields({ scope: "Cluster" })));
}

const roleBinding: Rule = (object) =>
  within(object, "roleRef", fieldsOverZero({ apiGroup: RBAC_GROUP }));

function subject(object: JsonObject): JsonObject {
  return object["kind"] === "User" || object["kind"] === "Group"
    ? setAbsent(object, { apiGroup: RBAC_GROUP })
    : object;
}

function customResourceDefinition(object: JsonObject): JsonObject {
  const result = within(object, "spec", (spec) => {
    const named = within(spec, "names", (names) => {
      const { kind } = names;
      if (typeof kind !== "string" || kind === "") return names;
      return setAbsent(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    });
    return setAbsent(named, { conversion: () => ({ strategy: "None" }) });
  });
  if (items(part(result, "status"), "storedVersions").length > 0) return result;
  const stored = items(part(result, "spec"), "versions").find(
    (version) => isObject(version) && version["storage"] === true,
  );
  if (!isObject(stored) || isAbsent(stored["name"])) return result;
  const { name } = stored;
  return within(result, "status", (status) => ({ ...status, storedVersions: [name] }));
}

/** By the type's name without `io.k8s.api.`, or without `io.k8s.` where it is of another module. */
export const accessRules: Readonly<Record<string, Rule>> = {
  "networking.v1.NetworkPolicy": networkPolicy,
  "networking.v1.NetworkPolicyPort": fields({ protocol: "TCP" }),
  "networking.v1.IngressClass": ingressClass,
  "discovery.v1.EndpointPort": fields({ name: "", protocol: "TCP" }),
  "rbac.v1.ClusterRoleBinding": roleBinding,
  "rbac.v1.RoleBinding": roleBinding,
  "rbac.v1.Subject": subject,
  "authentication.v1.TokenRequestSpec": fields({ expirationSeconds: 3600 }),
  "admissionregistration.v1.ValidatingWebhook": fields(webhook),
  "admissionregistration.v1.MutatingWebhook": fields({ ...webhook, reinvocationPolicy: "Never" }),
  "admissionregistration.v1.RuleWithOperations": fields({ scope: "*" }),
  "admissionregistration.v1.NamedRuleWithOperations": fields({ scope: "*" }),
  "admissionregistration.v1.ServiceReference": port443,
  "admissionregistration.v1.ValidatingAdmissionPolicySpec": failClosed,
  "admissionregistration.v1.MutatingAdmissionPolicySpec": failClosed,
  "admissionregistration.v1.MatchResources": fields({ matchPolicy: "Equivalent", ...matchAll }),
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition":
    customResourceDefinition,
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference": port443,
  "kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference": port443,
};
