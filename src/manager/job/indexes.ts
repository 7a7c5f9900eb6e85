// The indexes of an Indexed job: which are done, which are free, and how a set of them is written.

import type { PodView } from "../workload/pod-view.ts";

export function indexesOf(pods: readonly PodView[]): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const { completionIndex } of pods)
    if (completionIndex !== undefined) indexes.add(completionIndex);
  return indexes;
}

/** The lowest `count` indexes below `completions` that neither succeeded nor run. */
export function freeIndexes(
  count: number,
  completions: number,
  completed: ReadonlySet<number>,
  active: readonly PodView[],
): readonly number[] {
  const running = indexesOf(active);
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < count; index++)
    if (!completed.has(index) && !running.has(index)) free.push(index);
  return free;
}

/** `0,2-4`, as status.completedIndexes has it. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((left, right) => left - right);
  const ranges: [first: number, last: number][] = [];
  for (const index of sorted) {
    const range = ranges.at(-1);
    if (range && range[1] === index - 1) range[1] = index;
    else ranges.push([index, index]);
  }
  return ranges
    .map(([first, last]) => {
      if (first === last) return String(first);
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
    })
    .join(",");
}
