// lifecycle keeps clusters that have a name and outlive the command that made them: a folder each, and a keeper, a process
// of its own that holds the cluster's processes and ends them. Stopping and starting keeps what is in the cluster.

export { createCluster, type CreateOptions } from "./create.ts";
export { type ClusterFolder, clusterFolder, clusterNames, clustersHome } from "./folder.ts";
export { keepCluster } from "./keep.ts";
export { addContext, removeContext } from "./kubeconfig-file.ts";
export { followLog } from "./log-follow.ts";
export { type ScaleRequest, scaleTo } from "./scale.ts";
export { restoreSnapshot, saveSnapshot } from "./snapshot.ts";
export { type ClusterSpec, readSpec } from "./spec.ts";
export { type ClusterStatus, statusOf } from "./status.ts";
export { deleteCluster, startCluster, stopCluster } from "./start-stop.ts";
