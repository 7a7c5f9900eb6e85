// Labels: marks that more than one part of kwokbench reads, and when two sets of them are the same.

/** `true` on a node while it has failed: its lease is not renewed, and nothing is played on it or its pods. */
export const FAIL_LABEL = "kwokbench.dev/fail";

type Labels = Readonly<Record<string, string>>;

export function sameLabels(left: Labels, right: Labels): boolean {
  if (left === right) return true;
  let count = 0;
  for (const key in left) {
    if (left[key] !== right[key]) return false;
    count++;
  }
  for (const _ in right) count--;
  return count === 0;
}
