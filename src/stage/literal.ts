// Quote and YAML: template functions whose result is known as a value before it is text.

import {
  GoFloat,
  GoInt,
  type GoValue,
  Literal,
  type TemplateFunction,
  templateFunction,
} from "../expr/index.ts";
import { yamlText } from "./yaml-text.ts";

/** Columns of one level of indentation, as YAML's second argument counts. */
const INDENT_COLUMNS = 2;

export const literalFunctions: Readonly<Record<string, TemplateFunction>> = {
  Quote: templateFunction("any", quote),
  YAML: templateFunction("any ...any", yaml),
};

/** A JSON string: of a string itself, of anything else its JSON. */
function quote(value: GoValue): Literal {
  const text = typeof value === "string" ? value : JSON.stringify(plainJson(value));
  return new Literal(text, () => JSON.stringify(text));
}

/** The value in block style. With a number of levels it begins on a line of its own, indented by so many. */
function yaml(value: GoValue, levels?: GoValue): Literal {
  const json = plainJson(value);
  const columns = levels instanceof GoInt ? Number(levels.value) * INDENT_COLUMNS : 0;
  if (columns === 0) return new Literal(json, () => yamlText(json), 0);
  const write = (): string => {
    const lines = yamlText(json).trimEnd().split("\n");
    return lines.map((line) => `\n${" ".repeat(columns)}${line}`).join("");
  };
  return new Literal(json, write, columns);
}

/** What a template computed with, as JSON. */
function plainJson(value: GoValue): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof GoFloat) return value.value;
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainJson(field)]));
}
