// What a report says of runs that used this controller manager.

/** One sentence for a report's fidelity limits. */
export const MANAGER_FIDELITY =
  "Controllers are kwokbench's own minimal ones (Deployment, ReplicaSet, StatefulSet without volumes, Job without finalizer tracking, garbage " +
  "collection of built-in kinds, node lifecycle without eviction rate limits), without client QPS limits; " +
  "latencies of workloads are not those of kube-controller-manager.";
