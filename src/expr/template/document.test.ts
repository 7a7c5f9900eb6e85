import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { parseYaml } from "../yaml/parse.ts";
import { compileDocument } from "./document.ts";
import { templateFunction } from "./function.ts";
import { sprigFunctions } from "./sprig/index.ts";
import { GoFloat, GoInt, Literal } from "./go-value.ts";

/** The value as JSON has it: that of every literal can be written. */
function plain(value: unknown): unknown {
  const bare = value instanceof GoInt || value instanceof GoFloat ? Number(value.value) : value;
  return JSON.parse(JSON.stringify(bare ?? null));
}

const functions = {
  ...sprigFunctions({ nowMs: () => 0, random: () => 0.5 }),
  Quote: templateFunction("any", (value: unknown) => {
    const known = plain(value);
    return new Literal(known, () => JSON.stringify(known));
  }),
  Lines: templateFunction("any", (value: unknown) => {
    const known = plain(value);
    return new Literal(known, () => `\n  ${JSON.stringify(known)}`, 2);
  }),
};

// Each holds values in places of another kind: alone, within text, quoted, as keys, in flows.
const templates = [
  "a: {{ .x }}\nb: {{ .y }}",
  "a: pre-{{ .x }}-{{ .y }}\nb:\n- {{ .x }}\n- q: {{ .y }}\n  r: {{ .x }} tail",
  'a: "{{ .x }}"\nb: \'{{ .y }}\'\nc: "p{{ .x }}q{{ .y }}"',
  '{{ .x }}: 1\nk{{ .y }}: {{ .x }}\n"q{{ .y }}": z',
  'a: {b: {{ .x }}, c: [{{ .y }}, "{{ .x }}"]}',
  "a: {{ .x }} # note\n# {{ .y }}\nb: 1",
  "a: {{ Quote .x }}\nb: {{ Lines .y }}\nc: [{{ Quote .y }}]",
  "a: |\n  {{ .x }}\n  {{ .y }}\nb: 1",
  "a: &anchor {{ .x }}\nb: *anchor\nc: !!str {{ .y }}",
  "{{ range .list }}- n: {{ . }}\n  v: {{ $.x }}\n{{ else }}none: {{ .y }}{{ end }}",
  "{{ .x }}",
  "a: {{ toJson .list }}\nb: [{{ toJson .x }}]\nc: {{ toJson (dict .y .x) }}\nd: {{ quote .y }}",
  "a:\n  {{ .x }}\nb:\n  c: {{ Lines .x }}\n  d: {{ .y }}{{ .x }}",
  "- - {{ .x }}\n  - {{ .y }}\n- a: {{ .x }}:{{ .y }}",
];

const nasty = fc.constantFrom(
  ..."yes|no|On|off|y|~|null|0o17|017|08|0x1F|1_000|1e3|.5|.inf|-.inf|.nan|+1|-0|1:30|<<|a: b|a:b|#x|a #b|- a|-|--- x|...|%x|@x|`x|\"q\"|'q'|[a]|{a: 1}|*a|&a|!t|!!int 5|? a|| x|> x|:|: a|a:|,|, |<no value>|2026-01-01|2026-01-01T00:00:00Z|10.0.0.1|nginx:1.27@sha256:abc|true|False|99999999999999999999|1.50|\\|é|日本|😀|trailing |  lead|key: {| |".split(
    "|",
  ),
  "a\nb",
  "a\n\nb",
  "\t",
  "a\tb",
  "x\u0085y",
  "x\u2028y",
  "\u0007",
  "\ufeffa",
  "a\u007fb",
  "\ue0000\ue001",
);
const value = fc.oneof(
  nasty,
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.tuple(nasty, nasty).map((pair) => pair.join("")),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.integer().map((number) => new GoInt(number)),
  fc.double({ noNaN: true }).map((number) => new GoFloat(number)),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 2 }),
);

/** The outcome of a call, errors included, so that two can be compared. */
function outcome(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

describe("a document", () => {
  for (const text of templates) {
    test(`filled is the same as parsed: ${JSON.stringify(text)}`, () => {
      const document = compileDocument(text, { functions });
      fc.assert(
        fc.property(value, value, fc.array(value, { maxLength: 3 }), (x, y, list) => {
          const data = { x, y, list };
          expect(outcome(() => document(data))).toEqual(outcome(() => document.parse(data)));
        }),
        { numRuns: 40 },
      );
    });
  }

  test("reads unquoted values as YAML 1.1 does, quoted ones as text", () => {
    const document = compileDocument('a: {{ .x }}\nb: "{{ .x }}"');
    expect(document({ x: "yes" })).toEqual({ a: true, b: "yes" });
    expect(document({ x: "0x10" })).toEqual({ a: 16, b: "0x10" });
    expect(document({ x: "2026-01-01T00:00:00Z" })).toEqual({
      a: "2026-01-01T00:00:00Z",
      b: "2026-01-01T00:00:00Z",
    });
  });

  test("leaves out the space around it, and points into the text as it was", () => {
    expect(compileDocument("\n  a: 1\n").template.render({})).toBe("a: 1");
    expect(() => compileDocument("\n\n a: {{ nosuch }}\n")).toThrow(
      expect.objectContaining({ line: 3, column: 8 }),
    );
  });

  test("shares its constants, frozen", () => {
    const document = compileDocument("state: { running: {} }\nname: {{ .x }}");
    const [first, second] = [document({ x: "a" }), document({ x: "b" })] as { state: object }[];
    expect(first!.state).toBe(second!.state);
    expect(Object.isFrozen(first!.state)).toBe(true);
  });
});

test("merge keys and repeated keys are read as go-yaml reads them", () => {
  expect(parseYaml("a: &d {x: 1, z: 2}\nb:\n  <<: *d\n  z: 3\nb2: 1\nb2: 2")).toEqual({
    a: { x: 1, z: 2 },
    b: { x: 1, z: 3 },
    b2: 2,
  });
});
