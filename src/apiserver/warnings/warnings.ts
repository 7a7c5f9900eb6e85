// What writers are told though the write succeeds, by `group/Kind`: the WarningsOnCreate and WarningsOnUpdate of upstream's
// strategies.

import { jsonEqual, validateDnsLabel, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, textOf, type Draft, type OpenRecord } from "../store/draft.ts";
import { fractionText, isFraction, podWarnings, templateWarnings } from "./pods.ts";

export type Warnings = (draft: Draft, before?: KubeObject) => readonly string[];

/** A name that pods and their hosts inherit should fit both. */
function ofNamesForPods({ metadata }: Draft): readonly string[] {
  const why = validateDnsLabel(metadata.name);
  return why.length === 0 ? [] : [`${NAME_USED} a DNS label is recommended: [${why.join(" ")}]`];
}

const NAME_USED =
  "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior;";

/** Of kinds with a template; `path` leads to it. Updates that leave the desired state alone tell nothing. */
function ofTemplate(path: string, isNamed: boolean): Warnings {
  const steps = path.split(".");
  return (draft, before) => {
    if (before && before.metadata.generation === draft.metadata.generation) return [];
    let template: OpenRecord = draft;
    for (const step of steps) template = recordAt(template, step);
    const ofName = isNamed && !before ? ofNamesForPods(draft) : [];
    return [...ofName, ...templateWarnings(template, path)];
  };
}

function ofService(service: Draft): readonly string[] {
  const { spec, metadata } = service as Draft & { spec: OpenRecord };
  const warnings: string[] = [];
  if (metadata.annotations && HINTS in metadata.annotations)
    warnings.push(
      `annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`,
    );
  const isExternal = spec["type"] === "ExternalName";
  const isHeadless = spec["type"] === "ClusterIP" && spec["clusterIP"] === "None";
  const hasAddresses = Array.isArray(spec["externalIPs"]) && spec["externalIPs"].length > 0;
  if (isHeadless) {
    if (spec["loadBalancerIP"])
      warnings.push("spec.loadBalancerIP is ignored for headless services");
    if (hasAddresses) warnings.push("spec.externalIPs is ignored for headless services");
    if (spec["sessionAffinity"] !== "None")
      warnings.push("spec.SessionAffinity is ignored for headless services");
  } else if (hasAddresses && !isExternal)
    warnings.push(
      "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    );
  if (isExternal && hasAddresses)
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isExternal && spec["externalName"])
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec["trafficDistribution"] === "PreferClose")
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}

const HINTS = "service.kubernetes.io/topology-aware-hints";
const CLASS = "volume.beta.kubernetes.io/storage-class";
const CLASS_TEXT = 'deprecated since v1.8; use "storageClassName" attribute instead';

/** A pair of key and certificate that no server could use. */
function ofSecret({ type, data }: Draft): readonly string[] {
  if (type !== "kubernetes.io/tls") return [];
  const lacking = [
    ["tls.crt", "certificate"],
    ["tls.key", "key"],
  ] as const;
  const found = lacking.find(([field]) => {
    const text = textOf(((data ?? {}) as OpenRecord)[field]);
    return !Buffer.from(text, "base64").includes("-----BEGIN ");
  });
  return found ? [`tls: failed to find any PEM data in ${found[1]} input`] : [];
}

function ofClaim(claim: Draft): readonly string[] {
  const warnings = annotated(claim, { [CLASS]: CLASS_TEXT });
  const resources = recordAt(recordAt(claim, "spec"), "resources");
  for (const field of ["requests", "limits"]) {
    const amount = textOf(recordAt(resources, field)["storage"]);
    if (isFraction(amount))
      warnings.push(`spec.resources.${field}[storage]: ${fractionText(amount)}`);
  }
  return warnings;
}

