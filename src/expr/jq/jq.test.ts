import { describe, expect, test } from "bun:test";
import { ExpressionError } from "../expression-error.ts";
import { compileJq, isJqInteger, JqError } from "./index.ts";

const pod = {
  metadata: { name: "web-0" },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  spec: { containers: [{ name: "a" }, { name: "b" }], replicas: 3 },
};
const run = (text: string): readonly unknown[] => compileJq(text)(pod);

describe("a query", () => {
  test("reads paths the way stock stages write them", () => {
    expect(run('.status.conditions.[] | select(.type == "Ready") | .status')).toEqual(["True"]);
    expect(run('.metadata["name"]')).toEqual(["web-0"]);
    expect(run(".metadata.missing.deeper")).toEqual([null]);
  });

  test("tells integers of its own making from the floats of the input", () => {
    const [length] = compileJq(".spec.containers | length")(pod);
    const [replicas] = compileJq(".spec.replicas")(pod);
    expect(isJqInteger(length!)).toBe(true);
    expect(isJqInteger(replicas!)).toBe(false);
  });

  test("has functions, closures and recursion", () => {
    expect(run("def f($n): if $n > 1 then $n * f($n - 1) else 1 end; f(5)")).toEqual([120n]);
    expect(run("def twice(g): g | g; 3 | twice(. * .)")).toEqual([81n]);
    expect(run("def f(g): g | g; 0 | [f((1, 2) as $x | . + $x)] | length")).toEqual([4n]);
  });

  test("changes along paths without touching its input", () => {
    expect(run(".spec.containers |= map(.name) | .spec")).toEqual([
      { containers: ["a", "b"], replicas: 3 },
    ]);
    expect(pod.spec.containers[0]).toEqual({ name: "a" });
  });

  test("throws what goes wrong with the input", () => {
    expect(() => run(".metadata.name.x")).toThrow(JqError);
    expect(() => run(".metadata.name.x")).toThrow('expected an object but got: string ("web-0")');
    expect(run(".metadata.name.x?")).toEqual([]);
  });

  test("is refused with its place and a hint where it cannot be compiled", () => {
    const cases: [string, number, number, string][] = [
      [".a |\n selct(.b)", 2, 2, "did you mean select?"],
      ["env.HOME", 1, 1, "an expression sees its input only, not the environment of the program"],
      ["map(.a; .b)", 1, 1, "map takes 1 arguments"],
      [".a as $x | $y", 1, 12, "did you mean $x?"],
    ];
    for (const [text, line, column, hint] of cases) {
      try {
        compileJq(text);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
        expect(error).toMatchObject({ line, column, hint });
      }
    }
  });

  test("takes its clock as an argument", () => {
    expect(compileJq("now", { nowMs: () => 1500 })(null)).toEqual([1.5]);
    expect(() => compileJq("now")).toThrow("now is not available here");
  });
});
