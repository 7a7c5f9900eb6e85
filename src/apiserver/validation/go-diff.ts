// How Kubernetes shows what changed between two values: their JSON, line by line, in hunks with three lines around.

const CONTEXT_LINES = 3;
/** From so many lines on, those that stand everywhere tie nothing together. */
const LONG_LINES = 200;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

export function goDiff(before: unknown, after: unknown): string {
  const lines = compareLines(jsonLines(before), jsonLines(after));
  return hunks(lines).map(printed).join("");
}

function jsonLines(value: unknown): string[] {
  return JSON.stringify(value, null, 1).split("\n");
}

/** What both have in common, and between it what goes before what comes. */
function compareLines(before: readonly string[], after: readonly string[]): Line[] {
  const result: Line[] = [];
  let [i, j] = [0, 0];
  for (const block of [...matchingBlocks(before, after), end(before, after)]) {
    for (const text of before.slice(i, block.i)) result.push({ sign: "-", text });
    for (const text of after.slice(j, block.j)) result.push({ sign: "+", text });
    [i, j] = [block.i + block.length, block.j + block.length];
    for (const text of before.slice(block.i, i)) result.push({ sign: " ", text });
  }
  return result;
}

/** Lines from `i` and from `j` on that are the same. */
interface Block {
  readonly i: number;
  readonly j: number;
  readonly length: number;
}

function end(before: readonly string[], after: readonly string[]): Block {
  return { i: before.length, j: after.length, length: 0 };
}

/** As Python's difflib finds them: the longest block first, then what is left and right of it. */
function matchingBlocks(before: readonly string[], after: readonly string[]): Block[] {
  const places = rarePlaces(after);
  const within = (iLow: number, iHigh: number, jLow: number, jHigh: number): Block[] => {
    const block = longestBlock({ before, after, places }, iLow, iHigh, jLow, jHigh);
    if (block.length === 0) return [];
    const { i, j, length } = block;
    return [...within(iLow, i, jLow, j), block, ...within(i + length, iHigh, j + length, jHigh)];
  };
  return within(0, before.length, 0, after.length);
}

/** Where each line stands; of long texts without the lines that stand everywhere. */
function rarePlaces(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const known = places.get(line);
    if (known) known.push(at);
    else places.set(line, [at]);
  }
  if (lines.length >= LONG_LINES)
    for (const [line, { length }] of places)
      if (length > Math.floor(lines.length / 100) + 1) places.delete(line);
  return places;
}

interface Texts {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

function longestBlock(
  { before, after, places }: Texts,
  iLow: number,
  iHigh: number,
  jLow: number,
  jHigh: number,
): Block {
  let best: Block = { i: iLow, j: jLow, length: 0 };
  let lengths = new Map<number, number>();
  for (let i = iLow; i < iHigh; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(before[i] ?? "") ?? []) {
      if (j < jLow || j >= jHigh) continue;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > best.length) best = { i: i - length + 1, j: j - length + 1, length };
    }
    lengths = next;
  }
  let { i, j, length } = best;
  while (i > iLow && j > jLow && before[i - 1] === after[j - 1])
    [i, j, length] = [i - 1, j - 1, length + 1];
  while (i + length < iHigh && j + length < jHigh && before[i + length] === after[j + length])
    length++;
  return { i, j, length };
}

interface Hunk {
  /** Lines of both before the hunk. */
  readonly beforeStart: number;
  readonly afterStart: number;
  readonly lines: readonly Line[];
}

function hunks(lines: readonly Line[]): Hunk[] {
  const near = lines.map((_, at) =>
    lines
      .slice(Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1)
      .some(({ sign }) => sign !== " "),
  );
  const result: Hunk[] = [];
  let open: { beforeStart: number; afterStart: number; lines: Line[] } | undefined;
  let [before, after] = [0, 0];
  for (const [at, line] of lines.entries()) {
    if (near[at]) {
      if (!open) result.push((open = { beforeStart: before, afterStart: after, lines: [] }));
      open.lines.push(line);
    } else open = undefined;
    if (line.sign !== "+") before++;
    if (line.sign !== "-") after++;
  }
  return result;
}

function printed({ beforeStart, afterStart, lines }: Hunk): string {
  const count = (sign: Line["sign"]): number =>
    lines.filter((line) => line.sign === " " || line.sign === sign).length;
  const range = (start: number, length: number): string =>
    length === 1 ? `${start + 1}` : `${length === 0 ? start : start + 1},${length}`;
  const head = `@@ -${range(beforeStart, count("-"))} +${range(afterStart, count("+"))} @@\n`;
  return head + lines.map(({ sign, text }) => `${sign}${text}\n`).join("");
}
