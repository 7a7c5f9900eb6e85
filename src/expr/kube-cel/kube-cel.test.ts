// What the conformance suite (test/conformance/scripts/rules.ts) cannot show: bounds, and values that are not of the
// type they should have.

import { describe, expect, test } from "bun:test";
import {
  CelCompileError,
  CelCostError,
  CelError,
  celTypes,
  compileRule,
  valueOf,
} from "./index.ts";

const { BOOL, DYN, INT, listOf, STRING } = celTypes;
const host = { quantityNanos: (text: string) => BigInt(text) * 1_000_000_000n, formats: {} };
const COST_MAX = 100_000;

const self = celTypes.objectOf("Self", { count: INT, names: listOf(STRING), any: DYN, flag: BOOL });
const object = { count: 3, names: ["a", "b"], any: { deep: [1, 2.5] }, flag: true };

function evaluate(text: string, json: Parameters<typeof valueOf>[0] = object): unknown {
  const rule = compileRule(text, { host, variables: { self } });
  return rule.run({ self: valueOf(json, self) }, COST_MAX).value;
}

function refusal(text: string): string {
  try {
    compileRule(text, { host, variables: { self } });
    return "compiled";
  } catch (error) {
    expect(error).toBeInstanceOf(CelCompileError);
    return (error as Error).message;
  }
}

describe("an expression", () => {
  test("reads data by its type", () => {
    expect(evaluate("self.count + 1")).toBe(4n);
    expect(evaluate("self.names.map(n, n + '!')[1]")).toBe("b!");
    expect(evaluate("self.any.deep[1]")).toBe(2.5);
    expect(evaluate("has(self.any.other) || self.?any.deep[0].orValue(7) == 1")).toBe(true);
  });

  test("fails where data is not what its type says", () => {
    expect(() => evaluate("self.count > 1", { count: "x" })).toThrow(CelError);
    expect(() => evaluate("self.names.all(n, n != '')", { names: "x" })).toThrow(CelError);
    expect(() => evaluate("self.count > 1", {})).toThrow("no such key: count");
  });

  test("joins and finds texts", () => {
    expect(evaluate("'a,b,c'.split(',', 2).join('|') + ['x', 'y'].join()")).toBe("a|b,cxy");
    expect(evaluate("'a1b22c333'.findAll('[0-9]+', 2).join(',')")).toBe("1,22");
    expect(evaluate("'aaa'.findAll('a*?').join(',')")).toBe(",,,");
    expect(evaluate("'foo bar'.findAll('\\\\b\\\\w').join('')")).toBe("fb");
    expect(evaluate("'xay'.find('a|xa') + 'ab\\ncd'.find('(?m)^c.')")).toBe("xacd");
    expect(evaluate("optional.of('a').optMap(x, x + 'b').value()")).toBe("ab");
  });

  test("is refused with every fault and its place", () => {
    expect(refusal("self.count == 1 &&\n  self.nothing == self.missing")).toBe(
      [
        "ERROR: <input>:2:7: undefined field 'nothing'",
        " |   self.nothing == self.missing",
        " | ......^",
        "ERROR: <input>:2:23: undefined field 'missing'",
        " |   self.nothing == self.missing",
        " | ......................^",
      ].join("\n"),
    );
  });

  test("may use other variables and tells which", () => {
    const rule = compileRule("self == old", {
      host,
      variables: { self: INT, old: INT, more: INT },
    });
    expect([...rule.used].sort()).toEqual(["old", "self"]);
  });
});

describe("a bound", () => {
  const many = "lists.range(1000)";

  test("on what an expression may cost ends loops in loops", () => {
    const text = `${many}.all(a, ${many}.all(b, ${many}.all(c, a + b + c >= 0)))`;
    expect(() => evaluate(text)).toThrow(CelCostError);
  });

  test("is not made up for by the other operand", () => {
    const costly = `${many}.all(a, ${many}.all(b, ${many}.all(c, a + b + c >= 0)))`;
    expect(() => evaluate(`${costly} || true`)).toThrow(CelCostError);
    expect(() => evaluate("lists.range(1000000000).size() > 0")).toThrow(CelCostError);
  });

  test("on regular expressions: their time grows with the text only", () => {
    const text = `'${"a".repeat(60)}!'`;
    expect(evaluate(`${text}.matches('^(a+)+$')`)).toBe(false);
    expect(evaluate(`${text}.find('(a+)+$')`)).toBe("");
  });

  test("on parentheses in parentheses", () => {
    expect(refusal("(".repeat(1000))).toContain("expression recursion limit exceeded");
    expect(refusal(`${"!(".repeat(1000)}true`)).toContain("expression recursion limit exceeded");
  });
});
