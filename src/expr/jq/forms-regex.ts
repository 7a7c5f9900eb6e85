// test, match, capture, scan, split, splits, sub and gsub on Go's regular expressions.

import { GoRegExp, type GoMatch } from "../go/regexp.ts";
import { JqError, wrongType } from "./error.ts";
import { add } from "./operators.ts";
import { collect, type Compiled, single, stream } from "./scope.ts";
import type { Form } from "./form.ts";
import type { JqValue } from "./value.ts";

const CACHE_MAX = 256;
const cache = new Map<string, GoRegExp>();

/** Compiled once for each text and flags; the oldest goes first. */
function regexFor(source: string, flags: string): GoRegExp {
  const unknown = /[^gim]/.exec(flags);
  if (unknown) throw new JqError(`unsupported regular expression flag: ${JSON.stringify(flags)}`);
  const text = (flags.includes("m") ? "(?s)" : "") + (flags.includes("i") ? "(?i)" : "") + source;
  let regex = cache.get(text);
  if (!regex) {
    try {
      regex = new GoRegExp(text);
    } catch (error) {
      throw new JqError(
        `invalid regular expression ${JSON.stringify(text)}: ${(error as Error).message}`,
      );
    }
    if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value!);
    cache.set(text, regex);
  }
  return regex;
}

function prepared(
  name: string,
  value: JqValue,
  source: JqValue,
  flags: JqValue,
): { text: string; regex: GoRegExp; isGlobal: boolean } {
  const isGood =
    typeof value === "string" &&
    typeof source === "string" &&
    (flags === null || typeof flags === "string");
  if (!isGood) throw wrongType(name, value, source, flags);
  return {
    text: value,
    regex: regexFor(source, flags ?? ""),
    isGlobal: (flags ?? "").includes("g"),
  };
}

function matches(
  value: JqValue,
  source: JqValue,
  flags: JqValue,
): { text: string; found: GoMatch[] } {
  const { text, regex, isGlobal } = prepared("match", value, source, flags);
  return { text, found: regex.findAll(text, isGlobal ? -1 : 1) };
}

/** Offsets are in code points. */
const points = (text: string, end: number): bigint => BigInt(Array.from(text.slice(0, end)).length);

function describe(text: string, match: GoMatch): JqValue {
  const captures = match.groups.map((group) =>
    group.text === undefined
      ? { name: group.name ?? null, offset: -1n, length: 0n, string: null }
      : { name: group.name ?? null, ...span(text, group.start, group.end), string: group.text },
  );
  return { ...span(text, match.start, match.end), string: match.text, captures };
}

function span(text: string, start: number, end: number): { offset: bigint; length: bigint } {
  const offset = points(text, start);
  return { offset, length: points(text, end) - offset };
}

function captured(match: GoMatch): JqValue {
  const named = match.groups.filter((group) => group.name !== undefined);
  return Object.fromEntries(named.map((group) => [group.name!, group.text ?? null]));
}

function scanned(match: GoMatch): JqValue {
  return match.groups.length === 0 ? match.text : match.groups.map((group) => group.text ?? null);
}

const withGlobal = (flags: JqValue): JqValue => add(flags, "g");

function splits(value: JqValue, source: JqValue, flags: JqValue): string[] {
  const { text, found } = matches(value, source, withGlobal(flags));
  const starts = [0, ...found.map((match) => match.end)];
  return starts.map((start, index) => text.slice(start, found[index]?.start ?? text.length));
}

/** Every way of replacing the matches: the query may give several texts for each. */
function substituted(
  value: JqValue,
  source: JqValue,
  flags: JqValue,
  texts: (captures: JqValue) => JqValue[],
): JqValue[] {
  const { text, found } = matches(value, source, flags);
  const results: JqValue[] = [];
  let at = 0;
  for (const match of found) {
    for (const [index, replacement] of texts(captured(match)).entries()) {
      results[index] = add(results[index] ?? null, add(text.slice(at, match.start), replacement));
    }
    at = match.end;
  }
  const rest = text.slice(at);
  return results.length === 0
    ? found.length === 0
      ? [value]
      : []
    : results.map((result) => add(result, rest));
}

/** A form of a regular expression and, perhaps, flags. */
function form(run: (value: JqValue, source: JqValue, flags: JqValue) => JqValue[]): Form {
  return ([source, flags]) => overPatterns(run, source!, flags);
}

function overPatterns(
  run: (value: JqValue, source: JqValue, flags: JqValue) => JqValue[],
  source: Compiled,
  flags: Compiled | undefined,
): Compiled {
  return stream((value, env, push) => {
    for (const flag of flags ? collect(flags, value, env) : [null]) {
      for (const pattern of collect(source, value, env)) {
        run(value, pattern, flag).forEach((result) => push(result));
      }
    }
  });
}

function substitution(change: (flags: JqValue) => JqValue): Form {
  return ([source, replacement, flags]) =>
    stream((value, env, push) => {
      for (const flag of flags ? collect(flags, value, env) : [null]) {
        for (const pattern of collect(source!, value, env)) {
          const results = substituted(value, pattern, change(flag), (captures) =>
            collect(replacement!, captures, env),
          );
          results.forEach((result) => push(result));
        }
      }
    });
}

function test(source: Compiled, flags: Compiled | undefined): Compiled {
  const { one } = source;
  const evaluate = (value: JqValue, pattern: JqValue, flag: JqValue): boolean => {
    const { text, regex } = prepared("test", value, pattern, flag);
    return regex.test(text);
  };
  if (one && !flags) return single((value, env) => evaluate(value, one(value, env), null));
  return overPatterns((value, pattern, flag) => [evaluate(value, pattern, flag)], source, flags);
}

const describeAll = form((value, source, flags) => {
  const { text, found } = matches(value, source, flags);
  return found.map((match) => describe(text, match));
});
const captureAll = form((value, source, flags) =>
  matches(value, source, flags).found.map(captured),
);
const scanAll = form((value, source, flags) =>
  matches(value, source, withGlobal(flags)).found.map(scanned),
);
const splitAll = form((value, source, flags) => splits(value, source, flags));
const same = (flags: JqValue): JqValue => flags;

export const regexForms: Readonly<Record<string, Form>> = {
  "test/1": ([source]) => test(source!, undefined),
  "test/2": ([source, flags]) => test(source!, flags),
  "match/1": describeAll,
  "match/2": describeAll,
  "capture/1": captureAll,
  "capture/2": captureAll,
  "scan/1": scanAll,
  "scan/2": scanAll,
  "splits/1": splitAll,
  "splits/2": splitAll,
  "split/2": form((value, source, flags) => [splits(value, source, flags)]),
  "sub/2": substitution(same),
  "sub/3": substitution(same),
  "gsub/2": substitution(withGlobal),
  "gsub/3": substitution(withGlobal),
};
