// From tokens to an expression: CEL's grammar, by recursive descent.

import type { Call, Expr, MapEntry } from "./ast.ts";
import { CelCompileError, type Issue } from "./issues.ts";
import { SyntaxIssue, tokenize, unquote, type Token } from "./lexer.ts";
import { expandMacro } from "./macros.ts";
import { BOOL, BYTES, DOUBLE, INT, NULL, STRING, UINT } from "./types.ts";
import { Uint } from "./values.ts";

/** Parentheses in parentheses; the parser calls itself for each. */
const DEPTH_MAX = 250;
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);
const STARTERS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const RELATIONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">=", "in"]);
const INT_BITS = 64;

/** Throws CelCompileError. */
export function parse(text: string): Expr {
  const issues: Issue[] = [];
  const tokens = tokenize(text, issues);
  let expr: Expr | undefined;
  try {
    expr = new Parser(tokens).whole();
  } catch (error) {
    if (!(error instanceof SyntaxIssue)) throw error;
    issues.push(error.issue);
  }
  if (!expr || issues.length > 0) throw new CelCompileError(text, issues);
  return expr;
}

class Parser {
  private index = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expr {
    const expr = this.expression();
    if (this.next.kind !== "end") this.unexpected("<EOF>");
    return expr;
  }

  private get next(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as Token;
  }

  private is(text: string): boolean {
    const { kind } = this.next;
    return this.next.text === text && (kind === "sign" || kind === "name");
  }

  private take(): Token {
    const token = this.next;
    this.index++;
    return token;
  }

  private accept(text: string): Token | undefined {
    return this.is(text) ? this.take() : undefined;
  }

  private expect(text: string): Token {
    const { kind, at } = this.next;
    if (kind === "end") this.fail(at, `Syntax error: missing '${text}' at '<EOF>'`);
    return this.accept(text) ?? this.unexpected(`'${text}'`);
  }

  /** Between the parts of a list: true where another follows. */
  private continues(close: string): boolean {
    if (this.accept(",")) return true;
    if (!this.accept(close)) this.unexpected(`{'${close}', ','}`);
    return false;
  }

  private unexpected(expected: string): never {
    const { at, text } = this.next;
    const how = this.next.kind === "end" || expected !== "<EOF>" ? "mismatched" : "extraneous";
    return this.fail(at, `Syntax error: ${how} input '${text}' expecting ${expected}`);
  }

  private fail(at: number, message: string): never {
    throw new SyntaxIssue({ at, message });
  }

  private expression(): Expr {
    if (++this.depth > DEPTH_MAX)
      this.fail(this.next.at, `expression recursion limit exceeded: ${DEPTH_MAX}`);
    const condition = this.either();
    const question = this.accept("?");
    let expr = condition;
    if (question) {
      const yes = this.either();
      this.expect(":");
      expr = call(question.at, "_?_:_", [condition, yes, this.expression()]);
    }
    this.depth--;
    return expr;
  }

  private either(): Expr {
    return this.leftAssociative(["||"], () => this.both());
  }

  private both(): Expr {
    return this.leftAssociative(["&&"], () => this.relation());
  }

  private relation(): Expr {
    return this.leftAssociative(RELATIONS, () => this.sum());
  }

  private sum(): Expr {
    return this.leftAssociative(["+", "-"], () => this.product());
  }

  private product(): Expr {
    return this.leftAssociative(["*", "/", "%"], () => this.unary());
  }

  private leftAssociative(operators: Iterable<string>, operand: () => Expr): Expr {
    const known = new Set(operators);
    let left = operand();
    while ((this.next.kind === "sign" || this.next.text === "in") && known.has(this.next.text)) {
      const { text, at } = this.take();
      left = call(at, text === "in" ? "@in" : `_${text}_`, [left, operand()]);
    }
    return left;
  }

  private unary(): Expr {
    const sign = this.is("!") || this.is("-") ? this.take() : undefined;
    if (!sign) return this.member();
    let count = 1;
    while (this.accept(sign.text)) count++;
    const isNumber = this.next.kind === "int" || this.next.kind === "double";
    if (sign.text === "-" && isNumber && count % 2 === 1)
      return this.selections(this.number(sign.at, "-"));
    const operand = this.member();
    return count % 2 === 0 ? operand : call(sign.at, `${sign.text}_`, [operand]);
  }

  private member(): Expr {
    return this.selections(this.primary());
  }

