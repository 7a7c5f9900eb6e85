// How sure a percentile of one sample is: which two order statistics hold it between them.

import { normalQuantile } from "./normal.ts";
import { binomial } from "./mann-whitney.ts";

export interface RankInterval {
  /** Ranks counted from 1 in the sorted sample; 0 and n + 1 mean that the sample cannot bound it on that side. */
  readonly lowRank: number;
  readonly highRank: number;
  /** What the interval really covers: at least what was asked for. */
  readonly confidence: number;
}

/** Above this the binomial is as good as normal. */
const EXACT_MAX = 50;

/**
 * Ranks whose values hold the `share` quantile with at least `confidence` (David and Nagaraja, Order Statistics, 7.1):
 * the number of values below the quantile is binomial. Small samples exactly, growing from the likeliest rank to the
 * likelier side; large ones by n·q ± z·√(n·q·(1−q)). It assumes independent values: for pods of one run it is a floor.
 */
export function percentileRanks(count: number, share: number, confidence = 0.95): RankInterval {
  if (count > EXACT_MAX) return approximateRanks(count, share, confidence);
  const chance = (below: number): number =>
    below < 0 || below > count
      ? 0
      : binomial(count, below) * share ** below * (1 - share) ** (count - below);
  let low = Math.max(0, Math.ceil((count + 1) * share) - 1);
  let high = low;
  let covered = chance(low);
  while (covered < confidence && (low > 0 || high < count)) {
    const left = chance(low - 1);
    const right = chance(high + 1);
    // Equal chances come out a last digit apart; to the left then, so that equal questions have equal answers.
    if (low > 0 && left >= right * (1 - 1e-9)) {
      covered += left;
      low--;
    } else {
      covered += right;
      high++;
    }
  }
  return { lowRank: low, highRank: high + 1, confidence: Math.min(1, covered) };
}

function approximateRanks(count: number, share: number, confidence: number): RankInterval {
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(count * share * (1 - share));
  return {
    lowRank: Math.max(0, Math.floor(count * share - reach)),
    highRank: Math.min(count + 1, Math.ceil(count * share + reach) + 1),
    confidence,
  };
}
