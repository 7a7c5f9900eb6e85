// Which kinds need something particular, by `group/Kind`.

import { jobStrategy } from "./job-strategy.ts";
import { namespaceStrategy, nodeStrategy } from "./cluster-strategies.ts";
import { podStrategy } from "./pod-strategy.ts";
import { rbacStrategy, secretStrategy, volumeStrategies } from "./config-strategies.ts";
import { serviceStrategy } from "./service-strategy.ts";
import type { Strategy } from "./strategy.ts";
import { selectorStrategy } from "./workload-strategy.ts";

const NOTHING_PARTICULAR: Strategy = {};

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  "/Pod": podStrategy,
  "/Node": nodeStrategy,
  "/Namespace": namespaceStrategy,
  "/Secret": secretStrategy,
  "/Service": serviceStrategy,
  "/PersistentVolume": volumeStrategies.volume,
  "/PersistentVolumeClaim": volumeStrategies.claim,
  "apps/Deployment": selectorStrategy,
  "apps/ReplicaSet": selectorStrategy,
  "apps/StatefulSet": selectorStrategy,
  "apps/DaemonSet": selectorStrategy,
  "batch/Job": jobStrategy,
  "rbac.authorization.k8s.io/Role": rbacStrategy,
  "rbac.authorization.k8s.io/RoleBinding": rbacStrategy,
  "rbac.authorization.k8s.io/ClusterRole": rbacStrategy,
  "rbac.authorization.k8s.io/ClusterRoleBinding": rbacStrategy,
};

export function strategyOf(group: string, kind: string): Strategy {
  return STRATEGIES[`${group}/${kind}`] ?? NOTHING_PARTICULAR;
}
