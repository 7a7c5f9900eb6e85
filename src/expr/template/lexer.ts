// Text to tokens, as text/template/parse cuts them: literal text between actions, words inside.

import { failAt } from "../expression-error.ts";

export type TokenKind =
  | "text"
  | "open"
  | "close"
  | "space"
  | "word"
  | "field"
  | "variable"
  | "dot"
  | "string"
  | "char"
  | "number"
  | "assign"
  | "declare"
  | "pipe"
  | "("
  | ")"
  | ","
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const SPACE = /[ \t\r\n]+/y;
const WORD = /[\p{L}\p{Nd}_]+/uy;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)/y;
const QUOTED = /"(?:\\[^\n]|[^"\\\n])*"/y;
const RAW = /`[^`]*`/y;
const CHARACTER = /'(?:\\[^\n]|[^'\\\n])*'/y;
/** A word must be followed by one of these, or by the end of the action. */
const TERMINATOR = /(?:[ \t\r\n.,|:)(]|}}|$)/y;

/**
 * All tokens of a template; comments and trimmed space are gone. With `trims`, space around the
 * whole text is left out too; places stay those of the text as it was given.
 */
export function tokenize(given: string, trims = false): Token[] {
  const source = trims ? given.trimEnd() : given;
  const tokens: Token[] = [];
  let at = trims ? source.length - source.trimStart().length : 0;
  let trimNext = false;
  while (at < source.length) {
    const open = source.indexOf("{{", at);
    const end = open < 0 ? source.length : open;
    const trimHere = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    let text = source.slice(at, end);
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, "");
    if (trimHere) text = text.replace(/[ \t\r\n]+$/, "");
    if (text) tokens.push({ kind: "text", text, at });
    if (open < 0) break;
    const inside = open + 2 + (trimHere ? 2 : 0);
    const closed = source.startsWith("/*", inside)
      ? skipComment(source, inside)
      : new ActionLexer(source, open, inside, tokens).run();
    at = closed.next;
    trimNext = closed.trim;
  }
  tokens.push({ kind: "end", text: "EOF", at: source.length });
  return tokens;
}

interface Closed {
  readonly next: number;
  readonly trim: boolean;
}

function skipComment(source: string, start: number): Closed {
  const end = source.indexOf("*/", start + 2);
  if (end < 0) failAt(source, start, "unclosed comment", "end it with */}}");
  const closed = closeAt(source, end + 2);
  if (!closed) failAt(source, end, "comment ends before closing delimiter", "write {{/* … */}}");
  return closed;
}

function closeAt(source: string, at: number): Closed | undefined {
  if (source.startsWith("}}", at)) return { next: at + 2, trim: false };
  if (/^[ \t\r\n]-}}/.test(source.slice(at, at + 4))) return { next: at + 4, trim: true };
  return undefined;
}

class ActionLexer {
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly open: number,
    private at: number,
    private readonly tokens: Token[],
  ) {}

  run(): Closed {
    this.push("open", "{{", this.open);
    for (;;) {
      const closed = this.closes();
      if (closed) return closed;
      if (this.at >= this.source.length)
        failAt(this.source, this.open, "unclosed action", "end it with }}");
      this.next();
    }
  }

  private closes(): Closed | undefined {
    let closed = closeAt(this.source, this.at);
    if (!closed) {
      // Spaces before a trimming close belong to it.
      const space = this.match(SPACE);
      const last = space ? this.at + space.length - 1 : -1;
      if (space && closeAt(this.source, last)?.trim) closed = closeAt(this.source, last);
    }
    if (!closed) return undefined;
    if (this.depth > 0) failAt(this.source, this.at, "unclosed left paren", "add a )");
    this.push("close", "}}", this.at);
    return closed;
  }

  private next(): void {
    const start = this.at;
    const letter = this.source[start]!;
    if (this.take("space", SPACE)) return;
    if (letter === '"') return this.literal("string", QUOTED, "unterminated quoted string");
    if (letter === "`") return this.literal("string", RAW, "unterminated raw quoted string");
    if (letter === "'") return this.literal("char", CHARACTER, "unterminated character constant");
    if (letter === "$") return this.named("variable", "variable", 1);
    if (letter === "." && !/[0-9]/.test(this.source[start + 1] ?? ""))
      return this.named("field", "dot", 1);
    if (/[0-9+\-.]/.test(letter)) return this.number();
    if (this.matchAt(WORD, start)) return this.named("word", "word", 0);
    this.symbol(letter);
  }

  private symbol(letter: string): void {
    if (this.source.startsWith(":=", this.at)) return this.pushSymbol("declare", ":=");
    if (letter === "(") this.depth++;
    if (letter === ")" && --this.depth < 0) failAt(this.source, this.at, "unexpected right paren");
    if (letter === "=") return this.pushSymbol("assign", "=");
    if (letter === "|") return this.pushSymbol("pipe", "|");
    if (letter === "(" || letter === ")" || letter === ",") return this.pushSymbol(letter, letter);
    const what = letter === ":" ? "expected :=" : `unexpected ${JSON.stringify(letter)} in action`;
    failAt(this.source, this.at, what);
  }

  private number(): void {
    const text = this.match(NUMBER) ?? "";
    const end = this.at + text.length;
    if (text === "" || this.matchAt(WORD, end) || this.source[end] === "i") {
      const shown = this.source.slice(this.at).split(/[\s)}|]/)[0] ?? "";
      failAt(this.source, this.at, `bad number syntax: ${JSON.stringify(shown)}`);
    }
    this.take("number", NUMBER);
  }

  private named(kind: TokenKind, bare: TokenKind, prefix: number): void {
    const name = this.matchAt(WORD, this.at + prefix) ?? "";
    const end = this.at + prefix + name.length;
    if (this.matchAt(TERMINATOR, end) === undefined) {
      failAt(this.source, end, `bad character ${JSON.stringify(this.source[end])} after a name`);
    }
    const start = this.at;
    this.at = end;
    this.push(name === "" ? bare : kind, this.source.slice(start, end), start);
  }

  private literal(kind: TokenKind, pattern: RegExp, problem: string): void {
    if (!this.take(kind, pattern)) failAt(this.source, this.at, problem);
  }

  private take(kind: TokenKind, pattern: RegExp): boolean {
    const text = this.match(pattern);
    if (!text) return false;
    this.push(kind, text, this.at);
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    return this.matchAt(pattern, this.at);
  }

  private matchAt(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source)?.[0];
  }

  private pushSymbol(kind: TokenKind, text: string): void {
    this.push(kind, text, this.at);
    this.at += text.length;
  }

  private push(kind: TokenKind, text: string, at: number): void {
    this.tokens.push({ kind, text, at });
  }
}
