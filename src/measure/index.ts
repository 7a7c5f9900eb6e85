// measure turns watch events and request timings into histograms and series, and judges whether a run may be believed.
// It never calls what it measures: workload and watches tell it, the conductor reads it, and left out the run is the same.

export { audit } from "./audit/audit.ts";
export type {
  AuditEvidence,
  MachineEvidence,
  PercentileClaim,
  WatchEvidence,
} from "./audit/evidence.ts";
export { type DriverEvidence, Measurement, createMeasurement } from "./measurement.ts";
export type {
  Acknowledgement,
  Measured,
  MeasurementOptions,
  Operation,
  ProcessSample,
  Progress,
  SpanDefinition,
  Timeline,
  WatchEventLike,
} from "./types.ts";
