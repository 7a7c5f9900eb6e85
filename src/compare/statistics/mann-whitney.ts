// The Mann–Whitney U test: do the runs of one side tend to be slower than those of the other? It only uses their order,
// so that no shape of distribution is assumed and a run among the censored is simply the slowest.

import { upperTail } from "./normal.ts";

export interface MannWhitney {
  /** Pairs in which the left value is the larger one; ties count half. */
  readonly u: number;
  /** Two-sided: how often a U this far from its mean comes of chance alone. */
  readonly p: number;
  readonly exact: boolean;
}

/** Up to here the null distribution is computed by counting: all ways to deal the pooled ranks to the two sides. */
const EXACT_MAX = 50;
/** With ties the sums come in halves and the counting costs more; benchstat draws the line here too. */
const EXACT_TIES_MAX = 25;

/**
 * Two-sided test of equal distributions (Mann and Whitney 1947). Small samples: the exact permutation distribution of
 * the rank sum, ties included. Else the normal approximation with correction for ties and continuity.
 * p = 1 where a side is empty or all values are equal.
 */
export function mannWhitney(left: readonly number[], right: readonly number[]): MannWhitney {
  const groups = tieGroups(left, right);
  const rankSum = groups.reduce(
    (sum, { fromLeft, rankDoubled }) => sum + fromLeft * rankDoubled,
    0,
  );
  const u = rankSum / 2 - (left.length * (left.length + 1)) / 2;
  if (groups.length < 2 || left.length === 0 || right.length === 0) return { u, p: 1, exact: true };
  const hasTies = groups.length < left.length + right.length;
  const limit = hasTies ? EXACT_TIES_MAX : EXACT_MAX;
  const exact = left.length <= limit && right.length <= limit;
  const p = exact
    ? exactP(groups, left.length, rankSum)
    : approximateP(groups, left.length, right.length, u);
  return { u, p, exact };
}

interface TieGroup {
  readonly size: number;
  readonly fromLeft: number;
  /** Twice the mean rank of the group, so that it is a whole number. */
  readonly rankDoubled: number;
}

/** Equal values share the mean of their ranks. */
function tieGroups(left: readonly number[], right: readonly number[]): TieGroup[] {
  const pooled = [
    ...left.map((value) => ({ value, fromLeft: 1 })),
    ...right.map((value) => ({ value, fromLeft: 0 })),
  ].sort((a, b) => (a.value === b.value ? 0 : a.value - b.value));
  const groups: TieGroup[] = [];
  for (let from = 0; from < pooled.length;) {
    let to = from;
    let fromLeft = 0;
    while (to < pooled.length && pooled[to]!.value === pooled[from]!.value)
      fromLeft += pooled[to++]!.fromLeft;
    groups.push({ size: to - from, fromLeft, rankDoubled: from + 1 + to });
    from = to;
  }
  return groups;
}

/**
 * The share of all deals of the pooled ranks whose rank sum lies at least as far from its mean as the one seen.
 * `ways[k][s]` is the number of ways to give k of the groups so far to the left with doubled rank sum s.
 */
function exactP(groups: readonly TieGroup[], leftCount: number, rankSumDoubled: number): number {
  const total = groups.reduce((sum, { size }) => sum + size, 0);
  const sumMax = leftCount * 2 * total;
  const ways = Array.from({ length: leftCount + 1 }, () => new Float64Array(sumMax + 1));
  ways[0]![0] = 1;
  let dealt = 0;
  for (const { size, rankDoubled } of groups) {
    // From the most downwards, so that the row read from is still the one before this group.
    for (let k = Math.min(leftCount, dealt + size); k > 0; k--)
      for (let take = Math.max(1, k - dealt); take <= Math.min(size, k); take++)
        addShifted(ways[k]!, ways[k - take]!, {
          shift: take * rankDoubled,
          times: binomial(size, take),
          // No sum of so few of the ranks dealt so far is larger.
          sumMax: (k - take) * 2 * dealt,
        });
    dealt += size;
  }
  const meanDoubled = leftCount * (total + 1);
  const distance = Math.abs(rankSumDoubled - meanDoubled);
  const extreme = ways[leftCount]!.reduce(
    (sum, count, at) => (Math.abs(at - meanDoubled) >= distance ? sum + count : sum),
    0,
  );
  return Math.min(1, extreme / binomial(total, leftCount));
}

function addShifted(
  into: Float64Array,
  from: Float64Array,
  {
    shift,
    times,
    sumMax,
  }: { readonly shift: number; readonly times: number; readonly sumMax: number },
): void {
  for (let at = 0; at <= sumMax; at++) into[at + shift]! += from[at]! * times;
}

/** n over k, as a double: exact up to 2^53, and close enough above for a quotient of counts. */
export function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - i + 1)) / i;
  return Math.round(result);
}

/** Variance corrected for ties, half a step for continuity (Lehmann 1975, chapter 1). */
function approximateP(
  groups: readonly TieGroup[],
  leftCount: number,
  rightCount: number,
  u: number,
): number {
  const total = leftCount + rightCount;
  const pairs = leftCount * rightCount;
  const ties = groups.reduce((sum, { size }) => sum + (size ** 3 - size), 0);
  const variance = (pairs * (total + 1 - ties / (total * (total - 1)))) / 12;
  const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5);
  return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)));
}

/** The smallest p that samples of these sizes can reach: every value of one side beyond every value of the other. */
export function smallestP(leftCount: number, rightCount: number): number {
  return Math.min(1, 2 / binomial(leftCount + rightCount, leftCount));
}
