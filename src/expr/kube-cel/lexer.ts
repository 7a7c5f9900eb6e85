// From text to tokens.

import { LETTER_ESCAPES } from "../go/quote.ts";
import type { Issue } from "./issues.ts";

export type TokenKind = "name" | "int" | "uint" | "double" | "string" | "bytes" | "sign" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As it is written. */
  readonly text: string;
  readonly at: number;
}

/** Thrown at the first thing that is no expression. */
export class SyntaxIssue extends Error {
  constructor(readonly issue: Issue) {
    super(issue.message);
  }
}

const TOKEN =
  /(?<space>[\t\n\f\r ]+|\/\/[^\n]*)|(?<string>[bB]?[rR]?(?:"""[\s\S]*?"""|'''[\s\S]*?''')|[rR][bB]?(?:"[^"\n\r]*"|'[^'\n\r]*')|[bB][rR](?:"[^"\n\r]*"|'[^'\n\r]*')|[bB]?(?:"(?:\\[^\n\r]|[^"\\\n\r])*"|'(?:\\[^\n\r]|[^'\\\n\r])*'))|(?<double>\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|(?<int>0x[0-9a-fA-F]+[uU]?|\d+[uU]?)|(?<name>[A-Za-z_]\w*)|(?<sign>==|!=|<=|>=|&&|\|\||[-+*/%!<>?:.,()[\]{}])/uy;

/** The tokens of what can be read; `issues` gets what cannot. */
export function tokenize(text: string, issues: Issue[]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let index = 0;
  while (index < text.length) {
    TOKEN.lastIndex = index;
    const found = TOKEN.exec(text);
    const source = found ? found[0] : unreadable(text.slice(index));
    const kind = found && kindOf(found);
    if (!found)
      issues.push({ at, message: `Syntax error: token recognition error at: '${source}'` });
    else if (kind) tokens.push({ kind, text: source, at });
    for (const _ of source) at++;
    index += source.length;
  }
  tokens.push({ kind: "end", text: "<EOF>", at });
  return tokens;
}

/** As much as upstream's lexer drops at once: a text that never ends, or a sign that is half of one and what follows. */
function unreadable(rest: string): string {
  const [source = ""] = /^["'][^\n\r]*|^[=&|][^]?|^./su.exec(rest) ?? [];
  return source;
}

function kindOf({ groups = {}, 0: text }: RegExpExecArray): TokenKind | undefined {
  if (groups["space"] !== undefined) return undefined;
  if (groups["string"] !== undefined) return /^(?:b|rb)/i.test(text) ? "bytes" : "string";
  if (groups["double"] !== undefined) return "double";
  if (groups["int"] !== undefined) return /u$/i.test(text) ? "uint" : "int";
  return groups["name"] === undefined ? "sign" : "name";
}

/** What a literal stands for; undefined where an escape in it means nothing. */
export function unquote(literal: string): string | Uint8Array | undefined {
  const [, prefix = "", quote = "", body = ""] =
    /^([bBrR]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal) ?? [];
  if (quote === "") return undefined;
  const isBytes = /b/i.test(prefix);
  if (/r/i.test(prefix)) return isBytes ? new TextEncoder().encode(body) : body;
  const parts = body.replace(/\r\n?/g, "\n");
  return isBytes ? unescapeBytes(parts) : unescapeText(parts);
}

const ESCAPE =
  /\\(x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[^xXuU0-9])|\\/gu;

function unescapeText(body: string): string | undefined {
  let isWrong = false;
  const text = body.replace(ESCAPE, (_, escape: string | undefined) => {
    const point = escape === undefined ? undefined : pointOf(escape);
    if (point !== undefined && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff))
      return String.fromCodePoint(point);
    isWrong = true;
    return "";
  });
  return isWrong ? undefined : text;
}

function pointOf(escape: string): number | undefined {
  if (/^[xXuU]/.test(escape)) return Number.parseInt(escape.slice(1), 16);
  if (/^\d/.test(escape)) return Number.parseInt(escape, 8);
  const plain = LETTER_ESCAPES[escape] ?? (/^["'`?\\]$/.test(escape) ? escape : undefined);
  return plain?.codePointAt(0);
}

function unescapeBytes(body: string): Uint8Array | undefined {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  let last = 0;
  for (const found of body.matchAll(ESCAPE)) {
    bytes.push(...encoder.encode(body.slice(last, found.index)));
    last = found.index + found[0].length;
    const escape = found[1];
    const point = escape === undefined || /^[uU]/.test(escape) ? undefined : pointOf(escape);
    if (point === undefined || point > 0xff) return undefined;
    bytes.push(point);
  }
  bytes.push(...encoder.encode(body.slice(last)));
  return Uint8Array.from(bytes);
}
