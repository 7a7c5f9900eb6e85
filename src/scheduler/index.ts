// scheduler binds pods to nodes: kube-scheduler's filters and scores over columns of numbers, at a cost per pod that does
// not grow with the cluster. `SchedulerCore` decides and does no I/O; `startScheduler` puts it on the wire.

export type { SchedulerMetrics } from "./metrics.ts";
export { SCHEDULER_NAME_DEFAULT } from "./pod-spec.ts";
export { type SchedulerHandle, type SchedulerOptions, startScheduler } from "./scheduler.ts";
