// Lists of a job's indexes: `0,2-4,7`.

type Interval = readonly [first: number, last: number];

/** What is wrong with a list of indexes below `completions`; nothing of an empty one. */
export function indexesError(text: string, completions: number): string | undefined {
  const read = intervals(text, completions);
  return typeof read === "string" ? read : undefined;
}

/** How many indexes a list has; 0 where it is none. */
export function countIndexes(text: string, completions: number): number {
  const read = intervals(text, completions);
  if (typeof read === "string") return 0;
  return read.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** The first index that both lists have; intervals that cannot be read are passed over. */
export function overlappingIndex(
  left: string,
  right: string,
  completions: number,
): number | undefined {
  const [a, b] = [left, right].map((text) => readable(text, completions));
  for (const [first, last] of a ?? [])
    for (const [from, to] of b ?? []) if (first <= to && from <= last) return Math.max(first, from);
  return undefined;
}

function readable(text: string, completions: number): readonly Interval[] {
  if (text === "") return [];
  return text.split(",").flatMap((part) => {
    const read = interval(part, completions);
    return typeof read === "string" ? [] : [read];
  });
}

/** The intervals of a list, or what is wrong with it. */
function intervals(text: string, completions: number): readonly Interval[] | string {
  const found: Interval[] = [];
  for (const part of text === "" ? [] : text.split(",")) {
    const read = interval(part, completions);
    if (typeof read === "string") return read;
    const previous = found.at(-1)?.[1];
    if (previous !== undefined && previous >= read[0])
      return `non-increasing order, previous: ${previous}, current: ${read[0]}`;
    found.push(read);
  }
  return found;
}

function interval(text: string, completions: number): Interval | string {
  const ends = text.split("-");
  if (ends.length > 2)
    return `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  for (const end of ends) {
    if (!/^[+]?\d+$/.test(end))
      return `cannot convert string to integer for index: ${JSON.stringify(end)}`;
    if (Number(end) >= completions) return `too large index: ${JSON.stringify(end)}`;
  }
  const [first = 0, last = first] = ends.map(Number);
  if (ends.length > 1 && first >= last)
    return `non-increasing order, previous: ${first}, current: ${last}`;
  return [first, last];
}
