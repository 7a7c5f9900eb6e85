import { describe, expect, test } from "bun:test";
import { compileTemplate } from "../compile.ts";
import { sprigFunctions } from "./index.ts";

const functions = sprigFunctions({ nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5), random: () => 0.5 });
const render = (text: string, data: unknown = {}): string =>
  compileTemplate(text, { functions }).render(data);

describe("sprig", () => {
  test("works on numbers of the data, which are text", () => {
    expect(render('{{ add .n 1 }} {{ .n | int | printf "%03d" }}', { n: 5 })).toBe("6 005");
  });

  test("has its clock and its chance from outside", () => {
    expect(render('{{ now | date "2006-01-02 15:04" }}')).toBe("2026-01-02 03:04");
    expect(render('{{ now.Year }} {{ ago (now | dateModify "-90s") }}')).toBe("2026 1m30s");
    expect(render("{{ randNumeric 3 }} {{ randInt 0 10 }} {{ uuidv4 }}")).toBe(
      "555 5 88888888-8888-4888-a888-888888888888",
    );
  });

  test("never changes the data", () => {
    const data = { m: { a: 1 } };
    expect(() => render('{{ set .m "b" 2 }}', data)).toThrow("give it a deepCopy");
    expect(render('{{ set (deepCopy .m) "b" "x" }}', data)).toBe("map[a:1 b:x]");
    expect(data).toEqual({ m: { a: 1 } });
  });

  test("refuses what reaches out or makes keys, with the reason", () => {
    for (const [name, reason] of [
      ["env", "environment"],
      ["expandenv", "environment"],
      ["getHostByName", "network"],
      ["genCA", "certificates"],
      ["htpasswd", "passwords"],
    ] as const) {
      try {
        render(`{{ ${name} "x" }}`);
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({
          line: 1,
          column: 4,
          message: `${name} is not available here`,
        });
        expect((error as { hint: string }).hint).toContain(reason);
      }
    }
  });

  test("replaces Go's slice by its own", () => {
    expect(render("{{ slice .l 1 2 }}", { l: ["a", "b", "c"] })).toBe("[b]");
  });
});
