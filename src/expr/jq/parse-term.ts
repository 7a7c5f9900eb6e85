// Terms and their suffixes: `.a`, `."k"`, `.[0]`, `.[1:2]`, `.[]`, `?`, literals, calls, control flow.

import { failAt } from "../expression-error.ts";
import type { Token } from "./lexer.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { Node, ObjectEntry } from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";
import type { JqValue } from "./value.ts";

const IDENTITY: Node = { kind: "identity" };
const NULL: Node = { kind: "literal", value: null };
/** Words that are not names of functions. */
const KEYWORDS = new Set(
  "or and module import include def as label break null true false if then elif else end try catch reduce foreach".split(
    " ",
  ),
);

export function parseTerm(reader: TokenReader): Node {
  let term = parseHead(reader);
  for (;;) {
    const suffixed = parseSuffix(reader, term);
    if (!suffixed) return term;
    term = suffixed;
  }
}

function parseSuffix(reader: TokenReader, base: Node): Node | undefined {
  const { kind, text } = reader.peek();
  if (kind === "field") {
    reader.next();
    return { kind: "index", base, key: { kind: "literal", value: text.slice(1) } };
  }
  if (reader.take("?")) return optional(base);
  if (reader.take("[")) return parseBracket(reader, base);
  if (kind !== "symbol" || text !== ".") return undefined;
  reader.next();
  if (reader.take("[")) return parseBracket(reader, base);
  if (reader.peek().kind === "string")
    return { kind: "index", base, key: parseString(reader, undefined) };
  return reader.unexpected("a field name, a string or [ must follow the dot");
}

/** `.a.b?` guards the last step only; what stands before it may still fail. */
function optional(node: Node): Node {
  if (node.kind === "iterate")
    return { kind: "optional", base: node.base, last: { kind: "iterate", base: IDENTITY } };
  if (node.kind === "index" && node.key.kind === "literal") {
    return { kind: "optional", base: node.base, last: { ...node, base: IDENTITY } };
  }
  return { kind: "try", body: node, handler: undefined };
}

function parseBracket(reader: TokenReader, base: Node): Node {
  if (reader.take("]")) return { kind: "iterate", base };
  if (reader.take(":")) {
    const to = reader.grammar.query(reader);
    reader.expect("]");
    return { kind: "slice", base, from: NULL, to };
  }
  const key = reader.grammar.query(reader);
  if (!reader.take(":")) {
    reader.expect("]");
    return { kind: "index", base, key };
  }
  const to = reader.take("]") ? undefined : reader.grammar.query(reader);
  if (to) reader.expect("]");
  return { kind: "slice", base, from: key, to: to ?? NULL };
}

function parseHead(reader: TokenReader): Node {
  const token = reader.peek();
  switch (token.kind) {
    case "field":
      reader.next();
      return {
        kind: "index",
        base: IDENTITY,
        key: { kind: "literal", value: token.text.slice(1) },
      };
    case "number":
      reader.next();
      return { kind: "literal", value: parseNumber(token.text) };
    case "string":
      return parseString(reader, undefined);
    case "variable":
      reader.next();
      return { kind: "variable", name: token.text, at: token.at };
    case "format":
      reader.next();
      if (reader.peek().kind === "string") return parseString(reader, token.text);
      return { kind: "format", name: token.text, at: token.at };
    case "word":
      return parseWord(reader, token);
    case "symbol":
      return parseSymbol(reader, token);
    case "end":
      return reader.unexpected();
  }
}

/** Integers stay integers; a fraction or an exponent makes a float. */
export function parseNumber(text: string): JqValue {
  const digits = text.replace(/^\+/, "");
  return /^-?[0-9]+$/.test(digits) ? BigInt(digits) : Number(digits);
}

function parseSymbol(reader: TokenReader, token: Token): Node {
  reader.next();
  switch (token.text) {
    case "..":
      return { kind: "recurse" };
    case ".":
      if (reader.peek().kind === "string")
        return { kind: "index", base: IDENTITY, key: parseString(reader, undefined) };
      return reader.take("[") ? parseBracket(reader, IDENTITY) : IDENTITY;
    case "(": {
      const inner = reader.grammar.query(reader);
      reader.expect(")");
      // A pipe of identity keeps `(a.b)?` from being read as `a.b?`.
      return inner.kind === "index" || inner.kind === "iterate"
        ? { kind: "pipe", left: inner, right: IDENTITY }
        : inner;
    }
    case "[": {
      if (reader.take("]")) return { kind: "array", body: undefined };
      const body = reader.grammar.query(reader);
      reader.expect("]");
      return { kind: "array", body };
    }
    case "{":
      return { kind: "object", entries: parseEntries(reader) };
    case "+":
    case "-":
      return { kind: "sign", operator: token.text, operand: parseTerm(reader) };
    default:
      return reader.unexpectedAt(token);
  }
}

