// The sign-off: one document that says whether a release may go, what that rests on, and how to check it again.

import type { Environment, Finding } from "../../result/index.ts";
import type { Comparison } from "../types.ts";

export const SIGNOFF_API_VERSION = "kwokbench.dev/v1alpha1";

export type SignoffVerdict = "approved" | "rejected" | "inconclusive";

export interface Signoff {
  readonly apiVersion: typeof SIGNOFF_API_VERSION;
  readonly kind: "Signoff";
  readonly name: string;
  readonly description?: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Of the program that decided. */
  readonly version: string;
  readonly verdict: SignoffVerdict;
  readonly sentence: string;
  readonly scenarios: readonly ScenarioSignoff[];
  /** Every machine and set of components that the candidate's runs were made with, once each. */
  readonly environments: readonly SignedEnvironment[];
  /** Everything that was read, so that it can be read again and found the same. */
  readonly inputs: readonly SignoffInput[];
  /** SHA-256 of the canonical JSON of all of the above. */
  readonly digest: string;
}

/** Calibration and the time to start differ from run to run on one machine: they belong to the run. */
export type SignedEnvironment = Omit<Environment, "calibration" | "clusterReadySeconds">;

export interface ScenarioSignoff {
  /** Path in the plan. */
  readonly scenario: string;
  readonly name: string;
  readonly verdict: SignoffVerdict;
  /** Why, as sentences; the first is the gravest. */
  readonly reasons: readonly string[];
  readonly runsPlanned: number;
  readonly runsValid: number;
  readonly objectives: readonly Objective[];
  readonly comparison?: Comparison;
  readonly findings: readonly (Pick<Finding, "id" | "severity" | "message"> & {
    readonly runs: number;
  })[];
  readonly fidelity: readonly string[];
}

/** A threshold held against every valid run: one that misses it is enough. */
export interface Objective {
  readonly expression: string;
  readonly source: "scenario" | "plan" | "slo";
  /** One value a valid run; null where nothing was measured or nothing ended. */
  readonly values: readonly (number | null)[];
  readonly runsPassed: number;
  readonly pass: boolean;
  /** What the first run that missed it said. */
  readonly message?: string;
}

export interface SignoffInput {
  readonly role: "plan" | "scenario" | "result" | "baseline";
  /** As the program was given it. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Place in the plan's list; absent for the plan itself. */
  readonly scenario?: number;
}
