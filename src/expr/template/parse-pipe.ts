// Pipelines: `$x := .a | f "b" (g .c) | h`.

import { failAt, nearestHint } from "../expression-error.ts";
import { unquoteGo } from "../go/quote.ts";
import { refusedFunctions } from "./refused.ts";
import { parseGoNumber } from "./number-literal.ts";
import type { Command, Operand, Pipe } from "./syntax.ts";
import type { Token, TokenKind } from "./lexer.ts";
import type { TokenStream } from "./token-stream.ts";

const DEPTH_MAX = 200;

/** A pipeline up to and including its `end` token. */
export function parsePipe(
  stream: TokenStream,
  context: string,
  end: "close" | ")",
  depth = 0,
): Pipe {
  if (depth > DEPTH_MAX) stream.fail("max expression depth exceeded");
  stream.skipSpace();
  const at = stream.peek().at;
  const { variables, names, isAssignment } = declarations(stream, context);
  const commands: Command[] = [];
  for (;;) {
    stream.skipSpace();
    const token = stream.peek();
    if (token.kind === end) {
      stream.next();
      break;
    }
    if (!startsOperand(token.kind)) stream.unexpected(token, context);
    commands.push(command(stream, depth));
  }
  if (commands.length === 0) failAt(stream.source, at, `missing value for ${context}`);
  checkStages(stream, commands);
  // A variable may be used only after its own pipeline; but Go lets it be used in there too when
  // an outer one has the same name, so slots are taken after the commands.
  const slots = isAssignment ? variables : names.map((name) => stream.scope.declare(name));
  return { at, variables: slots, isAssignment, commands };
}

interface Declarations {
  readonly variables: number[];
  readonly names: string[];
  readonly isAssignment: boolean;
}

function declarations(stream: TokenStream, context: string): Declarations {
  const names: string[] = [];
  const places: number[] = [];
  for (;;) {
    if (stream.peekPast(0).kind !== "variable") break;
    const after = stream.peekPast(1);
    if (after.kind === "assign" || after.kind === "declare") {
      readName(stream, names, places);
      const isAssignment = after.kind === "assign";
      const variables = isAssignment
        ? names.map((name, index) => slotOf(stream, name, places[index]!))
        : [];
      return { variables, names: isAssignment ? [] : names, isAssignment };
    }
    if (after.kind !== ",") break;
    readName(stream, names, places);
    if (context !== "range" || names.length > 1) stream.fail(`too many declarations in ${context}`);
    if (stream.peekPast(0).kind !== "variable") stream.fail("range can only initialize variables");
  }
  return { variables: [], names: [], isAssignment: false };
}

function readName(stream: TokenStream, names: string[], places: number[]): void {
  stream.skipSpace();
  const token = stream.next();
  names.push(token.text);
  places.push(token.at);
  stream.skipSpace();
  stream.next();
}

function slotOf(stream: TokenStream, name: string, at: number): number {
  const slot = stream.scope.find(name);
  if (slot !== undefined) return slot;
  const hint = nearestHint(name, stream.scope.known()) ?? `declare it first: {{${name} := …}}`;
  failAt(stream.source, at, `undefined variable ${name}`, hint);
}

function startsOperand(kind: TokenKind): boolean {
  return ["word", "field", "variable", "dot", "string", "char", "number", "("].includes(kind);
}

function command(stream: TokenStream, depth: number): Command {
  const operands: Operand[] = [];
  const at = stream.peek().at;
  for (;;) {
    stream.skipSpace();
    const token = stream.peek();
    if (startsOperand(token.kind)) operands.push(operand(stream, depth));
    const after = stream.peek();
    if (after.kind === "space") {
      stream.next();
      continue;
    }
    if (after.kind === "pipe") {
      stream.next();
      break;
    }
    if (after.kind === "close" || after.kind === ")") break;
    stream.unexpected(after, "operand");
  }
  const head = operands[0];
  if (!head) failAt(stream.source, at, "empty command");
  return { at, head, operands };
}

/** Literals may begin a pipeline, not continue one. */
function checkStages(stream: TokenStream, commands: readonly Command[]): void {
  for (const [index, { head }] of commands.entries()) {
    if (index === 0 || !["bool", "dot", "nil", "number", "string"].includes(head.kind)) continue;
    failAt(stream.source, head.at, `non executable command in pipeline stage ${index + 1}`);
  }
}

function operand(stream: TokenStream, depth: number): Operand {
  const base = term(stream, depth);
  const names: string[] = [];
  while (stream.peek().kind === "field") names.push(stream.next().text.slice(1));
  if (names.length === 0) return base;
  switch (base.kind) {
    case "field":
    case "variable":
      return { ...base, names: [...base.names, ...names] };
    case "pipe":
    case "function":
    case "chain":
      return { kind: "chain", at: base.at, base, names };
    case "nil":
    case "bool":
    case "string":
    case "number":
    case "dot":
      failAt(stream.source, base.at, `unexpected .${names[0]} after a constant`);
  }
}

function term(stream: TokenStream, depth: number): Operand {
  const token = stream.next();
  const { at, text } = token;
  switch (token.kind) {
    case "word":
      return word(stream, token);
    case "dot":
      return { kind: "dot", at };
    case "field":
      return { kind: "field", at, names: [text.slice(1)] };
    case "variable":
      return { kind: "variable", at, name: text, slot: slotOf(stream, text, at), names: [] };
    case "(":
      return {
        kind: "pipe",
        at,
        pipe: parsePipe(stream, "parenthesized pipeline", ")", depth + 1),
      };
    case "string": {
      const value = unquoteGo(text);
      if (value === undefined) failAt(stream.source, at, `invalid string ${text}`);
      return { kind: "string", at, value };
    }
    case "number":
    case "char": {
      const number = parseGoNumber(text);
      if (!number) failAt(stream.source, at, `illegal number syntax: ${JSON.stringify(text)}`);
      return { kind: "number", at, text, ...number };
    }
    case "text":
    case "open":
    case "close":
    case "space":
    case "assign":
    case "declare":
    case "pipe":
    case ")":
    case ",":
    case "end":
      stream.unexpected(token, "operand");
  }
}

function word(stream: TokenStream, { text, at }: Token): Operand {
  if (text === "true" || text === "false") return { kind: "bool", at, value: text === "true" };
  if (text === "nil") return { kind: "nil", at };
  if (["if", "else", "end", "range", "with", "template", "define", "block"].includes(text)) {
    failAt(stream.source, at, `unexpected {{${text}}} inside a pipeline`);
  }
  if (!stream.functions.has(text)) {
    const refused = refusedFunctions[text];
    if (refused !== undefined) failAt(stream.source, at, `${text} is not available here`, refused);
    const hint =
      nearestHint(text, stream.functions) ?? "see docs/expressions.md for the functions there are";
    failAt(stream.source, at, `function ${JSON.stringify(text)} not defined`, hint);
  }
  return { kind: "function", at, name: text };
}
