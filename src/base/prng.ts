// Chance is an argument: every random choice of a run follows from one printed seed.

/** A seeded random source: sfc32 (Chris Doty-Humphrey, PractRand), period about 2^128. */
export interface Prng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Exponential with the given mean: the gap of a Poisson process. */
  exponential(mean: number): number;
  /** An independent stream that depends only on this seed and `label`, not on what was drawn. */
  fork(label: string): Prng;
}

export function prng(seed: number | string): Prng {
  const next = sfc32(`${seed}`);
  return {
    next,
    integer: (bound) => Math.floor(next() * bound),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    fork: (label) => prng(`${seed}/${label}`),
  };
}

function sfc32(seed: string): () => number {
  let [a, b, c, counter] = seedWords(seed);
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** Four 32-bit words from a string: FNV-1a with a different offset for each word. */
function seedWords(seed: string): [number, number, number, number] {
  const word = (offset: number): number => {
    let hash = 0x811c9dc5 ^ offset;
    for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    return hash | 0;
  };
  return [word(0), word(0x9e3779b9), word(0x85ebca6b), 1];
}
