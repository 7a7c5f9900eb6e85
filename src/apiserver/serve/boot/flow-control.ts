// The priority levels and flow schemas that every API server has: the names and numbers of Kubernetes 1.36
// (apiserver/pkg/apis/flowcontrol/bootstrap/default.go). They are kept for those who look; requests are not queued by them.

import type { Draft } from "../../store/draft.ts";

export const FLOW_CONTROL_VERSION = "flowcontrol.apiserver.k8s.io/v1";
export const AUTO_UPDATE = "apf.kubernetes.io/autoupdate-spec";
/** As whose work these objects are shown. */
export const PRODUCER = "api-priority-and-fairness-config-producer-v1";

/** New drafts, as defaults would leave them. */
export function priorityLevels(): Draft[] {
  return [
    bootDraft("PriorityLevelConfiguration", "exempt", {
      type: "Exempt",
      exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 },
    }),
    bootDraft("PriorityLevelConfiguration", "catch-all", limited(5, 0, { type: "Reject" })),
    queued("system", 30, 33, 64, 6),
    queued("node-high", 40, 25, 64, 6),
    queued("leader-election", 10, 0, 16, 4),
    queued("workload-high", 40, 50, 128, 6),
    queued("workload-low", 100, 90, 128, 6),
    queued("global-default", 20, 50, 128, 6),
  ];
}

function queued(
  name: string,
  shares: number,
  lendablePercent: number,
  queues: number,
  handSize: number,
): Draft {
  const queuing = { queues, handSize, queueLengthLimit: 50 };
  const spec = limited(shares, lendablePercent, { type: "Queue", queuing });
  return bootDraft("PriorityLevelConfiguration", name, spec);
}

function limited(
  nominalConcurrencyShares: number,
  lendablePercent: number,
  limitResponse: object,
): object {
  return { type: "Limited", limited: { nominalConcurrencyShares, limitResponse, lendablePercent } };
}

const EVERYBODY = [group("system:unauthenticated"), group("system:authenticated")];
const SYSTEM_ACCOUNTS = {
  kind: "ServiceAccount",
  serviceAccount: { namespace: "kube-system", name: "*" },
};
const MANAGER = user("system:kube-controller-manager");
const SCHEDULER = user("system:kube-scheduler");

const ALL_RESOURCES = resourceRule(["*"], ["*"], ["*"], true);
const ALL_PATHS = { verbs: ["*"], nonResourceURLs: ["*"] };
const LEASE_GROUP = ["coordination.k8s.io"];

/** New drafts, as defaults would leave them, in the order in which requests would be matched. */
export function flowSchemas(): Draft[] {
  const all = (subjects: readonly object[]): object[] => [
    { subjects, resourceRules: [ALL_RESOURCES], nonResourceRules: [ALL_PATHS] },
  ];
  return [
    schema("exempt", "exempt", 1, undefined, all([group("system:masters")])),
    schema("probes", "exempt", 2, undefined, [
      {
        subjects: EVERYBODY,
        nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/healthz", "/readyz", "/livez"] }],
      },
    ]),
    schema("system-leader-election", "leader-election", 100, "ByUser", [
      {
        subjects: [MANAGER, SCHEDULER, SYSTEM_ACCOUNTS],
        resourceRules: [resourceRule(["get", "create", "update"], LEASE_GROUP, ["leases"])],
      },
    ]),
    schema("system-node-high", "node-high", 400, "ByUser", [
      {
        subjects: [group("system:nodes")],
        resourceRules: [
          resourceRule(["*"], [""], ["nodes", "nodes/status"], true),
          resourceRule(["*"], LEASE_GROUP, ["leases"]),
        ],
      },
    ]),
    schema("system-nodes", "system", 500, "ByUser", all([group("system:nodes")])),
    schema("kube-controller-manager", "workload-high", 800, "ByNamespace", all([MANAGER])),
    schema("kube-scheduler", "workload-high", 800, "ByNamespace", all([SCHEDULER])),
    schema(
      "kube-system-service-accounts",
      "workload-high",
      900,
      "ByNamespace",
      all([SYSTEM_ACCOUNTS]),
    ),
    schema(
      "service-accounts",
      "workload-low",
      9000,
      "ByUser",
      all([group("system:serviceaccounts")]),
    ),
    schema("global-default", "global-default", 9900, "ByUser", all(EVERYBODY)),
    schema("catch-all", "catch-all", 10_000, "ByUser", all(EVERYBODY)),
  ];
}

function schema(
  name: string,
  level: string,
  matchingPrecedence: number,
  distinguisher: "ByUser" | "ByNamespace" | undefined,
  rules: readonly object[],
): Draft {
  return bootDraft("FlowSchema", name, {
    priorityLevelConfiguration: { name: level },
    matchingPrecedence,
    ...(distinguisher && { distinguisherMethod: { type: distinguisher } }),
    rules,
  });
}

function resourceRule(
  verbs: readonly string[],
  apiGroups: readonly string[],
  resources: readonly string[],
  clusterScope = false,
): object {
  return { verbs, apiGroups, resources, ...(clusterScope && { clusterScope }), namespaces: ["*"] };
}

function group(name: string): object {
  return { kind: "Group", group: { name } };
}

function user(name: string): object {
  return { kind: "User", user: { name } };
}

function bootDraft(kind: string, name: string, spec: object): Draft {
  const metadata = { name, annotations: { [AUTO_UPDATE]: "true" } };
  return { apiVersion: FLOW_CONTROL_VERSION, kind, metadata, spec };
}
