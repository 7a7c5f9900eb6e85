// Which kinds need something particular, by `group/Kind`.

import { definitionStrategy } from "../custom/definition-strategy.ts";
import { daemonSetStrategy } from "./daemon-set-strategy.ts";
import { jobStrategy } from "./job-strategy.ts";
import { namespaceStrategy, nodeStrategy } from "./cluster-strategies.ts";
import { podStrategy } from "./pod-strategy.ts";
import {
  apiServiceStrategy,
  deploymentStrategy,
  endpointSliceStrategy,
  limitRangeStrategy,
  priorityClassStrategy,
  roleStrategy,
  secretStrategy,
  signingRequestStrategy,
  statefulSetStrategy,
  volumeStrategies,
  storageDriverStrategy,
} from "./config-strategies.ts";
import { serviceStrategy } from "./service-strategy.ts";
import { STATUS_ONLY, type Strategy } from "./strategy.ts";
import { validationOf } from "../validation/validations.ts";
import { warningsOf } from "../warnings/warnings.ts";

const statusOnly: Strategy = { statusKeeps: STATUS_ONLY };

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  "/Pod": podStrategy,
  "/Node": nodeStrategy,
  "/Namespace": namespaceStrategy,
  "/Secret": secretStrategy,
  "/Service": serviceStrategy,
  "apps/StatefulSet": statefulSetStrategy,
  "discovery.k8s.io/EndpointSlice": endpointSliceStrategy,
  "rbac.authorization.k8s.io/Role": roleStrategy,
  "rbac.authorization.k8s.io/ClusterRole": roleStrategy,
  "certificates.k8s.io/CertificateSigningRequest": signingRequestStrategy,
  "/PersistentVolume": volumeStrategies.volume,
  "/PersistentVolumeClaim": volumeStrategies.claim,
  "/ReplicationController": { orphansDependents: {} },
  "/LimitRange": limitRangeStrategy,
  "apps/Deployment": deploymentStrategy,
  "apps/DaemonSet": daemonSetStrategy,
  "batch/Job": jobStrategy,
  "apiextensions.k8s.io/CustomResourceDefinition": definitionStrategy,
  "scheduling.k8s.io/PriorityClass": priorityClassStrategy,
  "storage.k8s.io/CSIDriver": storageDriverStrategy,
  "networking.k8s.io/ServiceCIDR": statusOnly,
  "resource.k8s.io/ResourceClaim": statusOnly,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": statusOnly,
  "apiregistration.k8s.io/APIService": apiServiceStrategy,
  "flowcontrol.apiserver.k8s.io/FlowSchema": statusOnly,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": statusOnly,
};

export function strategyOf(group: string, kind: string): Strategy {
  const own = STRATEGIES[`${group}/${kind}`];
  const warnings = own?.warnings ?? warningsOf(group, kind);
  return { ...own, ...validationOf(group, kind), ...(warnings && { warnings }) };
}
