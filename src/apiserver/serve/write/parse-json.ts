// JSON as clients send it, when nothing is known of it yet.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";

/**
 * Objects and lists within each other at most. Go's reader takes ten thousand; what walks through values here has no room on
 * its stack for that many, and parsing them takes seconds in which nobody else is answered.
 */
const NESTING_MAX = 2500;

/** The value of `text`; refuses with 400 and a sentence that begins with `prefix`. */
export function parseJson(text: string, prefix: string): unknown {
  // Each level takes a character to open and one to close.
  if (text.length > 2 * NESTING_MAX && isNestedDeeper(text))
    return refuse(status.badRequest(`${prefix}it is nested more than ${NESTING_MAX} levels deep`));
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(
      status.badRequest(`${prefix}${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function isNestedDeeper(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) isInString = !isInString;
    else if (isInString) at += sign === BACKSLASH ? 1 : 0;
    else if (OPENING.has(sign)) depth++;
    else if (CLOSING.has(sign)) depth--;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}
