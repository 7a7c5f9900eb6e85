// Patterns of custom resources: which a definition may have, and what they fit. They are Go's, which take no more time
// than the text is long.

import { del, get, type JsonObject, namespaced, post, script, type Script } from "../script.ts";
import { definitions } from "./collections.ts";

const GROUP = "patterns.example.com";
const strings = (patterns: JsonObject): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(patterns).map(([name, pattern]) => [name, { type: "string", pattern }]),
  ),
});

function definition(openAPIV3Schema: JsonObject): JsonObject {
  return {
    metadata: { name: `texts.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { plural: "texts", kind: "Text" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

const texts = namespaced(`${GROUP}/v1`, "texts");
const text = (name: string, fields: JsonObject): JsonObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: "Text",
  metadata: { name },
  ...fields,
});

const NOT_GOS = [
  "(?=a)b",
  "(?!x)",
  "(?x)a",
  "(?P<n",
  "[z-a]",
  "[a",
  "[[:foo:]]",
  "a**",
  "*a",
  "(",
  "a)",
  "\\8",
  "\\Z",
  "\\c",
  "\\pX",
  "a\\",
  "a{1001}",
  "x{2,1}",
  "((a{100}){100}){100}",
];

/** A pattern, what fits it, and what does not. */
const GOS: Readonly<Record<string, readonly [pattern: string, fits: string, not: string]>> = {
  plain: ["^[a-z]+$", "abc", "aBc"],
  nested: ["^(a+)+$", "aaaa", `${"a".repeat(60)}!`],
  alternatives: ["^(a|a|aa)*$", "aaaa", `${"a".repeat(60)}!`],
  flags: ["(?i)^yes$", "YES", "YESS"],
  ends: ["\\Ab.*c\\z", "bxc", "bx\nc"],
  lines: ["(?m)^b$", "a\nb\nc", "ab"],
  dollar: ["^a$", "a", "a\n"],
  classes: ["^[[:alpha:]][[:word:]]*$", "a_1", "1"],
  letters: ["^\\pL+$", "é", "1"],
  greek: ["^\\p{Greek}+$", "α", "a"],
  dot: ["^.$", "😀", "ab"],
  boundary: ["\\bfoo\\b", "éfoo", "afoo"],
  named: ["^(?P<x>a)|(?<y>b)$", "b", "c"],
  quoted: ["^\\Qa.b\\E$", "a.b", "axb"],
  ungreedy: ["(?U)^a+?$", "aaa", "b"],
  code: ["^\\x{1F600}$", "😀", "x"],
  negated: ["^[^\\d\\s]$", "\u00a0", "1"],
};

const patterns = Object.fromEntries(
  Object.entries(GOS).map(([name, [pattern]]) => [name, pattern]),
);
const fitting = Object.fromEntries(Object.entries(GOS).map(([name, [, fits]]) => [name, fits]));

export const patternScripts: readonly Script[] = [
  script("patterns that are not Go's", [
    ...NOT_GOS.map((pattern) => post(definitions(), definition(strings({ pattern })))),
    post(
      definitions(),
      definition({
        type: "object",
        properties: {
          either: { type: "string", anyOf: [{ pattern: "(" }, { pattern: "a" }] },
          list: { type: "array", items: { type: "string", pattern: "[" } },
        },
      }),
    ),
  ]),
  script("patterns and what fits them", [
    post(definitions(), definition(strings(patterns))),
    get(definitions(`texts.${GROUP}`), {
      until: { path: "status.conditions.1.status", value: "True" },
    }),
    get(texts(), { until: { path: "kind", value: "TextList" } }),
    post(texts(), text("right", fitting)),
    ...Object.entries(GOS).map(([name, [, , not]]) => post(texts(), text(name, { [name]: not }))),
    del(definitions(`texts.${GROUP}`)),
  ]),
];
