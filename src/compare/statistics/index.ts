// statistics is the arithmetic of comparison, apart from what is compared: pure functions of numbers, each with its source.

export { type Interval, RESAMPLES_MIN, ratio, ratioOfMediansInterval } from "./bootstrap.ts";
export { type Correction, adjust, benjaminiHochberg, holm } from "./corrections.ts";
export { hodgesLehmann } from "./hodges-lehmann.ts";
export { type MannWhitney, mannWhitney, smallestP } from "./mann-whitney.ts";
export { ascending, mean, median, standardDeviation } from "./order.ts";
export { type RankInterval, percentileRanks } from "./percentile-interval.ts";
export {
  RUNS_MAX,
  logNoise,
  runsNeeded,
  runsToReach,
  smallestEffect,
  smallestPredictable,
} from "./power.ts";
export { predict } from "./prediction.ts";
export { studentOutlier, studentTest } from "./student.ts";
