// What the APIService of a group version says: where clients should look first. The numbers are those of Kubernetes 1.36
// (controlplane/apiserver/aggregator.go, cmd/kube-apiserver/app/aggregator.go).

import type { Draft } from "../../store/draft.ts";

export const API_SERVICE_VERSION = "apiregistration.k8s.io/v1";
export const AUTO_MANAGED = "kube-aggregator.kubernetes.io/automanaged";

/** By group. */
const GROUP_PRIORITIES: Readonly<Record<string, number>> = {
  "": 18_000,
  apps: 17_800,
  "events.k8s.io": 17_750,
  "authentication.k8s.io": 17_700,
  "authorization.k8s.io": 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  "certificates.k8s.io": 17_300,
  "networking.k8s.io": 17_200,
  policy: 17_100,
  "rbac.authorization.k8s.io": 17_000,
  "storage.k8s.io": 16_800,
  "apiextensions.k8s.io": 16_700,
  "admissionregistration.k8s.io": 16_700,
  "scheduling.k8s.io": 16_600,
  "coordination.k8s.io": 16_500,
  "node.k8s.io": 16_300,
  "discovery.k8s.io": 16_200,
  "resource.k8s.io": 16_200,
  "flowcontrol.apiserver.k8s.io": 16_100,
};

/** By API version; 15 for the others. */
const VERSION_PRIORITIES: Readonly<Record<string, number>> = {
  v1: 1,
  "autoscaling/v2": 30,
  "flowcontrol.apiserver.k8s.io/v1": 21,
  "resource.k8s.io/v1": 21,
};
const VERSION_PRIORITY = 15;

/** Those of custom resources, whose APIServices come and go with them. */
const CUSTOM = { groupPriorityMinimum: 1000, versionPriority: 100 };

/** `v1.apps` of `apps/v1`. */
export function apiServiceName(apiVersion: string): string {
  const { group, version } = split(apiVersion);
  return `${version}.${group}`;
}

/** A new draft. */
export function apiServiceFor(apiVersion: string): Draft {
  const { group, version } = split(apiVersion);
  const ofGroup = GROUP_PRIORITIES[group];
  const priorities =
    ofGroup === undefined
      ? CUSTOM
      : {
          groupPriorityMinimum: ofGroup,
          versionPriority: VERSION_PRIORITIES[apiVersion] ?? VERSION_PRIORITY,
        };
  return {
    apiVersion: API_SERVICE_VERSION,
    kind: "APIService",
    metadata: {
      name: `${version}.${group}`,
      labels: { [AUTO_MANAGED]: ofGroup === undefined ? "true" : "onstart" },
    },
    spec: { ...(group !== "" && { group }), version, ...priorities },
  };
}

function split(apiVersion: string): { readonly group: string; readonly version: string } {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined ? { group: "", version: group } : { group, version };
}
