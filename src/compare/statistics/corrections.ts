// Many metrics, many chances to be wrong: p-values adjusted so that the whole family keeps its promise.

export type Correction = "holm" | "benjamini-hochberg" | "none";

/** Adjusted p-values in the order given. */
export function adjust(p: readonly number[], correction: Correction): number[] {
  switch (correction) {
    case "holm":
      return holm(p);
    case "benjamini-hochberg":
      return benjaminiHochberg(p);
    case "none":
      return [...p];
  }
}

/** Holm (1979), step-down: the chance of even one false alarm in the family stays below α, however the metrics depend. */
export function holm(p: readonly number[]): number[] {
  const order = ascendingPlaces(p);
  const adjusted = Array.from(p, () => 1);
  let largest = 0;
  for (const [rank, place] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (p.length - rank) * p[place]!));
    adjusted[place] = largest;
  }
  return adjusted;
}

/** Benjamini and Hochberg (1995), step-up: the expected share of false alarms among the alarms stays below α. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = ascendingPlaces(p);
  const adjusted = Array.from(p, () => 1);
  let smallest = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const place = order[rank]!;
    smallest = Math.min(smallest, (p.length / (rank + 1)) * p[place]!);
    adjusted[place] = smallest;
  }
  return adjusted;
}

function ascendingPlaces(p: readonly number[]): number[] {
  return Array.from(p, (_, place) => place).sort((left, right) => p[left]! - p[right]!);
}