  private selections(operand: Expr): Expr {
    let expr = operand;
    for (;;) {
      const dot = this.accept(".");
      const bracket = dot ? undefined : this.accept("[");
      if (dot) expr = this.afterDot(expr, dot);
      else if (bracket) {
        const name = this.accept("?") ? "_[?_]" : "_[_]";
        const index = this.expression();
        this.expect("]");
        expr = call(bracket.at, name, [expr, index]);
      } else return expr;
    }
  }

  private afterDot(operand: Expr, dot: Token): Expr {
    const isOptional = this.accept("?") !== undefined;
    const { next } = this;
    if (next.kind !== "name")
      this.fail(next.at, `Syntax error: no viable alternative at input '.${next.text}'`);
    const { text: field } = this.take();
    const open = isOptional ? undefined : this.accept("(");
    if (!open)
      return { kind: "select", at: dot.at, operand, field, how: isOptional ? "optional" : "plain" };
    return this.macroOr({
      kind: "call",
      at: open.at,
      name: field,
      target: operand,
      args: this.rest(")"),
    });
  }

  private macroOr(made: Call): Expr {
    return expandMacro(made, (at, message) => this.fail(at, message)) ?? made;
  }

  /** Expressions up to the closing sign, which is taken. */
  private rest(close: string): Expr[] {
    const list: Expr[] = [];
    while (!this.accept(close)) {
      list.push(this.expression());
      if (!this.continues(close)) break;
    }
    return list;
  }

  private primary(): Expr {
    const { kind, at, text } = this.next;
    switch (kind) {
      case "int":
      case "uint":
      case "double":
        return this.number(at, "");
      case "string":
      case "bytes":
        return this.text();
      case "name":
        return this.named();
      case "end":
        return this.unexpected(STARTERS);
      case "sign":
    }
    if (this.accept("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    if (text === "[") return this.list();
    if (text === "{") return this.map();
    if (this.accept(".")) return this.named();
    return this.unexpected(STARTERS);
  }

  private named(): Expr {
    if (this.next.kind !== "name") this.unexpected("IDENTIFIER");
    const { text: name, at } = this.take();
    if (name === "true" || name === "false")
      return { kind: "const", at, value: name === "true", type: BOOL };
    if (name === "null") return { kind: "const", at, value: null, type: NULL };
    if (name === "in") this.fail(at, `Syntax error: mismatched input 'in' expecting ${STARTERS}`);
    if (RESERVED.has(name)) this.fail(at, `reserved identifier: ${name}`);
    const open = this.accept("(");
    if (!open) return { kind: "ident", at, name };
    return this.macroOr({
      kind: "call",
      at: open.at,
      name,
      target: undefined,
      args: this.rest(")"),
    });
  }

  private list(): Expr {
    const { at } = this.take();
    const elements: Expr[] = [];
    const optional = new Set<number>();
    while (!this.accept("]")) {
      if (this.accept("?")) optional.add(elements.length);
      elements.push(this.expression());
      if (!this.continues("]")) break;
    }
    return { kind: "list", at, elements, optional };
  }

  private map(): Expr {
    const { at } = this.take();
    const entries: MapEntry[] = [];
    while (!this.accept("}")) {
      const isOptional = this.accept("?") !== undefined;
      const key = this.expression();
      this.expect(":");
      entries.push({ key, value: this.expression(), isOptional });
      if (!this.continues("}")) break;
    }
    return { kind: "map", at, entries };
  }

  private number(at: number, sign: string): Expr {
    const { kind, text } = this.take();
    if (kind === "double") return { kind: "const", at, value: Number(sign + text), type: DOUBLE };
    const digits = BigInt(text.replace(/u$/i, ""));
    if (kind === "uint") {
      if (BigInt.asUintN(INT_BITS, digits) !== digits) this.fail(at, "invalid uint literal");
      return { kind: "const", at, value: new Uint(digits), type: UINT };
    }
    const value = sign === "-" ? -digits : digits;
    if (BigInt.asIntN(INT_BITS, value) !== value) this.fail(at, "invalid int literal");
    return { kind: "const", at, value, type: INT };
  }

  private text(): Expr {
    const { kind, text, at } = this.take();
    const value = unquote(text);
    if (value === undefined) return this.fail(at, `invalid ${kind} literal`);
    return { kind: "const", at, value, type: kind === "bytes" ? BYTES : STRING };
  }
}

function call(at: number, name: string, args: readonly Expr[]): Call {
  return { kind: "call", at, name, target: undefined, args };
}
