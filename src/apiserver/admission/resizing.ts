// Whether what exists may grow: claims only where their class says that volumes can
// (plugin/pkg/admission/storage/persistentvolume/resize), pods only as far as their node has room (…/podresize).

import {
  compareQuantity,
  parseQuantity,
  podAmounts,
  status,
  type Amounts,
  type JsonObject,
  type Quantity,
  type Status,
} from "../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";

const CLASSES = "storageclasses.storage.k8s.io";
const CLASS_BETA = "volume.beta.kubernetes.io/storage-class";
const ZERO = parseQuantity("0");
const NANOS_PER_MILLI = 1_000_000n;
const NANOS = 1_000_000_000n;

export const claimResize: AdmissionPlugin = {
  name: "PersistentVolumeClaimResize",
  resources: ["persistentvolumeclaims"],
  operations: ["update"],
  validate(request, lookup) {
    const { draft, before = draft } = request;
    if (draft["spec"] === before["spec"]) return undefined;
    const sizeOf = ({ spec }: OpenRecord): Quantity => {
      const requests = recordAt(recordAt((spec ?? {}) as OpenRecord, "resources"), "requests");
      return parseQuantity(textOf(requests["storage"]) || "0");
    };
    if (compareQuantity(sizeOf(draft), sizeOf(before)) <= 0) return undefined;
    if (recordAt(before, "status")["phase"] !== "Bound")
      return refused(request, "Only bound persistent volume claims can be expanded");
    const name = classOf(draft);
    const found = name === "" ? undefined : lookup.get(CLASSES, "", name);
    return found?.["allowVolumeExpansion"] === true
      ? undefined
      : refused(
          request,
          "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
        );
  },
};

function classOf(claim: AdmissionRequest["draft"]): string {
  return (
    claim.metadata.annotations?.[CLASS_BETA] ?? textOf(recordAt(claim, "spec")["storageClassName"])
  );
}

export const podResize: AdmissionPlugin = {
  name: "PodResizeValidator",
  resources: ["pods"],
  operations: ["update"],
  subresources: ["resize"],
  validate(request, lookup) {
    const { draft, before, subresource } = request;
    if (subresource !== "resize" || draft.metadata.generation === before?.metadata.generation)
      return undefined;
    const spec = recordAt(draft, "spec");
    const name = textOf(spec["nodeName"]);
    if (name === "") return undefined;
    const node = lookup.get("nodes", "", name);
    if (!node) return refused(request, `node ${JSON.stringify(name)} not found`);
    const system = node.metadata.labels?.["kubernetes.io/os"] ?? "linux";
    if (system !== "linux")
      return refused(
        request,
        `pod resize is only supported on linux nodes, node ${JSON.stringify(name)} is ${JSON.stringify(system)}`,
        "UnsupportedPlatform",
      );
    const lacking = lackingOf(
      podAmounts(spec as JsonObject, "requests", () => true),
      recordAt(recordAt(node, "status"), "allocatable"),
    );
    if (lacking.length === 0) return undefined;
    const why = `node didn't have enough allocatable resources: ${lacking.join("; ")}`;
    return refused(request, why, "NodeCapacity");
  },
};

/** CPU is told in thousandths, memory in bytes. */
function lackingOf(requests: Amounts, allocatable: OpenRecord): string[] {
  const units = [
    ["cpu", NANOS_PER_MILLI],
    ["memory", NANOS],
  ] as const;
  return units.flatMap(([name, unit]) => {
    const wanted = requests.get(name) ?? ZERO;
    const there = parseQuantity(textOf(allocatable[name]) || "0");
    if (compareQuantity(wanted, there) <= 0) return [];
    return [`${name}, requested: ${inUnits(wanted, unit)}, allocatable: ${inUnits(there, unit)}`];
  });
}

/** Rounded up, as Kubernetes does. */
function inUnits({ nanos }: Quantity, unit: bigint): bigint {
  return (nanos + unit - 1n) / unit;
}

function refused({ resource, draft }: AdmissionRequest, why: string, cause?: string): Status {
  const refusal = status.forbidden(resource.info, draft.metadata.name, why);
  if (cause === undefined) return refusal;
  return { ...refusal, details: { ...refusal.details, causes: [{ reason: cause }] } };
}
