// Functions of strings. Places are counted in code points.

import { quoteGo } from "../../go/quote.ts";
import { func, method, type Overload, type Run } from "../overload.ts";
import { BOOL, DYN, INT, listOf, STRING } from "../types.ts";
import { ArrayList, CelError, type Value } from "../values.ts";
import { int, list, text, traversal } from "./arguments.ts";
import { formatText } from "./text-format.ts";

type Act = (subject: string, args: readonly Value[], run: Run) => Value;

/** A method that goes through its subject once. */
function ofText(
  name: string,
  params: Overload["params"],
  result: Overload["result"],
  act: Act,
): Overload {
  return method(name, [STRING, ...params], result, ([subject, ...args], run) => {
    const source = text(subject);
    run.spend(traversal(source.length));
    return act(source, args, run);
  });
}

function place(points: readonly string[], index: Value | undefined, max: number): number {
  const at = Number(int(index));
  if (at < 0 || at > max) throw new CelError(`index out of range: ${at}`);
  return points.length === 0 ? 0 : at;
}

function pointCount(source: string): number {
  return Array.from(source).length;
}

const NOT_ASCII = /[^\0-\x7f]/;

function indexOf(source: string, wanted: string, from: Value | undefined, isLast: boolean): bigint {
  const points = Array.from(source);
  const start = from === undefined ? undefined : place(points, from, points.length);
  const unit = start === undefined ? undefined : points.slice(0, start).join("").length;
  const found = isLast
    ? source.lastIndexOf(wanted, unit ?? source.length)
    : source.indexOf(wanted, unit ?? 0);
  if (found < 0) return -1n;
  return BigInt(NOT_ASCII.test(source) ? pointCount(source.slice(0, found)) : found);
}

function replace(source: string, args: readonly Value[], run: Run): string {
  const [from, to] = [text(args[0]), text(args[1])];
  const limit = args[2] === undefined ? -1 : Number(int(args[2]));
  const pieces = splitAt(source, from, limit < 0 ? limit : limit + 1);
  run.spend(traversal(pieces.length * to.length));
  return pieces.join(to);
}

/** At most `limit` pieces, the last one with all that is left; all where the limit is negative. */
function splitAt(source: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  if (separator === "") {
    const points = Array.from(source);
    if (limit < 0 || points.length <= limit) return points;
    return [...points.slice(0, limit - 1), points.slice(limit - 1).join("")];
  }
  const pieces = source.split(separator);
  if (limit < 0 || pieces.length <= limit) return pieces;
  return [...pieces.slice(0, limit - 1), pieces.slice(limit - 1).join(separator)];
}

function split(source: string, args: readonly Value[]): ArrayList {
  const limit = args[1] === undefined ? -1 : Number(int(args[1]));
  return new ArrayList(splitAt(source, text(args[0]), limit));
}

function substring(source: string, args: readonly Value[]): string {
  const points = Array.from(source);
  const start = place(points, args[0], points.length);
  const end = args[1] === undefined ? points.length : place(points, args[1], points.length);
  if (start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  return points.slice(start, end).join("");
}

/** Spaces as Unicode has them. */
const AROUND = /^[\s\u0085]+|[\s\u0085]+$/gu;

const inStandard: readonly Overload[] = [
  ofText("contains", [STRING], BOOL, (source, [part], run) => {
    run.spend(traversal(text(part).length));
    return source.includes(text(part));
  }),
  ofText("startsWith", [STRING], BOOL, (source, [part]) => source.startsWith(text(part))),
  ofText("endsWith", [STRING], BOOL, (source, [part]) => source.endsWith(text(part))),
];

const inExtension: readonly Overload[] = [
  ofText("charAt", [INT], STRING, (source, [index]) => {
    const points = Array.from(source);
    return points[place(points, index, points.length)] ?? "";
  }),
  ...[[STRING], [STRING, INT]].flatMap((params) => [
    ofText("indexOf", params, INT, (source, [part, from]) =>
      indexOf(source, text(part), from, false),
    ),
    ofText("lastIndexOf", params, INT, (source, [part, from]) =>
      indexOf(source, text(part), from, true),
    ),
  ]),
  ofText("lowerAscii", [], STRING, (source) =>
    source.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  ofText("upperAscii", [], STRING, (source) =>
    source.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
  ofText("replace", [STRING, STRING], STRING, replace),
  ofText("replace", [STRING, STRING, INT], STRING, replace),
  ofText("split", [STRING], listOf(STRING), split),
  ofText("split", [STRING, INT], listOf(STRING), split),
  ofText("substring", [INT], STRING, substring),
  ofText("substring", [INT, INT], STRING, substring),
  ofText("trim", [], STRING, (source) => source.replace(AROUND, "")),
  ofText("format", [listOf(DYN)], STRING, (source, [args], run) => {
    const formatted = formatText(source, [...list(args)]);
    run.spend(traversal(formatted.length));
    return formatted;
  }),
  func("strings.quote", [STRING], STRING, ([value]) => quoteGo(text(value))),
  ...[[], [STRING]].map((params) =>
    method("join", [listOf(STRING), ...params], STRING, ([items, separator], run) => {
      const joined = Array.from(list(items), text).join(
        separator === undefined ? "" : text(separator),
      );
      run.spend(traversal(joined.length));
      return joined;
    }),
  ),
];

export const strings: readonly Overload[] = [...inStandard, ...inExtension];
