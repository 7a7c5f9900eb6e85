// The collections that several chapters ask, by the names their scripts use.

import { clusterWide, namespaced } from "../script.ts";

export const claims = namespaced("v1", "persistentvolumeclaims");
export const controllers = namespaced("v1", "replicationcontrollers");
export const endpoints = namespaced("v1", "endpoints");
export const maps = namespaced("v1", "configmaps");
export const nodes = clusterWide("v1", "nodes");
export const pods = namespaced("v1", "pods");
export const quotas = namespaced("v1", "resourcequotas");
export const secrets = namespaced("v1", "secrets");
export const services = namespaced("v1", "services");
export const volumes = clusterWide("v1", "persistentvolumes");
export const definitions = clusterWide("apiextensions.k8s.io/v1", "customresourcedefinitions");
export const apiServices = clusterWide("apiregistration.k8s.io/v1", "apiservices");
export const daemonSets = namespaced("apps/v1", "daemonsets");
export const deployments = namespaced("apps/v1", "deployments");
export const replicaSets = namespaced("apps/v1", "replicasets");
export const statefulSets = namespaced("apps/v1", "statefulsets");
export const scalers = namespaced("autoscaling/v2", "horizontalpodautoscalers");
export const cronJobs = namespaced("batch/v1", "cronjobs");
export const jobs = namespaced("batch/v1", "jobs");
export const leases = namespaced("coordination.k8s.io/v1", "leases");
export const slices = namespaced("discovery.k8s.io/v1", "endpointslices");
export const addresses = clusterWide("networking.k8s.io/v1", "ipaddresses");
export const ingresses = namespaced("networking.k8s.io/v1", "ingresses");
export const policies = namespaced("networking.k8s.io/v1", "networkpolicies");
export const budgets = namespaced("policy/v1", "poddisruptionbudgets");
export const attachments = clusterWide("storage.k8s.io/v1", "volumeattachments");
