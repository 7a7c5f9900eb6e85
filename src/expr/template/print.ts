// fmt's %v: how Go prints a value.

import { printFloat } from "../go/float.ts";
import { sortedKeys } from "../go/utf8.ts";
import { GoFloat, GoInt, GoOpaque, type GoValue, isList, Literal } from "./go-value.ts";

/** What an action prints: `<no value>` for what is not there. */
export function printValue(value: GoValue): string {
  return value === undefined || value === null ? "<no value>" : formatValue(value);
}

/** %v; nil is `<nil>`. */
export function formatValue(value: GoValue): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof GoInt) return value.value.toString();
  if (value instanceof GoFloat) return printFloat(value.value);
  if (value instanceof Literal) return value.text;
  if (value instanceof GoOpaque) return value.toText();
  if (isList(value)) return `[${value.map(formatValue).join(" ")}]`;
  const map = value as Record<string, GoValue>;
  return `map[${sortedKeys(map)
    .map((key) => `${key}:${formatValue(map[key])}`)
    .join(" ")}]`;
}

/** fmt.Sprint: a space between two operands of which neither is a string. */
export function sprint(values: readonly GoValue[]): string {
  let text = "";
  for (const [index, value] of values.entries()) {
    const isString = (entry: GoValue): boolean =>
      typeof entry === "string" || entry instanceof Literal;
    if (index > 0 && !isString(value) && !isString(values[index - 1])) text += " ";
    text += formatValue(value);
  }
  return text;
}
