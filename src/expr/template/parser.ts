// Tokens to a tree, by the grammar of text/template/parse.

import { failAt, nearestHint } from "../expression-error.ts";
import { unquoteGo } from "../go/quote.ts";
import { tokenize } from "./lexer.ts";
import { parsePipe } from "./parse-pipe.ts";
import { type Scope, TokenStream } from "./token-stream.ts";
import type { Block, Definition, Pipe, Statement, TemplateTree } from "./syntax.ts";

/** Parses a template; `functions` are the names it may call. Throws ExpressionError. */
export function parseTemplate(
  source: string,
  functions: ReadonlySet<string>,
  trims = false,
): TemplateTree {
  const stream = new TokenStream(source, tokenize(source, trims), functions);
  const parser = new Parser(stream);
  return parser.parse();
}

/** How a list of statements ended. */
interface Ending {
  readonly body: Block;
  readonly by: "end" | "else" | "eof";
}

class Parser {
  private readonly definitions = new Map<string, Definition>();
  private rangeDepth = 0;

  constructor(private readonly stream: TokenStream) {}

  parse(): TemplateTree {
    const scope = this.stream.enterScope();
    const { body, by } = this.statements(true);
    if (by !== "eof") this.stream.fail(`unexpected {{${by}}}`, `there is no open block for it`);
    const main = { body, slotCount: scope.slotCount };
    this.checkCalls(this.definitions);
    return { main, definitions: this.definitions };
  }

  /** Statements up to {{end}}, {{else}} or, at the top, the end of the text. */
  private statements(atTop = false): Ending {
    const body: Statement[] = [];
    for (;;) {
      const token = this.stream.next();
      if (token.kind === "text") {
        body.push({ kind: "text", text: token.text });
        continue;
      }
      if (token.kind === "end") {
        if (!atTop) this.stream.fail("unexpected EOF", "a block is not closed: add {{end}}");
        return { body, by: "eof" };
      }
      const word = this.stream.peekWord();
      if (word === "end" || word === "else") {
        this.stream.skipSpace();
        this.stream.next();
        if (word === "end") this.stream.expectClose("end");
        return { body, by: word };
      }
      if (word === "define") this.define(atTop);
      else body.push(this.action(word ?? ""));
    }
  }

  private action(word: string): Statement {
    switch (word) {
      case "if":
      case "with":
      case "range":
        return this.control(word);
      case "template":
        return this.call();
      case "block":
        return this.block();
      case "break":
      case "continue": {
        if (this.rangeDepth === 0) break;
        const at = this.stream.nextWord().at;
        this.stream.expectClose(`{{${word}}}`);
        return { kind: word, at };
      }
      default:
    }
    if ((word === "break" || word === "continue") && !this.stream.functions.has(word)) {
      this.stream.fail(`{{${word}}} outside {{range}}`);
    }
    const pipe = parsePipe(this.stream, "command", "close");
    return { kind: "action", at: pipe.at, pipe };
  }

  private control(kind: "if" | "with" | "range"): Statement {
    const at = this.stream.nextWord().at;
    const mark = this.stream.scope.mark();
    const pipe = parsePipe(this.stream, kind, "close");
    if (kind === "range") this.rangeDepth++;
    const { body, by } = this.statements();
    if (kind === "range") this.rangeDepth--;
    const otherwise = by === "else" ? this.otherwise(kind) : undefined;
    this.stream.scope.release(mark);
    return kind === "range"
      ? { kind, at, pipe, body, otherwise }
      : { kind, at, pipe, body, otherwise };
  }

  private otherwise(kind: "if" | "with" | "range"): Block {
    const word = this.stream.peekWord();
    if (word === kind && kind !== "range") return [this.control(kind)];
    this.stream.expectClose("else");
    const { body, by } = this.statements();
    if (by !== "end") this.stream.fail("expected end; found {{else}}");
    return body;
  }

  private call(): Statement {
    const at = this.stream.nextWord().at;
    const name = this.templateName("template clause");
    this.stream.calls.push({ name, at });
    this.stream.skipSpace();
    if (this.stream.peek().kind === "close") {
      this.stream.next();
      return { kind: "template", at, name, pipe: undefined };
    }
    return { kind: "template", at, name, pipe: parsePipe(this.stream, "template clause", "close") };
  }

  private block(): Statement {
    const at = this.stream.nextWord().at;
    const name = this.templateName("block clause");
    const pipe: Pipe = parsePipe(this.stream, "block clause", "close");
    this.definition(name, at, "block clause");
    return { kind: "template", at, name, pipe };
  }

  private define(atTop: boolean): void {
    const at = this.stream.nextWord().at;
    if (!atTop)
      failAt(this.stream.source, at, "unexpected {{define}}", "define only at the top level");
    const name = this.templateName("define clause");
    this.stream.expectClose("define clause");
    this.definition(name, at, "define clause");
  }

  private definition(name: string, at: number, context: string): void {
    const outer: Scope = this.stream.scope;
    const outerDepth = this.rangeDepth;
    this.rangeDepth = 0;
    const scope = this.stream.enterScope();
    const { body, by } = this.statements();
    if (by !== "end") this.stream.fail(`unexpected {{${by}}} in ${context}`);
    this.stream.leaveScope(outer);
    this.rangeDepth = outerDepth;
    this.add(name, at, { body, slotCount: scope.slotCount });
  }

  /** A later definition may replace an empty one, and an empty one replaces nothing. */
  private add(name: string, at: number, definition: Definition): void {
    const existing = this.definitions.get(name);
    if (!existing || isEmpty(existing.body)) this.definitions.set(name, definition);
    else if (!isEmpty(definition.body)) {
      failAt(this.stream.source, at, `multiple definition of template ${JSON.stringify(name)}`);
    }
  }

  private templateName(context: string): string {
    this.stream.skipSpace();
    const token = this.stream.next();
    const name = token.kind === "string" ? unquoteGo(token.text) : undefined;
    if (name === undefined) failAt(this.stream.source, token.at, `${context} needs a quoted name`);
    return name;
  }

  /** Go finds an undefined template only on running into it; here it is an error at once. */
  private checkCalls(definitions: ReadonlyMap<string, Definition>): void {
    for (const { name, at } of this.stream.calls) {
      if (definitions.has(name)) continue;
      const hint = nearestHint(name, definitions.keys()) ?? "add {{define}} for it";
      failAt(this.stream.source, at, `template ${JSON.stringify(name)} not defined`, hint);
    }
  }
}

function isEmpty(body: Block): boolean {
  return body.every((statement) => statement.kind === "text" && statement.text.trim() === "");
}
