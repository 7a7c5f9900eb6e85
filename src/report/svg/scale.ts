// From a figure to a place on the page: linear, logarithmic, and the “nines” of a percentile, each with its own ticks.

export interface Scale {
  /** Where a value lies, in the picture's units. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  readonly range: readonly [number, number];
}

/** From zero or `low` to a round number at or above `high`; about `ticks` round steps. */
export function linearScale(
  low: number,
  high: number,
  range: readonly [number, number],
  ticks = 5,
): Scale {
  const step = roundStep((high - low || 1) / ticks);
  const top = Math.max(low + step, Math.ceil(high / step - 1e-9) * step);
  const count = Math.round((top - low) / step);
  return {
    at: (value) => place((value - low) / (top - low), range),
    ticks: Array.from({ length: count + 1 }, (_, index) => low + index * step),
    range,
  };
}

/** As linear, but ending exactly at `high`: for time, where the run ends where it ends. */
export function timeScale(highSeconds: number, range: readonly [number, number]): Scale {
  const step = timeStep(highSeconds / 5);
  const count = Math.floor(highSeconds / step);
  return {
    at: (value) => place(value / (highSeconds || 1), range),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    range,
  };
}

/** Powers of ten, with 2 and 5 between them where there are few. Zero and less lie at the low end. */
export function logScale(low: number, high: number, range: readonly [number, number]): Scale {
  const [from, to] = [Math.log10(low), Math.max(Math.log10(high), Math.log10(low) + 0.1)];
  const steps = to - from > 3 ? [1] : to - from > 1.2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let decade = Math.floor(from); decade <= Math.ceil(to); decade++)
    for (const step of steps) {
      const tick = Number((step * 10 ** decade).toPrecision(3));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  return {
    at: (value) => place(value <= 0 ? 0 : clamp((Math.log10(value) - from) / (to - from)), range),
    ticks,
    range,
  };
}

/** HdrHistogram's own axis: every further nine (90, 99, 99.9 %) takes as much room as the last. */
export function ninesScale(highNines: number, range: readonly [number, number]): Scale {
  const known = [0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999];
  return {
    at: (percentile) => place(clamp(ninesOf(percentile) / highNines), range),
    ticks: known.filter((percentile) => ninesOf(percentile) <= highNines + 1e-9),
    range,
  };
}

/** 90 is 1, 99 is 2, 99.9 is 3. */
export function ninesOf(percentile: number): number {
  return -Math.log10(1 - Math.min(percentile, 99.999999) / 100);
}

/** The reverse of `ninesOf`. */
export function percentileOfNines(nines: number): number {
  return 100 * (1 - 10 ** -nines);
}

function place(share: number, [from, to]: readonly [number, number]): number {
  return from + share * (to - from);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** The smallest of 1, 2, 5 × 10ⁿ that is not below `atLeast`. */
function roundStep(atLeast: number): number {
  const decade = 10 ** Math.floor(Math.log10(atLeast));
  const step = [1, 2, 5, 10].find((each) => each * decade >= atLeast * (1 - 1e-9)) ?? 10;
  return step * decade;
}

function timeStep(atLeastSeconds: number): number {
  const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
  return steps.find((step) => step >= atLeastSeconds) ?? roundStep(atLeastSeconds);
}
