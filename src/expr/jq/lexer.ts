// Text to tokens, as gojq cuts them. A string is one token; the parser reads its interpolations.

import { failAt } from "../expression-error.ts";

export type TokenKind =
  "word" | "field" | "variable" | "format" | "number" | "string" | "symbol" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  /** Of a string: text and, between, the tokens of what `\(…)` holds. */
  readonly parts?: readonly (string | readonly Token[])[];
}

const SPACE = /(?:[ \t\r\n]+|#(?:\\(?:\r\n|[^])|[^\r\n\\])*)+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?/y;
const FIELD = /\.[A-Za-z_][A-Za-z0-9_]*/y;
const VARIABLE = /\$[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?/y;
const FORMAT = /@[A-Za-z0-9_]+/y;
const NUMBER = /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const SYMBOL =
  /\?\/\/|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|>=|<=|\/\/|\.\.|[.[\]{}()|,:;=<>+\-*/%?$]/y;

export function tokenize(source: string): Token[] {
  const lexer = new Lexer(source, 0);
  const tokens = lexer.until(undefined);
  tokens.push({ kind: "end", text: "", at: source.length });
  return tokens;
}

class Lexer {
  constructor(
    private readonly source: string,
    private at: number,
  ) {}

  get position(): number {
    return this.at;
  }

  /** Tokens up to the end, or up to the `)` that closes an interpolation. */
  until(closer: ")" | undefined): Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    for (;;) {
      this.at += this.match(SPACE)?.length ?? 0;
      if (this.at >= this.source.length) {
        if (closer) failAt(this.source, this.at, "unterminated string literal");
        return tokens;
      }
      const token = this.next();
      if (token.text === "(") depth++;
      if (token.text === ")" && token.kind === "symbol" && depth-- === 0 && closer) return tokens;
      tokens.push(token);
    }
  }

  private next(): Token {
    if (this.source[this.at] === '"') return this.string();
    const token =
      this.take("field", FIELD) ??
      this.take("number", NUMBER) ??
      this.take("word", WORD) ??
      this.take("variable", VARIABLE) ??
      this.take("format", FORMAT) ??
      this.take("symbol", SYMBOL);
    if (!token)
      failAt(this.source, this.at, `unexpected token ${JSON.stringify(this.source[this.at])}`);
    if (token.kind === "number" && this.matchAt(WORD, this.at)) {
      failAt(
        this.source,
        token.at,
        `invalid token ${JSON.stringify(token.text + this.source[this.at])}`,
      );
    }
    return token;
  }

  private string(): Token {
    const at = this.at++;
    const parts: (string | readonly Token[])[] = [];
    let text = "";
    for (;;) {
      const letter = this.source[this.at];
      if (letter === undefined) failAt(this.source, at, "unterminated string literal");
      if (letter === '"') break;
      if (letter !== "\\") {
        text += letter;
        this.at++;
      } else if (this.source[this.at + 1] === "(") {
        parts.push(text);
        text = "";
        this.at += 2;
        parts.push(this.until(")"));
      } else text += this.escape();
    }
    this.at++;
    parts.push(text);
    return { kind: "string", text: this.source.slice(at, this.at), at, parts };
  }

  private escape(): string {
    const letter = this.source[this.at + 1] ?? "";
    if (letter === "u") {
      const digits = /[0-9a-fA-F]{4}/y;
      const hex = this.matchAt(digits, this.at + 2);
      if (!hex) failAt(this.source, this.at, 'invalid escape sequence "\\u" in string literal');
      this.at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const known = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[
      letter
    ];
    if (known === undefined) {
      failAt(this.source, this.at, `invalid escape sequence "\\${letter}" in string literal`);
    }
    this.at += 2;
    return known;
  }

  private take(kind: TokenKind, pattern: RegExp): Token | undefined {
    const text = this.match(pattern);
    if (text === undefined) return undefined;
    const at = this.at;
    this.at += text.length;
    return { kind, text, at };
  }

  private match(pattern: RegExp): string | undefined {
    return this.matchAt(pattern, this.at);
  }

  private matchAt(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.source)?.[0];
  }
}
