// Which runs of a store may go: all of the recent ones stay, then one a day, then one a week.

export interface StoredRun {
  /** How the store knows it: its folder. */
  readonly path: string;
  readonly scenario: string;
  /** RFC 3339. */
  readonly startedAt: string;
}

export interface RetentionPolicy {
  /** The newest of each scenario are kept whatever their age; default 20. */
  readonly last?: number;
  /** Days for which every run is kept; default 14. */
  readonly allDays?: number;
  /** Days for which the last run of each day is kept; default 90. */
  readonly dailyDays?: number;
  /** Days for which the last run of each week is kept; default 730. */
  readonly weeklyDays?: number;
  /** Folders that always stay: baselines, signed-off releases. A folder keeps everything below it. */
  readonly pinned?: readonly string[];
}

export interface RetentionPlan {
  readonly keep: readonly (StoredRun & { readonly why: string })[];
  readonly remove: readonly StoredRun[];
}

const DAY_MS = 86_400_000;
/** The first day of the epoch was a Thursday: weeks begin on Monday. */
const EPOCH_WEEKDAY = 3;

/** Each scenario by itself; newest first in both lists. `nowMs` is wall-clock milliseconds since the epoch. */
export function retentionPlan(
  runs: readonly StoredRun[],
  policy: RetentionPolicy,
  nowMs: number,
): RetentionPlan {
  const keep: (StoredRun & { why: string })[] = [];
  const remove: StoredRun[] = [];
  for (const group of Map.groupBy(runs, ({ scenario }) => scenario).values()) {
    const newestFirst = group.toSorted((left, right) =>
      left.startedAt < right.startedAt ? 1 : -1,
    );
    const taken = new Set<string>();
    for (const [at, run] of newestFirst.entries()) {
      const why = reasonToKeep(run, at, policy, nowMs, taken);
      if (why === undefined) remove.push(run);
      else keep.push({ ...run, why });
    }
  }
  return { keep, remove };
}

/** `taken` has the days and weeks that already have their run: the newest comes first and gets it. */
function reasonToKeep(
  { path, startedAt }: StoredRun,
  place: number,
  policy: RetentionPolicy,
  nowMs: number,
  taken: Set<string>,
): string | undefined {
  const { last = 20, allDays = 14, dailyDays = 90, weeklyDays = 730, pinned = [] } = policy;
  if (pinned.some((folder) => path === folder || path.startsWith(`${folder}/`))) return "pinned";
  const startMs = Date.parse(startedAt);
  const ageDays = (nowMs - startMs) / DAY_MS;
  const day = Math.floor(startMs / DAY_MS);
  const slots = [
    { within: dailyDays, slot: `day ${day}`, why: "last of its day" },
    {
      within: weeklyDays,
      slot: `week ${Math.floor((day + EPOCH_WEEKDAY) / 7)}`,
      why: "last of its week",
    },
  ];
  const free = slots.filter(({ within, slot }) => ageDays <= within && !taken.has(slot));
  for (const { slot } of slots) taken.add(slot);
  if (place < last) return `one of the last ${last}`;
  if (ageDays <= allDays) return `younger than ${allDays} days`;
  // A time that cannot be read is no reason to delete.
  if (Number.isNaN(ageDays)) return "without a readable time";
  return free[0]?.why;
}
