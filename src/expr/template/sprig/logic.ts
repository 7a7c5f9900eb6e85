// sprig's defaults, choices, JSON, reflection and regular expressions.

import { expandTemplate, GoRegExp } from "../../go/regexp.ts";
import { texts, isEmpty } from "./convert.ts";
import { deepCopy } from "./dicts.ts";
import { deepEquals } from "./equal.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";
import { decodeGoJson, encodeGoJson, plainJson } from "../go-json.ts";
import { type GoValue, kindName, Literal, typeName } from "../go-value.ts";

const CACHE_MAX = 256;
const cache = new Map<string, GoRegExp>();

/** Compiled once for each text; the oldest goes first. */
function regex(source: string): GoRegExp {
  let compiled = cache.get(source);
  if (!compiled) {
    compiled = new GoRegExp(source);
    if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value!);
    cache.set(source, compiled);
  }
  return compiled;
}

function tryOr<Result>(run: () => Result, otherwise: Result): Result {
  try {
    return run();
  } catch {
    return otherwise;
  }
}

function splitBy(source: string, text: string, count: number): string[] {
  if (count === 0) return texts([]);
  if (source !== "" && text === "") return texts([""]);
  const parts: string[] = [];
  let [start, end] = [0, 0];
  for (const match of regex(source).findAll(text, count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(start, end));
    start = match.end;
  }
  if (end !== text.length) parts.push(text.slice(start));
  return texts(parts);
}

const findAll = (source: string, text: string, count: number): string[] =>
  texts(
    regex(source)
      .findAll(text, count)
      .map((match) => match.text),
  );
const find = (source: string, text: string): string =>
  regex(source).findAll(text, 1)[0]?.text ?? "";
const replaceAll = (source: string, text: string, replacement: string): string =>
  regex(source).replaceAll(text, (match) => expandTemplate(replacement, match));
const replaceLiteral = (source: string, text: string, replacement: string): string =>
  regex(source).replaceAll(text, () => replacement);
const isMatch = (source: string, text: string): boolean => regex(source).test(text);

const firstFull = (...values: GoValue[]): GoValue =>
  values.find((value) => !isEmpty(value)) ?? null;
const fromJson = (text: string): GoValue => deepCopy(decodeGoJson(text));

/** JSON text, which a document takes as the value it is. */
function jsonLiteral(value: GoValue, escapesHtml: boolean): Literal {
  return new Literal(plainJson(value), () => encodeGoJson(value, escapesHtml));
}

export const logicFunctions: Readonly<Record<string, TemplateFunction>> = {
  default: fn("any ...any", (fallback: GoValue, ...given: GoValue[]) =>
    given.length === 0 || isEmpty(given[0]) ? fallback : given[0],
  ),
  empty: fn("any", isEmpty),
  coalesce: fn("...any", firstFull),
  all: fn("...any", (...values: GoValue[]) => !values.some(isEmpty)),
  any: fn("...any", (...values: GoValue[]) => !values.every(isEmpty)),
  ternary: fn("any any bool", (yes: GoValue, no: GoValue, condition: boolean) =>
    condition ? yes : no,
  ),
  fail: fn("string", (message: string) => {
    throw new Error(message);
  }),

  fromJson: fn("string", (text: string) => tryOr(() => fromJson(text), null)),
  mustFromJson: fn("string", fromJson),
  toJson: fn("any", (value: GoValue) => tryOr<GoValue>(() => jsonLiteral(value, true), "")),
  mustToJson: fn("any", (value: GoValue) => jsonLiteral(value, true)),
  toPrettyJson: fn("any", (value: GoValue) => tryOr(() => encodeGoJson(value, true, "  "), "")),
  mustToPrettyJson: fn("any", (value: GoValue) => encodeGoJson(value, true, "  ")),
  toRawJson: fn("any", (value: GoValue) => jsonLiteral(value, false)),
  mustToRawJson: fn("any", (value: GoValue) => jsonLiteral(value, false)),

  typeOf: fn("any", typeName),
  typeIs: fn("string any", (type: string, value: GoValue) => typeName(value) === type),
  typeIsLike: fn("string any", (type: string, value: GoValue) =>
    [type, `*${type}`].includes(typeName(value)),
  ),
  kindOf: fn("any", kindName),
  kindIs: fn("string any", (kind: string, value: GoValue) => kindName(value) === kind),
  deepEqual: fn("any any", deepEquals),

  regexMatch: fn("string string", (source: string, text: string) =>
    tryOr(() => isMatch(source, text), false),
  ),
  mustRegexMatch: fn("string string", isMatch),
  regexFind: fn("string string", find),
  mustRegexFind: fn("string string", find),
  regexFindAll: fn("string string int", findAll),
  mustRegexFindAll: fn("string string int", findAll),
  regexReplaceAll: fn("string string string", replaceAll),
  mustRegexReplaceAll: fn("string string string", replaceAll),
  regexReplaceAllLiteral: fn("string string string", replaceLiteral),
  mustRegexReplaceAllLiteral: fn("string string string", replaceLiteral),
  regexSplit: fn("string string int", splitBy),
  mustRegexSplit: fn("string string int", splitBy),
  regexQuoteMeta: fn("string", (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
};