const VOLUMES: Readonly<Record<string, string>> = {
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

function ofVolume(volume: Draft): readonly string[] {
  const warnings = annotated(volume, {
    [CLASS]: CLASS_TEXT,
    "volume.beta.kubernetes.io/mount-options":
      'deprecated since v1.31; use "mountOptions" attribute instead',
  });
  const spec = recordAt(volume, "spec");
  if (spec["persistentVolumeReclaimPolicy"] === "Recycle")
    warnings.push(
      "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
    );
  for (const field in spec) if (VOLUMES[field]) warnings.push(`spec.${field}: ${VOLUMES[field]}`);
  return warnings;
}

/** One for each of the annotations that the object has. */
function annotated({ metadata }: Draft, texts: Readonly<Record<string, string>>): string[] {
  const { annotations = {} } = metadata;
  return Object.keys(texts)
    .filter((key) => key in annotations)
    .map((key) => `metadata.annotations[${key}]: ${texts[key]}`);
}

function ofNode(node: Draft): readonly string[] {
  const spec = recordAt(node, "spec");
  return [
    ...(spec["configSource"] ? ["spec.configSource: the feature is removed"] : []),
    ...(spec["externalID"]
      ? ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]
      : []),
  ];
}

const INGRESS_CLASS = "kubernetes.io/ingress.class";

function ofIngress(ingress: Draft, before?: KubeObject): readonly string[] {
  const isOld = ingress.metadata.annotations?.[INGRESS_CLASS] !== undefined;
  return !before && isOld && recordAt(ingress, "spec")["ingressClassName"] === undefined
    ? [`annotation "${INGRESS_CLASS}" is deprecated, please use 'spec.ingressClassName' instead`]
    : [];
}

function ofDriver(driver: Draft, before?: KubeObject): readonly string[] {
  const { tokenRequests, serviceAccountTokenInSecrets } = recordAt(driver, "spec");
  const old = before && recordAt(before, "spec")["tokenRequests"];
  const isNew = !jsonEqual(tokenRequests as Json, old as Json);
  const asks = isNew && Array.isArray(tokenRequests) && tokenRequests.length > 0;
  return asks && serviceAccountTokenInSecrets === undefined ? [TOKENS_IN_SECRETS] : [];
}

const TOKENS_IN_SECRETS =
  "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes";

function ofSlice(slice: Draft, before?: KubeObject): readonly string[] {
  return !before && slice["addressType"] === "FQDN"
    ? ["spec.addressType: FQDN endpoints are deprecated"]
    : [];
}

const MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

function ofServiceAccount(account: Draft, before?: KubeObject): readonly string[] {
  if (before?.metadata.annotations?.[MOUNTABLE] !== undefined) return [];
  return annotated(account, {
    [MOUNTABLE]:
      "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets",
  });
}

const WARNINGS: Readonly<Record<string, Warnings>> = {
  // Their updates are many, and seldom people's.
  "/Pod": (pod, before) => (before ? [] : podWarnings(pod)),
  "/PodTemplate": ofTemplate("template", false),
  "/ReplicationController": ofTemplate("spec.template", true),
  "apps/Deployment": ofTemplate("spec.template", true),
  "apps/ReplicaSet": ofTemplate("spec.template", true),
  "apps/StatefulSet": ofTemplate("spec.template", false),
  "apps/DaemonSet": ofTemplate("spec.template", false),
  "batch/Job": ofTemplate("spec.template", true),
  "batch/CronJob": ofTemplate("spec.jobTemplate.spec.template", true),
  "/Secret": ofSecret,
  "/Service": ofService,
  "/PersistentVolumeClaim": ofClaim,
  "/PersistentVolume": ofVolume,
  "/Node": ofNode,
  "/ServiceAccount": ofServiceAccount,
  "networking.k8s.io/Ingress": ofIngress,
  "storage.k8s.io/CSIDriver": ofDriver,
  "discovery.k8s.io/EndpointSlice": ofSlice,
};

/** What there may be to tell writers of the kind; undefined for most. */
export function warningsOf(group: string, kind: string): Warnings | undefined {
  return WARNINGS[`${group}/${kind}`];
}
