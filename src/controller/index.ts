// controller plays stages on a live cluster: it watches nodes, pods and whatever else has stages, judges what each event
// asks for, waits its delay on a timing wheel, and sends the patches with bounded concurrency; it keeps the nodes' leases.
// What to do is decided by the stage room; here it is done.

export { startController } from "./controller.ts";
export type { ControllerMetrics, PlayResult, TeamMetrics } from "./metrics.ts";
export {
  CIDR_DEFAULT,
  type ControllerHandle,
  type ControllerOptions,
  IN_FLIGHT_MAX_DEFAULT,
  type LeaseOptions,
  type ListenOptions,
  type Manage,
  NODE_IP_DEFAULT,
  NODE_PORT_DEFAULT,
  type Shard,
  type TeamOptions,
} from "./options.ts";
export { prometheusText } from "./prometheus.ts";
