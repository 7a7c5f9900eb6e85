// How volumes, claims, and what makes and attaches them print.

import type { KubeObject } from "../../kube/index.ts";
import { textOf } from "../store/draft.ts";
import { listAt, NONE, textAt, textsAt, UNSET, valueAt } from "./cells.ts";
import { age, count, flag, name, named, text, wide, type Column } from "./column.ts";

const MODES: readonly (readonly [string, string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

function accessModes(object: KubeObject, path: string): string {
  const given = textsAt(object, path);
  return MODES.filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(",");
}

function phase(object: KubeObject): string {
  return object.metadata.deletionTimestamp ? "Terminating" : textAt(object, "status.phase");
}

/** The class, which was an annotation once. */
function storageClass(object: KubeObject): string {
  const annotated = object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
  return annotated ?? textAt(object, "spec.storageClassName");
}

function claimOf(volume: KubeObject): string {
  if (!valueAt(volume, "spec.claimRef")) return "";
  return `${textAt(volume, "spec.claimRef.namespace")}/${textAt(volume, "spec.claimRef.name")}`;
}

function isBound(claim: KubeObject): boolean {
  return textAt(claim, "spec.volumeName") !== "";
}

const attributesClass: Column = text(
  "VolumeAttributesClass",
  (object) => valueAt(object, "spec.volumeAttributesClassName") ?? UNSET,
);
const volumeMode: readonly Column[] = wide(text("VolumeMode", "spec.volumeMode", UNSET));

function isDefaultClass({ metadata }: KubeObject): boolean {
  return (
    metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true" ||
    metadata.annotations?.["storageclass.beta.kubernetes.io/is-default-class"] === "true"
  );
}

function tokenAudiences(driver: KubeObject): string {
  if (!valueAt(driver, "spec.tokenRequests")) return UNSET;
  return listAt(driver, "spec.tokenRequests")
    .map(({ audience }) => textOf(audience))
    .join(",");
}

export const storage: Readonly<Record<string, readonly Column[]>> = {
  "/persistentvolumes": [
    name,
    text("Capacity", "spec.capacity.storage", "0"),
    text("Access Modes", (volume) => accessModes(volume, "spec.accessModes")),
    text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
    text("Status", phase),
    text("Claim", claimOf),
    text("StorageClass", storageClass),
    attributesClass,
    text("Reason", "status.reason"),
    age,
    ...volumeMode,
  ],
  "/persistentvolumeclaims": [
    name,
    text("Status", phase),
    text("Volume", "spec.volumeName"),
    text("Capacity", (claim) =>
      isBound(claim) ? textAt(claim, "status.capacity.storage") || "0" : "",
    ),
    text("Access Modes", (claim) =>
      isBound(claim) ? accessModes(claim, "status.accessModes") : "",
    ),
    text("StorageClass", storageClass),
    attributesClass,
    age,
    ...volumeMode,
  ],
  "storage.k8s.io/storageclasses": [
    named((one) => `${one.metadata.name}${isDefaultClass(one) ? " (default)" : ""}`),
    text("Provisioner", "provisioner"),
    text("ReclaimPolicy", "reclaimPolicy", "Delete"),
    text("VolumeBindingMode", "volumeBindingMode", "Immediate"),
    text("AllowVolumeExpansion", (one) => one["allowVolumeExpansion"] === true),
    age,
  ],
  "storage.k8s.io/volumeattributesclasses": [name, text("DriverName", "driverName"), age],
  "storage.k8s.io/volumeattachments": [
    name,
    { ...text("Attacher", "spec.attacher"), format: "name" },
    text("PV", "spec.source.persistentVolumeName"),
    text("Node", "spec.nodeName"),
    flag("Attached", "status.attached"),
    age,
  ],
  "storage.k8s.io/csinodes": [
    name,
    count("Drivers", (node) => listAt(node, "spec.drivers").length),
    age,
  ],
  "storage.k8s.io/csidrivers": [
    name,
    flag("AttachRequired", "spec.attachRequired", true),
    flag("PodInfoOnMount", "spec.podInfoOnMount"),
    flag("StorageCapacity", "spec.storageCapacity"),
    text("TokenRequests", tokenAudiences),
    flag("RequiresRepublish", "spec.requiresRepublish"),
    text("Modes", (driver) => textsAt(driver, "spec.volumeLifecycleModes").join(",") || NONE),
    age,
  ],
};
