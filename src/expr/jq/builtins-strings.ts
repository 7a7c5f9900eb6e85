// Builtins of strings.

import type { Native } from "./native.ts";
import { listFor } from "./builtins-collections.ts";
import { wrongType } from "./error.ts";
import { splitText, toInteger } from "./operators.ts";
import { isNumber, type JqValue } from "./value.ts";

function textFor(name: string, value: JqValue): string {
  if (typeof value !== "string") throw wrongType(name, value);
  return value;
}

/** A builtin of a text and a text argument. */
function pair(
  name: string,
  compute: (text: string, argument: string) => JqValue,
): Readonly<Record<string, Native>> {
  return {
    [`${name}/1`]: (value, argument) => {
      if (typeof value !== "string" || typeof argument !== "string")
        throw wrongType(name, value, argument);
      return compute(value, argument);
    },
  };
}

// unicode.IsSpace
const SPACE =
  "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const LEADING = new RegExp(`^${SPACE}+`);
const TRAILING = new RegExp(`${SPACE}+$`);

const trimStart = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;
const trimEnd = (text: string, suffix: string): string =>
  suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;

function implode(value: JqValue): JqValue {
  const codes = listFor("implode", value);
  const characters = codes.map((code) => {
    if (!isNumber(code)) throw wrongType("implode", value);
    const point = Number(toInteger(code));
    const isValid = point >= 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    return String.fromCodePoint(isValid ? point : 0xfffd);
  });
  return characters.join("");
}

export const strings: Readonly<Record<string, Native>> = {
  "utf8bytelength/0": (value) => BigInt(Buffer.byteLength(textFor("utf8bytelength", value))),
  ...pair("startswith", (text, prefix) => text.startsWith(prefix)),
  ...pair("endswith", (text, suffix) => text.endsWith(suffix)),
  ...pair("ltrimstr", trimStart),
  ...pair("rtrimstr", trimEnd),
  ...pair("trimstr", (text, affix) => trimEnd(trimStart(text, affix), affix)),
  "trim/0": (value) => textFor("trim", value).replace(LEADING, "").replace(TRAILING, ""),
  "ltrim/0": (value) => textFor("ltrim", value).replace(LEADING, ""),
  "rtrim/0": (value) => textFor("rtrim", value).replace(TRAILING, ""),
  "explode/0": (value) =>
    Array.from(textFor("explode", value), (character) => BigInt(character.codePointAt(0)!)),
  "implode/0": implode,
  "split/1": (value, separator) => splitText(textFor("split", value), textFor("split", separator)),
  "ascii_downcase/0": (value) =>
    textFor("ascii_downcase", value).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  "ascii_upcase/0": (value) =>
    textFor("ascii_upcase", value).replace(/[a-z]/g, (letter) => letter.toUpperCase()),
};
