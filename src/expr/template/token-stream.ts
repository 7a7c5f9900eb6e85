// What the two halves of the parser share: the tokens, the functions known and the variables in scope.

import { failAt } from "../expression-error.ts";
import type { Token, TokenKind } from "./lexer.ts";

/** The variables of one template body; each declaration gets a slot of its own. */
export class Scope {
  private readonly names: { name: string; slot: number }[] = [{ name: "$", slot: 0 }];
  slotCount = 1;

  declare(name: string): number {
    this.names.push({ name, slot: this.slotCount });
    return this.slotCount++;
  }

  find(name: string): number | undefined {
    return this.names.findLast((entry) => entry.name === name)?.slot;
  }

  known(): string[] {
    return this.names.map((entry) => entry.name);
  }

  mark(): number {
    return this.names.length;
  }

  release(mark: number): void {
    this.names.length = mark;
  }
}

export class TokenStream {
  private index = 0;
  scope = new Scope();
  readonly calls: { name: string; at: number }[] = [];

  constructor(
    readonly source: string,
    private readonly tokens: readonly Token[],
    readonly functions: ReadonlySet<string>,
  ) {}

  enterScope(): Scope {
    this.scope = new Scope();
    return this.scope;
  }

  leaveScope(outer: Scope): void {
    this.scope = outer;
  }

  peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)]!;
  }

  /** The token `ahead` places on, not counting spaces. */
  peekPast(ahead: number): Token {
    let index = this.index;
    let left = ahead;
    for (;;) {
      const token = this.tokens[Math.min(index, this.tokens.length - 1)]!;
      if (token.kind !== "space" && left-- === 0) return token;
      if (token.kind === "end") return token;
      index++;
    }
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  skipSpace(): void {
    while (this.peek().kind === "space") this.index++;
  }

  /** The next word, spaces aside, if a word comes next. */
  peekWord(): string | undefined {
    const token = this.peekPast(0);
    return token.kind === "word" ? token.text : undefined;
  }

  nextWord(): Token {
    this.skipSpace();
    return this.next();
  }

  expectClose(context: string): void {
    this.skipSpace();
    const token = this.next();
    if (token.kind !== "close") this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    failAt(this.source, token.at, `unexpected ${describe(token.kind, token.text)} in ${context}`);
  }

  fail(message: string, hint?: string): never {
    failAt(this.source, this.peek().at, message, hint);
  }
}

function describe(kind: TokenKind, text: string): string {
  return kind === "end" ? "end of the template" : JSON.stringify(text);
}
