// How differently the two sides of a split are distributed: the energy distance of E-divisive means
// (Matteson and James 2014, "A Nonparametric Approach for Multiple Change Point Analysis of Multivariate Data", eq. 5).

import { assert } from "../../base/index.ts";

export interface Split {
  /** The first value of the right side. */
  readonly index: number;
  /** n·m/(n+m) times the energy distance of the sides: larger, the more they differ. */
  readonly divergence: number;
}

/** Longer stretches would take memory with the square of their length; windows keep them shorter. */
const VALUES_MAX = 2000;

/** Sums of |x − y| over any block of pairs in constant time, from a table of prefix sums. */
export class PairDistances {
  private readonly sums: Float64Array;
  private readonly width: number;

  constructor(values: readonly number[]) {
    assert(values.length <= VALUES_MAX, `at most ${VALUES_MAX} values are compared pair by pair`);
    this.width = values.length + 1;
    this.sums = new Float64Array(this.width * this.width);
    for (const [row, left] of values.entries()) {
      let line = 0;
      for (const [column, right] of values.entries()) {
        line += Math.abs(left - right);
        this.sums[(row + 1) * this.width + column + 1] =
          line + this.sums[row * this.width + column + 1]!;
      }
    }
  }

  /** The best split of values[start, end): the index and the reach of the right side that differ most. */
  bestSplit(start: number, end: number): Split | undefined {
    let best: Split | undefined;
    for (let index = start + 1; index < end; index++)
      for (let reach = index + 1; reach <= end; reach++) {
        const divergence = this.divergence(start, index, reach);
        if (best === undefined || divergence > best.divergence) best = { index, divergence };
      }
    return best;
  }

  /** Of values[start, index) and values[index, reach). */
  divergence(start: number, index: number, reach: number): number {
    const left = index - start;
    const right = reach - index;
    const between = this.block(start, index, index, reach);
    const withinLeft = this.block(start, index, start, index) / 2;
    const withinRight = this.block(index, reach, index, reach) / 2;
    const pairsOf = (count: number): number => Math.max(1, (count * (count - 1)) / 2);
    const distance =
      (2 * between) / (left * right) - withinLeft / pairsOf(left) - withinRight / pairsOf(right);
    return (distance * left * right) / (left + right);
  }

  private block(rowStart: number, rowEnd: number, columnStart: number, columnEnd: number): number {
    const { sums, width } = this;
    return (
      sums[rowEnd * width + columnEnd]! -
      sums[rowStart * width + columnEnd]! -
      sums[rowEnd * width + columnStart]! +
      sums[rowStart * width + columnStart]!
    );
  }
}
