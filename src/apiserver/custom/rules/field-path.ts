// A rule's fieldPath: where, below the value it is about, it finds fault.

import { LETTER_ESCAPES } from "../../../expr/index.ts";
import type { Schema } from "../schema.ts";

const STEP = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y;
const ESCAPES: Readonly<Record<string, string>> = { ...LETTER_ESCAPES, "'": "'", "\\": "\\" };

/** The path as errors name it, without a dot in front; undefined where the schema has no such field. */
export function fieldPathOf(text: string, schema: Schema): string | undefined {
  let path = "";
  let at = schema;
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    const name = found && (found[1] ?? unescape(found[2] ?? ""));
    if (!found || name === null || name === undefined) return undefined;
    const { properties, additionalProperties }: Schema = at;
    if (properties) {
      const property = properties[name];
      if (!property) return undefined;
      at = property;
      path += path === "" ? name : `.${name}`;
    } else if (typeof additionalProperties === "object") {
      at = additionalProperties;
      path += `[${name}]`;
    } else return undefined;
  }
  return path;
}

function unescape(text: string): string | undefined {
  let isWrong = false;
  const plain = text.replace(/\\(.)/gs, (_, escaped: string) => {
    const meant = ESCAPES[escaped];
    if (meant === undefined) isWrong = true;
    return meant ?? "";
  });
  return isWrong ? undefined : plain;
}