function parseWord(reader: TokenReader, token: Token): Node {
  reader.next();
  switch (token.text) {
    case "null":
      return NULL;
    case "true":
    case "false":
      return { kind: "literal", value: token.text === "true" };
    case "if":
      return parseIf(reader);
    case "try": {
      const body = parseTerm(reader);
      return {
        kind: "try",
        body,
        handler: reader.takeWord("catch") ? parseTerm(reader) : undefined,
      };
    }
    case "reduce":
    case "foreach":
      return parseFold(reader, token.text);
    case "break": {
      const { text, at } = reader.expectKind("variable");
      return { kind: "break", name: text, at };
    }
  }
  if (
    token.text === "import" ||
    token.text === "include" ||
    token.text === "module" ||
    token.text.includes("::")
  ) {
    failAt(
      reader.source,
      token.at,
      "modules are not available",
      "put the definitions into the expression",
    );
  }
  if (KEYWORDS.has(token.text)) reader.unexpectedAt(token);
  const args: Node[] = [];
  if (reader.take("(")) {
    do args.push(reader.grammar.query(reader));
    while (reader.take(";"));
    reader.expect(")");
  }
  return { kind: "call", name: token.text, args, at: token.at };
}

function parseIf(reader: TokenReader): Node {
  const condition = reader.grammar.query(reader);
  reader.expectWord("then");
  const consequence = reader.grammar.query(reader);
  let otherwise: Node | undefined;
  if (reader.takeWord("elif"))
    return { kind: "if", condition, consequence, otherwise: parseIf(reader) };
  if (reader.takeWord("else")) otherwise = reader.grammar.query(reader);
  reader.expectWord("end");
  return { kind: "if", condition, consequence, otherwise };
}

function parseFold(reader: TokenReader, kind: "reduce" | "foreach"): Node {
  const source = reader.grammar.expression(reader);
  reader.expectWord("as");
  const pattern = parsePattern(reader);
  reader.expect("(");
  const start = reader.grammar.query(reader);
  reader.expect(";");
  const update = reader.grammar.query(reader);
  const extract = kind === "foreach" && reader.take(";") ? reader.grammar.query(reader) : undefined;
  reader.expect(")");
  if (kind === "reduce") return { kind, source, pattern, start, update };
  return { kind, source, pattern, start, update, extract };
}

/** A string, its interpolations parsed. */
function parseString(reader: TokenReader, format: string | undefined): Node {
  const token = reader.next();
  const parts = token.parts!.map((part) => {
    if (typeof part === "string") return part;
    const inner = new TokenReader(reader.grammar, reader.source, [
      ...part,
      { kind: "end", text: "", at: token.at },
    ]);
    const node = inner.grammar.query(inner);
    if (inner.peek().kind !== "end") inner.unexpected();
    return node;
  });
  const [only] = parts;
  if (parts.length === 1 && typeof only === "string")
    return { kind: "literal", value: only.toWellFormed() };
  return { kind: "string", parts: parts.filter((part) => part !== ""), format, at: token.at };
}

function parseEntries(reader: TokenReader): ObjectEntry[] {
  const entries: ObjectEntry[] = [];
  while (!reader.take("}")) {
    entries.push(parseEntry(reader));
    if (!reader.take(",") && !(reader.peek().text === "}" && reader.peek().kind === "symbol"))
      reader.unexpected("a , or a } must follow");
  }
  return entries;
}

function parseEntry(reader: TokenReader): ObjectEntry {
  const token = reader.peek();
  if (token.kind === "variable") {
    reader.next();
    const variable: Node = { kind: "variable", name: token.text, at: token.at };
    // `{$a: 1}` takes the value of $a as the key.
    if (reader.take(":")) return { key: variable, value: parseValue(reader) };
    return { key: { kind: "literal", value: token.text.slice(1) }, value: variable };
  }
  const key = parseKey(reader);
  const value = reader.take(":") ? parseValue(reader) : undefined;
  if (!value && token.text === "(") reader.unexpected("a : must follow a key in parentheses");
  return { key, value };
}

/** `name`, `"name"`, `"\(name)"` or `(query)`. */
export function parseKey(reader: TokenReader): Node {
  const token = reader.peek();
  if (token.kind === "string") return parseString(reader, undefined);
  reader.next();
  if (token.kind === "word" && !token.text.includes("::"))
    return { kind: "literal", value: token.text };
  if (token.kind !== "symbol" || token.text !== "(")
    reader.unexpectedAt(token, "a key must be here");
  const key = reader.grammar.query(reader);
  reader.expect(")");
  return key;
}

/** The value of a key: no comma, but pipes. */
function parseValue(reader: TokenReader): Node {
  const left = reader.grammar.expression(reader);
  return reader.take("|") ? { kind: "pipe", left, right: parseValue(reader) } : left;
}
