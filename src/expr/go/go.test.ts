import { describe, expect, test } from "bun:test";
import { formatFloat } from "./float.ts";
import { cleanPath } from "./path.ts";
import { parseLayout } from "./parse-time.ts";
import { quoteGo, unquoteGo } from "./quote.ts";
import { expandTemplate, GoRegExp } from "./regexp.ts";
import { formatLayout } from "./time.ts";
import { byteLength, byteSlice, compareBytes } from "./utf8.ts";

describe("numbers and texts are written as Go writes them", () => {
  test("floats", () => {
    expect(formatFloat(1e6, "g")).toBe("1e+06");
    expect(formatFloat(100_000, "g")).toBe("100000");
    expect(formatFloat(0.00001, "g")).toBe("1e-05");
    expect(formatFloat(2.5, "f", 0)).toBe("2");
    expect(formatFloat(1234.5678, "g", 3)).toBe("1.23e+03");
    expect(formatFloat(-Infinity, "g")).toBe("-Inf");
  });

  test("quoted strings, and back", () => {
    expect(quoteGo('a"\n\u0001é\u200b😀')).toBe('"a\\"\\n\\x01é\\u200b😀"');
    expect(unquoteGo('"a\\t\\x41\\u00e9\\\\"')).toBe("a\tAé\\");
    expect(unquoteGo("`raw\\n`")).toBe("raw\\n");
    expect(unquoteGo('"\\q"')).toBeUndefined();
  });

  test("bytes, not characters, are counted and ordered", () => {
    expect(byteLength("é😀")).toBe(6);
    expect(byteSlice("aé", 1, 3)).toBe("é");
    expect(compareBytes("\uffff", "😀")).toBe(-1);
  });

  test("times and paths", () => {
    const moment = parseLayout("2006-01-02T15:04:05Z07:00", "2026-01-02T03:04:05+02:00")!;
    expect(moment.seconds).toBe(Date.UTC(2026, 0, 2, 1, 4, 5) / 1000);
    expect(formatLayout(moment, "Mon Jan _2 15:04:05 2006 -0700")).toBe(
      "Fri Jan  2 03:04:05 2026 +0200",
    );
    expect(parseLayout("2006-01-02", "2026-02-30")).toBeUndefined();
    expect(cleanPath("/a/./b/../../c/")).toBe("/c");
  });
});

describe("regular expressions are RE2's", () => {
  test("what Go has and JavaScript writes otherwise", () => {
    expect(new GoRegExp("(?i)HELLO").test("hello")).toBe(true);
    expect(new GoRegExp("^[[:alpha:]]+\\z").test("abc\n")).toBe(false);
    expect(new GoRegExp("\\Qa.b\\E").test("axb")).toBe(false);
    expect(new GoRegExp("a{,2}").test("a{,2}")).toBe(true);
    expect(new GoRegExp("(?s).").test("\n")).toBe(true);
    expect(new GoRegExp(".").test("\u2028")).toBe(true);
  });

  test("what Go refuses", () => {
    for (const source of ["(?=a)", "(a)\\1", "[", "a**", "\\q", "a{1001}"]) {
      expect(() => new GoRegExp(source)).toThrow("error parsing regexp");
    }
  });

  test("an empty match beside another is none", () => {
    const found = new GoRegExp("a*").findAll("baaac").map(({ start, end }) => [start, end]);
    expect(found).toEqual([
      [0, 0],
      [1, 4],
      [5, 5],
    ]);
  });

  test("replacements name groups", () => {
    const regex = new GoRegExp("(?P<y>[0-9])x?");
    const replaced = regex.replaceAll("a1b2x", (match) => expandTemplate("<$y${y}$1x$$>", match));
    expect(replaced).toBe("a<11$>b<22$>");
  });
});
