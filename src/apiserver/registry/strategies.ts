// Which kinds need something particular, by `group/Kind`.

import { definitionStrategy } from "../custom/definition-strategy.ts";
import { jobStrategy } from "./job-strategy.ts";
import { namespaceStrategy, nodeStrategy } from "./cluster-strategies.ts";
import { podStrategy } from "./pod-strategy.ts";
import {
  priorityClassStrategy,
  rbacStrategy,
  secretStrategy,
  volumeStrategies,
  storageDriverStrategy,
} from "./config-strategies.ts";
import { serviceStrategy } from "./service-strategy.ts";
import { STATUS_ONLY, type Strategy } from "./strategy.ts";
import { selectorStrategy } from "./workload-strategy.ts";

const NOTHING_PARTICULAR: Strategy = {};
const statusOnly: Strategy = { statusKeeps: STATUS_ONLY };

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  "/Pod": podStrategy,
  "/Node": nodeStrategy,
  "/Namespace": namespaceStrategy,
  "/Secret": secretStrategy,
  "/Service": serviceStrategy,
  "/PersistentVolume": volumeStrategies.volume,
  "/PersistentVolumeClaim": volumeStrategies.claim,
  "/ReplicationController": { orphansDependents: {} },
  "apps/Deployment": { ...selectorStrategy, statusKeeps: ["labels"] },
  "apps/ReplicaSet": selectorStrategy,
  "apps/StatefulSet": selectorStrategy,
  "apps/DaemonSet": selectorStrategy,
  "batch/Job": jobStrategy,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionStrategy,
  "scheduling.k8s.io/PriorityClass": priorityClassStrategy,
  "storage.k8s.io/CSIDriver": storageDriverStrategy,
  "networking.k8s.io/ServiceCIDR": statusOnly,
  "resource.k8s.io/ResourceClaim": statusOnly,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": statusOnly,
  "apiregistration.k8s.io/APIService": statusOnly,
  "flowcontrol.apiserver.k8s.io/FlowSchema": statusOnly,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": statusOnly,
  "rbac.authorization.k8s.io/Role": rbacStrategy,
  "rbac.authorization.k8s.io/RoleBinding": rbacStrategy,
  "rbac.authorization.k8s.io/ClusterRole": rbacStrategy,
  "rbac.authorization.k8s.io/ClusterRoleBinding": rbacStrategy,
};

export function strategyOf(group: string, kind: string): Strategy {
  return STRATEGIES[`${group}/${kind}`] ?? NOTHING_PARTICULAR;
}
