// Regular expressions that others may write: JavaScript's engine takes time without bound for some of them. These run in
// time that grows with the text, and are read, and refused, as Go's.

import type * as Engine from "@bufbuild/re2";

export type LinearPattern = Engine.RE2JS;

const KNOWN_MAX = 256;
const known = new Map<string, LinearPattern>();

/** Compiled once as long as it is in use. Throws an Error with Go's sentence. The engine is loaded when first needed. */
export function linearPattern(pattern: string): LinearPattern {
  const found = known.get(pattern);
  if (found) return found;
  const engine = require("@bufbuild/re2") as typeof Engine;
  const made = compile(engine, pattern);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(pattern, made);
  return made;
}

function compile({ RE2JS }: typeof Engine, pattern: string): LinearPattern {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const { message } = error as Error;
    // Go quotes what is wrong, which here is nothing.
    throw message.endsWith("trailing backslash at end of expression")
      ? new Error(`${message}: \`\``)
      : error;
  }
}
