// A JSON value as block-style YAML: what KWOK's YAML function writes into a template. Strings are always in double
// quotes, which every reader takes for what they are.

/** Keys in order, as Go marshals maps. */
export function yamlText(value: unknown): string {
  return isCompound(value) ? `${lines(value).join("\n")}\n` : `${scalar(value)}\n`;
}

function lines(value: object): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => nested("- ", item, "  "));
  return Object.keys(value)
    .sort()
    .flatMap((name) => {
      const field = (value as Record<string, unknown>)[name];
      const head = `${JSON.stringify(name)}:`;
      if (!isCompound(field)) return [`${head} ${scalar(field)}`];
      return [head, ...lines(field).map((line) => `  ${line}`)];
    });
}

function nested(mark: string, value: unknown, rest: string): string[] {
  if (!isCompound(value)) return [mark + scalar(value)];
  return lines(value).map((line, index) => (index === 0 ? mark : rest) + line);
}

function scalar(value: unknown): string {
  return JSON.stringify(value ?? null);
}

/** Empty lists and objects are written in flow style, as scalars are. */
function isCompound(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
