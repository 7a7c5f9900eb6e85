// strconv.Quote and Unquote: Go's string literals.

/** What a letter after a backslash stands for, as in C. */
export const LETTER_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const SHORT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(LETTER_ESCAPES).map(([letter, character]) => [character, `\\${letter}`]),
  ),
  "\\": "\\\\",
};
// What unicode.IsPrint refuses: controls, formats, surrogates, private use, unassigned, and all
// spaces but U+0020.
const NOT_PRINTABLE = /[\p{C}\p{Z}]/u;

/** Go's %q of a string. */
export function quoteGo(text: string, delimiter = '"'): string {
  let quoted = delimiter;
  for (const character of text) quoted += escapeCharacter(character, delimiter);
  return quoted + delimiter;
}

function escapeCharacter(character: string, delimiter: string): string {
  if (character === delimiter) return `\\${delimiter}`;
  const short = SHORT[character];
  if (short !== undefined) return short;
  if (character === " " || !NOT_PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...LETTER_ESCAPES,
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The text of a Go literal ("…", `…` or '…'), or undefined where it is not one. */
export function unquoteGo(literal: string): string | undefined {
  const delimiter = literal[0];
  const body = literal.slice(1, -1);
  if (literal.length < 2 || literal.at(-1) !== delimiter) return undefined;
  if (delimiter === "`") return body.replaceAll("\r", "");
  let text = "";
  let at = 0;
  while (at < body.length) {
    if (body[at] === delimiter) return undefined;
    if (body[at] !== "\\") {
      text += body[at++];
      continue;
    }
    const escape = readEscape(body, at + 1, delimiter!);
    if (!escape) return undefined;
    text += escape.text;
    at = escape.end;
  }
  return text;
}

function readEscape(
  body: string,
  at: number,
  delimiter: string,
): { text: string; end: number } | undefined {
  const letter = body[at] ?? "";
  const simple = ESCAPES[letter];
  if (simple !== undefined) {
    if ((letter === "'" || letter === '"') && letter !== delimiter) return undefined;
    return { text: simple, end: at + 1 };
  }
  const width = { x: 2, u: 4, U: 8 }[letter];
  const digits = width ? body.slice(at + 1, at + 1 + width) : body.slice(at, at + 3);
  const pattern = width ? /^[0-9a-fA-F]+$/ : /^[0-7]{3}$/;
  if (digits.length !== (width ?? 3) || !pattern.test(digits)) return undefined;
  const code = Number.parseInt(digits, width ? 16 : 8);
  if (code > (width ? 0x10ffff : 255)) return undefined;
  return { text: String.fromCodePoint(code), end: at + (width ? width + 1 : 3) };
}
