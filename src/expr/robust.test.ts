// Whatever the text: it compiles or is an ExpressionError with a place inside it, and what it then
// does with any object is a result or an error of its own kind.

import * as fc from "fast-check";
import { expect, test } from "bun:test";
import {
  CelEvaluationError,
  compileJq,
  compileTemplate,
  ExpressionError,
  JqError,
  loadCel,
  sprigFunctions,
  TemplateError,
} from "./index.ts";

const { compileCel } = await loadCel();
const functions = sprigFunctions({ nowMs: () => 0, random: () => 0.5 });
const environment = {
  nowMs: () => 0,
  random: () => 0.5,
  quantityNanos: BigInt,
  variables: ["self"],
};

const words = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...text.split(" ")) },
        { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(" "));

const jqText = words(
  '. .. .a .b[0] .[] .["a"] [ ] { } ( ) | , : ; // = |= += + - * / % == < and or not if then else elif end try catch reduce foreach as $x ?// ? def f: label $o break 1 1.5 "s" "\\(.a)" @csv map(.) select(.a) path(..) first limit(1;.) add length keys tojson test("a") null true empty error',
);
const templateText = words(
  '{{ }} {{- -}} . .a .b.c $ $x := = | ( ) , if else end range with define "t" template block break continue nil true 1 1.5 "s" `r` printf "%d" eq and or not len index list dict add upper default text',
);
const celText = words(
  'self self.a .b [ ] ( ) { } : , ? && || ! == < + - * / % in 1 1.5 1u "s" true null has(self.a) size map(x,x) exists(x,true) Quantity("1") Now() duration("1s") int string type',
);

const data = fc.constantFrom<unknown>(
  { a: 1, b: [1, { c: "x" }] },
  { a: "s", b: { c: null } },
  { a: [], b: [[]] },
);

function check(
  text: string,
  compile: (text: string) => (data: unknown) => unknown,
  value: unknown,
  kind: new (...args: never[]) => Error,
): void {
  let run: (data: unknown) => unknown;
  try {
    run = compile(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ExpressionError);
    const { line, column } = error as ExpressionError;
    const lines = text.split("\n");
    expect(line).toBeWithin(1, lines.length + 1);
    expect(column).toBeWithin(1, Math.max(...lines.map((each) => each.length)) + 3);
    return;
  }
  try {
    run(value);
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
  }
}

test("jq", () => {
  const compile = (text: string) => compileJq(text) as (data: unknown) => unknown;
  fc.assert(
    fc.property(jqText, data, (text, value) => check(text, compile, value, JqError)),
    { numRuns: 400 },
  );
});

test("templates", () => {
  const compile = (text: string) => {
    const template = compileTemplate(text, { functions });
    return (value: unknown) => template.render(value);
  };
  fc.assert(
    fc.property(templateText, data, (text, value) => check(text, compile, value, TemplateError)),
    { numRuns: 400 },
  );
});

test("CEL", () => {
  const compile = (text: string) => {
    const run = compileCel(text, environment);
    return (value: unknown) => run({ self: value });
  };
  fc.assert(
    fc.property(celText, data, (text, value) => check(text, compile, value, CelEvaluationError)),
    { numRuns: 200 },
  );
});

test("a text nested deeper than the stack is an error with a place", () => {
  expect(() => compileJq("[".repeat(200_000))).toThrow(ExpressionError);
  expect(() => compileTemplate(`{{ ${"(".repeat(200_000)} }}`)).toThrow(ExpressionError);
});
