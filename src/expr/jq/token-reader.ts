// A reader over the tokens of a query, with the errors that say where it stopped.

import { failAt } from "../expression-error.ts";
import type { Token, TokenKind } from "./lexer.ts";
import type { Node } from "./syntax.ts";

/** The rules that refer to each other across files; the reader carries them. */
export interface Grammar {
  readonly query: (reader: TokenReader) => Node;
  readonly expression: (reader: TokenReader) => Node;
  readonly key: (reader: TokenReader) => Node;
}

export class TokenReader {
  private index = 0;

  constructor(
    readonly grammar: Grammar,
    readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  peek(): Token {
    return (
      this.tokens[this.index] ??
      this.tokens.at(-1) ?? { kind: "end", text: "", at: this.source.length }
    );
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** Consumes a symbol if it is next. */
  take(symbol: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== "symbol" || text !== symbol) return false;
    this.index++;
    return true;
  }

  peekIsWord(word: string): boolean {
    const { kind, text } = this.peek();
    return kind === "word" && text === word;
  }

  takeWord(word: string): boolean {
    if (!this.peekIsWord(word)) return false;
    this.index++;
    return true;
  }

  takeOperator(operators: readonly string[]): string | undefined {
    const { kind, text } = this.peek();
    if ((kind !== "symbol" && kind !== "word") || !operators.includes(text)) return undefined;
    this.index++;
    return text;
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) this.unexpected(`${symbol} is missing here`);
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.unexpected(`${word} is missing here`);
  }

  expectKind(kind: TokenKind): Token {
    const token = this.next();
    if (token.kind !== kind) this.unexpectedAt(token, `a ${kind} is missing here`);
    return token;
  }

  unexpected(hint?: string): never {
    this.unexpectedAt(this.peek(), hint);
  }

  unexpectedAt(token: Token, hint?: string): never {
    const what =
      token.kind === "end"
        ? "unexpected end of the query"
        : `unexpected token ${JSON.stringify(token.text)}`;
    failAt(this.source, token.at, what, hint);
  }
}
