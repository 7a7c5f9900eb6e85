// Tokens to a tree: queries, operators by precedence, definitions and bindings.

import { failAt } from "../expression-error.ts";
import { tokenize } from "./lexer.ts";
import { parsePattern } from "./parse-pattern.ts";
import { parseKey, parseTerm } from "./parse-term.ts";
import type { Definition, Node, Operator, Pattern, UpdateOperator } from "./syntax.ts";
import { type Grammar, TokenReader } from "./token-reader.ts";

/** Parses a query; throws ExpressionError. */
export function parseJq(source: string): Node {
  const reader = new TokenReader(grammar, source, tokenize(source));
  if (reader.peek().kind === "end")
    failAt(source, 0, "an empty query", 'write "." for the input itself');
  const node = parseQuery(reader);
  if (reader.peek().kind !== "end") reader.unexpected();
  return node;
}

const grammar: Grammar = { query: parseQuery, expression: parseExpression, key: parseKey };

/** `def …; a | b, c as $x | d`: the loosest level. */
function parseQuery(reader: TokenReader): Node {
  if (reader.takeWord("def")) {
    const definition = parseDefinition(reader);
    // A program may be definitions only.
    const isLast = reader.peek().kind === "end";
    return { kind: "define", definition, body: isLast ? { kind: "identity" } : parseQuery(reader) };
  }
  if (reader.takeWord("label")) {
    const name = reader.expectKind("variable").text;
    reader.expect("|");
    return { kind: "label", name, body: parseQuery(reader) };
  }
  const left = parseComma(reader);
  if ("isBinding" in left) return left.node;
  if (!reader.take("|")) return left.node;
  return { kind: "pipe", left: left.node, right: parseQuery(reader) };
}

/** A binding reaches to the end of its pipeline, so it ends the level it stands in. */
interface Level {
  readonly node: Node;
  readonly isBinding?: true;
}

function parseComma(reader: TokenReader): Level {
  let left = parseBinding(reader);
  while (!left.isBinding && reader.take(",")) {
    const startsQuery = reader.peekIsWord("def") || reader.peekIsWord("label");
    const right: Level = startsQuery
      ? { node: parseQuery(reader), isBinding: true }
      : parseBinding(reader);
    left = { ...right, node: { kind: "comma", left: left.node, right: right.node } };
  }
  return left;
}

function parseBinding(reader: TokenReader): Level {
  const source = parseExpression(reader);
  if (!reader.takeWord("as")) return { node: source };
  const patterns: Pattern[] = [parsePattern(reader)];
  while (reader.take("?//")) patterns.push(parsePattern(reader));
  reader.expect("|");
  return { node: { kind: "bind", source, patterns, body: parseQuery(reader) }, isBinding: true };
}

type Associativity = "left" | "right" | "none";
const LEVELS: readonly (readonly [readonly string[], Associativity])[] = [
  [["//"], "right"],
  [["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="], "none"],
  [["or"], "left"],
  [["and"], "left"],
  [["==", "!=", "<", "<=", ">", ">="], "none"],
  [["+", "-"], "left"],
  [["*", "/", "%"], "left"],
];

/** Everything tighter than a comma. */
function parseExpression(reader: TokenReader, level = 0): Node {
  const entry = LEVELS[level];
  if (!entry) return parseTerm(reader);
  const [operators, associativity] = entry;
  let left = parseExpression(reader, level + 1);
  for (;;) {
    const operator = reader.takeOperator(operators);
    if (operator === undefined) return left;
    const right = parseExpression(reader, associativity === "right" ? level : level + 1);
    left = combine(operator, left, right);
    if (associativity === "right") return left;
    if (associativity === "none" && operators.includes(reader.peek().text))
      reader.unexpected("add parentheses");
  }
}

function combine(operator: string, left: Node, right: Node): Node {
  if (operator === "//") return { kind: "alternative", left, right };
  if (operator === "or" || operator === "and") return { kind: operator, left, right };
  const isUpdate = LEVELS[1]![0].includes(operator);
  if (isUpdate) return { kind: "update", operator: operator as UpdateOperator, left, right };
  return { kind: "binary", operator: operator as Operator, left, right };
}

function parseDefinition(reader: TokenReader): Definition {
  const name = reader.expectKind("word").text;
  const parameters: string[] = [];
  if (reader.take("(")) {
    do {
      const token = reader.next();
      if (token.kind !== "word" && token.kind !== "variable") reader.unexpectedAt(token);
      parameters.push(token.text);
    } while (reader.take(";"));
    reader.expect(")");
  }
  reader.expect(":");
  const body = parseQuery(reader);
  reader.expect(";");
  return { name, parameters, body };
}
