// When the operations of a phase are due: one model a file, all as a function that gives the next moment.

import type { Prng } from "../../base/index.ts";
import type { Arrival } from "../../scenario/index.ts";
import { asap } from "./asap.ts";
import { constant } from "./constant.ts";
import { poisson } from "./poisson.ts";
import { ramp, rampDurationMs } from "./ramp.ts";

/** The next arrival, in milliseconds since the phase's start; never earlier than the one before. */
export type Arrivals = () => number;

export interface ArrivalLimits {
  /** How many there are at most. */
  readonly count: number;
  /** When they end; undefined where the count alone ends them. */
  readonly durationMs: number | undefined;
}

/** The moments of a phase, in order, until its count or its duration is used up. */
export function* moments(arrival: Arrival, limits: ArrivalLimits, random: Prng): Generator<number> {
  const next = arrivalsOf(arrival, limits, random);
  const endMs = limits.durationMs ?? Infinity;
  for (let index = 0; index < limits.count; index++) {
    const atMs = next();
    if (atMs >= endMs) return;
    yield atMs;
  }
}

function arrivalsOf(arrival: Arrival, limits: ArrivalLimits, random: Prng): Arrivals {
  switch (arrival.kind) {
    case "asap":
      return asap();
    case "constant":
      return constant(arrival.ratePerSecond);
    case "poisson":
      return poisson(arrival.ratePerSecond, random);
    case "ramp":
      return ramp(arrival, limits.durationMs ?? rampDurationMs(arrival, limits.count));
  }
}
