// run is the conductor: prepare, warm up, drive, settle, collect, tear down. It wires the rooms that do not know each
// other: the workload's requests and the watches' events go to the measurement.

export { runScenario } from "./run.ts";
export type { Ending, RoleUsage, RunProgress, RunRequest } from "./types.ts";
