// SVG and HTML as text, escaped where text goes in.

/** A number with at most two decimals: pictures need no more, and pages stay small. */
export function digits(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function attributes(of: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === "number" ? digits(value) : Bun.escapeHTML(value ?? "");
      return ` ${name}="${text}"`;
    })
    .join("");
}

/** `<name a="b">children</name>`; children are markup, not text. */
export function element(
  name: string,
  of: Readonly<Record<string, string | number | undefined>>,
  ...children: string[]
): string {
  return `<${name}${attributes(of)}>${children.join("")}</${name}>`;
}

/** A text node. */
export function text(content: string): string {
  return Bun.escapeHTML(content);
}
