// Regular expressions, in linear time: whoever writes a rule or an object may write any.

import { type LinearPattern, linearPattern } from "../../linear-pattern.ts";
import { func, method, type Overload, type Run } from "../overload.ts";
import { BOOL, INT, listOf, STRING } from "../types.ts";
import { ArrayList, CelError, type Value } from "../values.ts";
import { int, text, traversal } from "./arguments.ts";
import { findMatch } from "./find-match.ts";

const PATTERN_COST = 0.25;

/** Throws CelError with Go's kind of sentence. */
export function compilePattern(pattern: string): LinearPattern {
  try {
    return linearPattern(pattern);
  } catch (error) {
    throw new CelError((error as Error).message);
  }
}

/** The pattern and the text, with the work paid for. */
function prepared(
  [subject, pattern]: readonly Value[],
  run: Run,
): { readonly expression: LinearPattern; readonly source: string } {
  const [source, expression] = [text(subject), text(pattern)];
  run.spend(traversal(source.length + 1) * Math.ceil(expression.length * PATTERN_COST));
  return { expression: compilePattern(expression), source };
}

function matches(args: readonly Value[], run: Run): boolean {
  const { expression, source } = prepared(args, run);
  return expression.test(source);
}

/** As `prepared`; what is wrong with a pattern is said with two more words here, as upstream says it. */
function findable(args: readonly Value[], run: Run): ReturnType<typeof prepared> {
  try {
    return prepared(args, run);
  } catch (error) {
    if (error instanceof CelError && error.message.startsWith("error parsing regexp"))
      throw new CelError(`Illegal regex: ${error.message}`);
    throw error;
  }
}

/** At most `limit` matches; all where it is negative. */
function findSome(args: readonly Value[], limit: number, run: Run): string[] {
  const { expression, source } = findable(args, run);
  const { prog } = expression.re2();
  const points = Array.from(source, (character) => character.codePointAt(0) ?? 0);
  const found: string[] = [];
  let from = 0;
  let lastEnd = -1;
  while (found.length !== limit && from <= points.length) {
    const match = findMatch(prog, points, from);
    if (!match) break;
    const { start, end } = match;
    run.spend(traversal(end - from));
    // As in Go, an empty match next to one is no match.
    if (start !== end || start !== lastEnd)
      found.push(String.fromCodePoint(...points.slice(start, end)));
    lastEnd = end;
    from = start === end ? end + 1 : end;
  }
  return found;
}

function findAll(args: readonly Value[], run: Run): ArrayList {
  return new ArrayList(findSome(args, args[2] === undefined ? -1 : Number(int(args[2])), run));
}

export const patterns: readonly Overload[] = [
  method("matches", [STRING, STRING], BOOL, matches),
  func("matches", [STRING, STRING], BOOL, matches),
  method("find", [STRING, STRING], STRING, (args, run) => findSome(args, 1, run)[0] ?? ""),
  method("findAll", [STRING, STRING], listOf(STRING), findAll),
  method("findAll", [STRING, STRING, INT], listOf(STRING), findAll),
];
