// Persistent volumes and the claims on them (core/validation).

import { posix } from "node:path";
import { jsonEqual, validateDnsSubdomain, type Json, type KubeObject } from "../../kube/index.ts";
import { recordAt, type Draft, type OpenRecord } from "../store/draft.ts";
import { accessModes, claimSpec, type ClaimSpec } from "./claim-spec.ts";
import { forbiddenField, invalidField, requiredField, unsupportedValue } from "./field-errors.ts";
import { goDiff } from "./go-diff.ts";
import { goForm } from "./go-shapes.ts";
import { immutable } from "./metadata.ts";
import {
  basicQuantity,
  canonical,
  exceeds,
  positiveQuantity,
  type ResourceList,
} from "./quantities.ts";
import {
  all,
  eachEntry,
  fields,
  isEmpty,
  ofSpec,
  oneOf,
  required,
  sorted,
  text,
  unlessEmpty,
  type Errors,
  type Rule,
} from "./rules.ts";
import { nodeSelector, type NodeSelector } from "./selectors.ts";
import { csiDriverName } from "./storage-names.ts";
import { claimStatusErrors } from "./status/others.ts";
import { specsOf, validation, type Change, type Validation } from "./validation.ts";

interface VolumeSpec {
  readonly accessModes?: readonly string[];
  readonly capacity?: ResourceList;
  readonly persistentVolumeReclaimPolicy?: string;
  readonly nodeAffinity?: { readonly required?: NodeSelector };
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly local?: object;
  readonly hostPath?: { readonly path?: string };
}

/** Where the data of a volume can be, with what each must name. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  hostPath: ["path"],
  gcePersistentDisk: ["pdName"],
  awsElasticBlockStore: ["volumeID"],
  glusterfs: ["endpoints", "path"],
  flocker: [],
  nfs: ["server", "path"],
  rbd: ["monitors", "image"],
  quobyte: ["registry", "volume"],
  cephfs: ["monitors"],
  iscsi: ["targetPortal", "iqn"],
  cinder: ["volumeID"],
  fc: [],
  flexVolume: ["driver"],
  azureFile: ["secretName", "shareName"],
  vsphereVolume: ["volumePath"],
  photonPersistentDisk: ["pdID"],
  portworxVolume: ["volumeID"],
  azureDisk: ["diskName", "diskURI"],
  scaleIO: ["gateway", "system", "volumeName"],
  local: ["path"],
  storageos: [],
  csi: ["driver", "volumeHandle"],
};

const capacity: Rule<VolumeSpec> = ({ capacity: list }, at, errors) => {
  const place = `${at}.capacity`;
  if (isEmpty(list)) errors.push(requiredField(place));
  if (list?.["storage"] === undefined || Object.keys(list).length > 1)
    errors.push(unsupportedValue(place, sorted(list), ["storage"]));
  if (list) eachEntry(all(basicQuantity, positiveQuantity))(list, place, errors);
};

const source: Rule<VolumeSpec> = (spec, at, errors) => {
  let count = 0;
  for (const [name, needed] of Object.entries(SOURCES)) {
    const from = (spec as OpenRecord)[name];
    if (from === undefined) continue;
    const place = `${at}.${name}`;
    if (count++ > 0) errors.push(forbiddenField(place, "may not specify more than 1 volume type"));
    else
      for (const field of needed) {
        const value = (from as OpenRecord)[field];
        if (isEmpty(value)) errors.push(requiredField(`${place}.${field}`));
        else FORMS[`${name}.${field}`]?.(value as string, `${place}.${field}`, errors);
      }
  }
  if (count === 0) errors.push(requiredField(at, "must specify a volume type"));
};

const withoutBacksteps: Rule<string> = (path, at, errors) => {
  if (path.split("/").includes("..")) errors.push(invalidField(at, path, "must not contain '..'"));
};

/** What must hold of what a source names. */
const FORMS: Readonly<Record<string, Rule<string>>> = {
  "hostPath.path": withoutBacksteps,
  "local.path": withoutBacksteps,
  "csi.driver": csiDriverName,
  "nfs.path": (path, at, errors) => {
    if (!path.startsWith("/")) errors.push(invalidField(at, path, "must be an absolute path"));
  },
};

const recycledRoot: Rule<VolumeSpec> = (spec, at, errors) => {
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec;
  if (policy === "Recycle" && hostPath?.path && posix.normalize(hostPath.path) === "/")
    errors.push(
      forbiddenField(
        `${at}.persistentVolumeReclaimPolicy`,
        "may not be 'recycle' for a hostPath mount of '/'",
      ),
    );
};

const localAffinity: Rule<VolumeSpec> = ({ local, nodeAffinity }, at, errors) => {
  if (local !== undefined && !nodeAffinity)
    errors.push(requiredField(`${at}.nodeAffinity`, "Local volume requires node affinity"));
};

