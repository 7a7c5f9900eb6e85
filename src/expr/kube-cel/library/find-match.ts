// Where a regular expression matches. The library tells only whether it does; this runs the program it makes of an
// expression, all ways at once (Pike's machine), so that the time grows with the text and never explodes.

import type { RE2JS } from "@bufbuild/re2";

type Program = ReturnType<RE2JS["re2"]>["prog"];

export interface Found {
  /** In code points. */
  readonly start: number;
  readonly end: number;
}

// What an instruction does, as the library numbers it.
const ALTERNATIVES: ReadonlySet<number> = new Set([1, 2]);
const CAPTURE = 3;
const ASSERTION = 4;
const MATCH = 6;
const NOTHING = 7;
const FIRST_RUNE = 8;
const ANY = 10;
const ANY_BUT_NEWLINE = 11;

const LINE_START = 1;
const LINE_END = 2;
const TEXT_START = 4;
const TEXT_END = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;
const NEWLINE = 10;

interface Thread {
  readonly at: number;
  readonly start: number;
}

/** The first match from a place on, as Go picks among several: the leftmost, and of those the one preferred. */
export function findMatch(
  program: Program,
  points: readonly number[],
  from: number,
): Found | undefined {
  let threads: Thread[] = [];
  let found: Found | undefined;
  for (let at = from; at <= points.length; at++) {
    const flags = flagsAt(points, at);
    const seen = new Set<number>();
    const ready: Thread[] = [];
    for (const { at: next, start } of threads) follow(program, next, start, flags, seen, ready);
    if (!found) follow(program, program.start, at, flags, seen, ready);
    threads = [];
    for (const { at: index, start } of ready) {
      const step = program.inst[index];
      if (step?.op === MATCH) {
        found = { start, end: at };
        // Those that come later are less preferred.
        break;
      }
      const point = points[at];
      if (step && point !== undefined && takes(step, point)) threads.push({ at: step.out, start });
    }
    if (found && threads.length === 0) return found;
  }
  return found;
}

/** Goes on to the instructions that take a character or end the match, in the order of preference. */
function follow(
  program: Program,
  index: number,
  start: number,
  flags: number,
  seen: Set<number>,
  ready: Thread[],
): void {
  const open = [index];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const step = program.inst[next];
    if (!step) continue;
    if (ALTERNATIVES.has(step.op)) open.push(step.arg, step.out);
    else if (step.op === CAPTURE || step.op === NOTHING) open.push(step.out);
    else if (step.op === ASSERTION) {
      if ((step.arg & ~flags) === 0) open.push(step.out);
    } else if (step.op === MATCH || step.op >= FIRST_RUNE) ready.push({ at: next, start });
  }
}

function takes(step: Program["inst"][number], point: number): boolean {
  if (step.op === ANY) return true;
  if (step.op === ANY_BUT_NEWLINE) return point !== NEWLINE;
  return step.matchRune(point);
}

/** Which assertions hold before a character. */
function flagsAt(points: readonly number[], at: number): number {
  const [before, after] = [points[at - 1], points[at]];
  let flags = isWord(before) === isWord(after) ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
  if (before === undefined) flags |= TEXT_START | LINE_START;
  else if (before === NEWLINE) flags |= LINE_START;
  if (after === undefined) flags |= TEXT_END | LINE_END;
  else if (after === NEWLINE) flags |= LINE_END;
  return flags;
}

function isWord(point: number | undefined): boolean {
  return point !== undefined && /^\w$/.test(String.fromCodePoint(point));
}
