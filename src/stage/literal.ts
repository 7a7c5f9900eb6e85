// Quote and YAML: template functions whose result is known as a value before it is text.

import {
  GoFloat,
  GoInt,
  type GoValue,
  Literal,
  type TemplateFunction,
  templateFunction,
} from "../expr/index.ts";

export const literalFunctions: Readonly<Record<string, TemplateFunction>> = {
  Quote: templateFunction("any", quote),
};

/** A JSON string: of a string itself, of anything else its JSON. */
function quote(value: GoValue): Literal {
  const text = typeof value === "string" ? value : JSON.stringify(plainJson(value));
  return new Literal(text, () => JSON.stringify(text));
}

function plainJson(value: GoValue): unknown {
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoFloat) return value.value;
  return value ?? null;
}