const volumeSpec: Rule<VolumeSpec> = all<VolumeSpec>(
  fields<VolumeSpec>({ accessModes: required(accessModes) }),
  capacity,
  fields<VolumeSpec>({
    persistentVolumeReclaimPolicy: unlessEmpty(oneOf("Delete", "Recycle", "Retain")),
    nodeAffinity: fields<NonNullable<VolumeSpec["nodeAffinity"]>>({
      required: required(nodeSelector, "must specify required node constraints"),
    }),
  }),
  source,
  localAffinity,
  recycledRoot,
  fields<VolumeSpec>({
    storageClassName: unlessEmpty(text(validateDnsSubdomain)),
    volumeMode: oneOf("Block", "Filesystem"),
  }),
);

const volumeChange: Change = (now, before, errors) => {
  const [spec, oldSpec] = specsOf<VolumeSpec>(now, before);
  // Kubernetes looks twice at the spec of a changed volume.
  volumeSpec(spec, "spec", errors);
  const sources = (object: Draft | KubeObject): Record<string, unknown> => {
    const spec = recordAt(object, "spec");
    return Object.fromEntries(
      Object.keys(SOURCES).flatMap((name) => (name in spec ? [[name, spec[name]]] : [])),
    );
  };
  const [after, old] = [sources(now), sources(before)];
  if (!jsonEqual(after as Json, old as Json)) {
    const diff = goDiff(goForm("VolumeSource", old), goForm("VolumeSource", after));
    errors.push(
      forbiddenField(
        "spec.persistentvolumesource",
        `spec.persistentvolumesource is immutable after creation\n${diff}`,
      ),
    );
  }
  immutable(spec.volumeMode, oldSpec.volumeMode, "volumeMode", errors);
  const { nodeAffinity: place } = oldSpec;
  if (place && !jsonEqual((spec.nodeAffinity ?? null) as Json, place as Json))
    errors.push(
      invalidField(
        "nodeAffinity",
        spec.nodeAffinity ? goForm("VolumeNodeAffinity", spec.nodeAffinity) : null,
        "field is immutable, except for updating from beta label to GA",
      ),
    );
};

const FIXED =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/** A claim that is bound may ask for more; until then only its volume is filled in, and its class. */
const claimChange: Change = (now, before, errors) => {
  const [spec, old] = specsOf<ClaimSpec>(now, before);
  const isBound = recordAt(now, "status")["phase"] === "Bound";
  const after = claimWithMutableOf(spec, old, isBound);
  const then = !old.volumeName && after.volumeName ? { ...old, volumeName: after.volumeName } : old;
  if (!jsonEqual(after as Json, then as Json)) {
    const diff = goDiff(claimForm(then), claimForm(after));
    errors.push(forbiddenField("spec", `${FIXED}\n${diff}`));
  }
  shrinking(now, spec, old, errors);
  immutable(spec.volumeMode, old.volumeMode, "volumeMode", errors);
};

function claimForm(spec: ClaimSpec): unknown {
  return goForm("PersistentVolumeClaimSpec", spec);
}

function claimWithMutableOf(spec: ClaimSpec, old: ClaimSpec, isBound: boolean): ClaimSpec {
  const { storageClassName, volumeAttributesClassName, ...rest } = spec;
  const className = old.storageClassName === undefined ? undefined : storageClassName;
  const attributes = isBound ? old.volumeAttributesClassName : volumeAttributesClassName;
  return {
    ...rest,
    ...(className !== undefined && { storageClassName: className }),
    ...(attributes !== undefined && { volumeAttributesClassName: attributes }),
    ...(isBound && old.resources && { resources: old.resources }),
  };
}

/** What a volume already gives cannot be taken back. */
function shrinking(now: Draft, spec: ClaimSpec, old: ClaimSpec, errors: Errors): void {
  const [size, oldSize] = [spec, old].map(({ resources }) => resources?.requests?.["storage"]);
  if (size === undefined || oldSize === undefined || !exceeds(oldSize, size)) return;
  const given = recordAt(recordAt(now, "status"), "capacity")["storage"];
  if (typeof given === "string" && !exceeds(canonical(size), given))
    errors.push(
      forbiddenField(
        "spec.resources.requests.storage",
        "field can not be less than status.capacity",
      ),
    );
}

export const volumeKinds: Readonly<Record<string, Validation>> = {
  "/PersistentVolume": validation({ object: ofSpec(volumeSpec), change: volumeChange }),
  "/PersistentVolumeClaim": validation({
    object: ofSpec(claimSpec),
    change: claimChange,
    validateStatus: claimStatusErrors,
  }),
};
