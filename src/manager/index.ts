// manager is a minimal controller manager, so that Deployments, Jobs and failing nodes work with nothing installed: each
// controller is a pure `decide` (object + children + time → writes) and a thin shell on shared watches.

export {
  type ControllerName,
  type ManagerHandle,
  type ManagerOptions,
  controllerNames,
  startManager,
} from "./manager.ts";
export type { ManagerMetrics, QueueMetrics } from "./metrics.ts";
export { MANAGER_FIDELITY } from "./fidelity.ts";
