// Destructuring: `$x`, `[$a, $b]`, `{a: $x, $b, "c": [$d], ("e"): $f}`.

import type { Pattern, PatternEntry } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

export function parsePattern(reader: TokenReader): Pattern {
  if (reader.take("[")) {
    const elements: Pattern[] = [];
    do elements.push(parsePattern(reader));
    while (reader.take(","));
    reader.expect("]");
    return { kind: "array", elements };
  }
  if (reader.take("{")) {
    const entries: PatternEntry[] = [];
    do entries.push(parseEntry(reader));
    while (reader.take(","));
    reader.expect("}");
    return { kind: "object", entries };
  }
  return { kind: "variable", name: reader.expectKind("variable").text };
}

function parseEntry(reader: TokenReader): PatternEntry {
  const token = reader.peek();
  if (token.kind === "variable") {
    reader.next();
    const value = reader.take(":") ? parsePattern(reader) : undefined;
    return { key: { kind: "literal", value: token.text.slice(1) }, variable: token.text, value };
  }
  const key = reader.grammar.key(reader);
  reader.expect(":");
  return { key, variable: undefined, value: parsePattern(reader) };
}

/** The variables a pattern binds, in order. */
export function variablesOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case "variable":
      return [pattern.name];
    case "array":
      return pattern.elements.flatMap(variablesOf);
    case "object":
      return pattern.entries.flatMap((entry) => [
        ...(entry.variable === undefined ? [] : [entry.variable]),
        ...(entry.value ? variablesOf(entry.value) : []),
      ]);
  }
}
