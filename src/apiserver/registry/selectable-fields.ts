// What field selectors may name, by resource; everything else knows only metadata.name and metadata.namespace.
// The table is upstream's (pkg/apis/*/v1/conversion.go); booleans and numbers read as Go prints their zero.

import type { KubeObject } from "../../kube/index.ts";
import { textOf } from "../store/draft.ts";
import type { FieldReader } from "../store/stored-object.ts";

type Field = readonly [name: string, absent?: string];

const EVENT_FIELDS: readonly Field[] = [
  ["involvedObject.kind"],
  ["involvedObject.namespace"],
  ["involvedObject.name"],
  ["involvedObject.uid"],
  ["involvedObject.apiVersion"],
  ["involvedObject.resourceVersion"],
  ["involvedObject.fieldPath"],
  ["reason"],
  ["reportingComponent"],
  ["source"],
  ["type"],
];

/** By `group/plural`, the group empty for core. */
const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  "/pods": [
    ["spec.nodeName"],
    ["status.phase"],
    ["spec.restartPolicy"],
    ["spec.schedulerName"],
    ["spec.serviceAccountName"],
    ["spec.hostNetwork", "false"],
    ["status.podIP"],
    ["status.podIPs"],
    ["status.nominatedNodeName"],
  ],
  "/nodes": [["spec.unschedulable", "false"]],
  "/namespaces": [["status.phase"]],
  "/secrets": [["type"]],
  "/services": [["spec.clusterIP"], ["spec.type"]],
  "/replicationcontrollers": [["status.replicas", "0"]],
  "/events": EVENT_FIELDS,
  "batch/jobs": [["status.successful", "0"]],
  "certificates.k8s.io/certificatesigningrequests": [["spec.signerName"]],
  "resource.k8s.io/resourceslices": [["spec.nodeName"], ["spec.driver"]],
};

/** Names that mean another one. */
export const FIELD_ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/pods": { "spec.host": "spec.nodeName", "status.podIPs": "status.podIPs" },
  "events.k8s.io/events": {
    "regarding.kind": "involvedObject.kind",
    "regarding.namespace": "involvedObject.namespace",
    "regarding.name": "involvedObject.name",
    "regarding.uid": "involvedObject.uid",
    "regarding.apiVersion": "involvedObject.apiVersion",
    "regarding.resourceVersion": "involvedObject.resourceVersion",
    "regarding.fieldPath": "involvedObject.fieldPath",
    reportingController: "reportingComponent",
  },
};

export interface SelectableFields {
  readonly fieldNames: readonly string[];
  readonly readFields: FieldReader;
}

const NONE: readonly string[] = Object.freeze([]);

export function selectableFields(group: string, plural: string): SelectableFields {
  const fields = FIELDS[`${group}/${plural}`];
  if (!fields) return { fieldNames: NONE, readFields: () => NONE };
  const readers = fields.map(([name, absent = ""]) => READERS[name] ?? fieldReader(name, absent));
  return {
    fieldNames: fields.map(([name]) => name),
    readFields: (object) => readers.map((read) => read(object)),
  };
}

/** Reads custom fields by their dotted paths, as a CRD's selectableFields name them. */
export function fieldReader(path: string, absent = ""): (object: KubeObject) => string {
  const steps = path.split(".");
  return (object) => {
    let value: unknown = object;
    for (const step of steps) {
      if (typeof value !== "object" || value === null) return absent;
      value = (value as Record<string, unknown>)[step];
    }
    return textOf(value) || absent;
  };
}

const READERS: Readonly<Record<string, (object: KubeObject) => string>> = {
  "status.podIPs": (object) => {
    const status = object["status"] as { podIPs?: { ip: string }[] } | undefined;
    return status?.podIPs?.map(({ ip }) => ip).join(",") ?? "";
  },
  source: (object) => {
    const source = object["source"] as { component?: string } | undefined;
    const reporting = object["reportingComponent"];
    return source?.component || (typeof reporting === "string" ? reporting : "");
  },
};
