// Scales figures to one machine speed. A run on a machine twice as fast is given its times doubled: what they would
// have been on the reference machine, if all of it were CPU. It is a crutch for floors that travel, not a proof.

import { fail } from "../base/index.ts";
import type { Result } from "../result/index.ts";
import type { Measure } from "./measures.ts";
import { median } from "./statistics/index.ts";

export type Scale = (measure: Measure, result: Result) => number;

export const unscaled: Scale = ({ value }) => value;

/** The reference speed is the median of all runs. Throws FailureError (usage) where a run carries no calibration. */
export function scaleByCalibration(results: readonly Result[]): Scale {
  const speeds = results.map(({ environment, startedAt }) => {
    const { calibration } = environment;
    return calibration !== undefined && calibration > 0
      ? calibration
      : fail(
          `the run of ${startedAt} carries no calibration figure`,
          "compare without --normalize, or run the scenario again with this version",
        );
  });
  const reference = median(speeds);
  return ({ unit, value }, { environment }) => {
    const speed = (environment.calibration ?? reference) / reference;
    switch (unit) {
      case "seconds":
        return value * speed;
      case "per second":
        return value / speed;
      case "bytes":
        return value;
    }
  };
}
