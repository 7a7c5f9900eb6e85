import { describe, expect, test } from "bun:test";
import { ExpressionError } from "../expression-error.ts";
import { compileTemplate } from "./compile.ts";

const render = (text: string, data: unknown = {}): string => compileTemplate(text).render(data);

describe("a template", () => {
  test("walks data, ranges and trims as Go does", () => {
    const text =
      "{{ range $i, $c := .containers -}}\n  {{ $i }}={{ $c.name }};{{ else }}none{{ end }}";
    expect(render(text, { containers: [{ name: "a" }, { name: "b" }] })).toBe("0=a;1=b;");
    expect(render(text)).toBe("none");
  });

  test("prints what is not there as Go does", () => {
    expect(render("{{ .missing }}|{{ .missing.more }}|{{ .nil }}", { nil: null })).toBe(
      "<no value>|<no value>|<no value>",
    );
  });

  test("sees a number of the data as text, as json.Number is", () => {
    expect(render('{{ .n }} {{ printf "%T" .n }}', { n: 3 })).toBe("3 json.Number");
    expect(() => render("{{ eq .n 3 }}", { n: 3 })).toThrow(
      "incompatible types for comparison: json.Number and int",
    );
  });

  test("says where a text stops being a template, and what may be meant", () => {
    try {
      compileTemplate("ok\n{{ prinf .x }}");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect(error).toMatchObject({ line: 2, column: 4, message: 'function "prinf" not defined' });
    }
  });

  test("gives the same shape for data that differs only in values", () => {
    const template = compileTemplate("name: {{ .name }}{{ if .up }} up{{ end }}");
    const first = template.renderShape({ name: "a", up: true });
    const second = template.renderShape({ name: "b", up: true });
    expect(first.shape).toBe(second.shape);
    expect(first.holes).toEqual(["a"]);
    expect(template.shapeText(first.shape, (index) => `<${index}>`)).toBe("name: <0> up");
    expect(template.renderShape({ name: "a" }).shape).not.toBe(first.shape);
  });
});
