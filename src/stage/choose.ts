// Which of the matching stages plays: KWOK's rules for weights. They act across all stages that match at the same time.

/** A stage's weight for an object; undefined where its expression gave none that is valid. */
export type Weight = number | undefined;

/**
 * The chance of each of `weights`, in order, summing to 1. One stage alone plays whatever its weight. Invalid weights
 * are set aside, unless all are: then all are alike. When nothing has weight, the valid ones are alike.
 */
export function chances(weights: readonly Weight[]): readonly number[] {
  if (weights.length <= 1) return weights.map(() => 1);
  const valid = weights.filter((weight) => weight !== undefined);
  if (valid.length === 0) return weights.map(() => 1 / weights.length);
  const total = valid.reduce((sum, weight) => sum + weight, 0);
  if (total > 0) return weights.map((weight) => (weight ?? 0) / total);
  return weights.map((weight) => (weight === undefined ? 0 : 1 / valid.length));
}

/** The index drawn with the given chances by `random` in [0, 1). */
export function draw(weights: readonly Weight[], random: number): number {
  const parts = chances(weights);
  let sum = 0;
  let last = 0;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (part === 0) continue;
    last = index;
    sum += part;
    if (random < sum) return index;
  }
  // Rounding may leave the sum a hair below one.
  return last;
}
