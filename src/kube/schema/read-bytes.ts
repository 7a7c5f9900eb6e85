// Base64 as Go's decoder takes it: line ends are skipped, padding is required.

import { MismatchError } from "./mismatch.ts";

/** The text without line ends; throws MismatchError with Go's sentence for what is no base64. */
export function readBytes(value: string): string {
  const corrupt = corruptAt(value);
  if (corrupt !== undefined)
    throw new MismatchError(`illegal base64 data at input byte ${corrupt}`);
  return /[\r\n]/.test(value) ? value.replace(/[\r\n]/g, "") : value;
}

const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Where Go says the text stops being base64 (encoding/base64, decodeQuantum); undefined where it does not. */
function corruptAt(value: string): number | undefined {
  if (wellFormed.test(value)) return undefined;
  let held = 0;
  for (let at = 0; at < value.length; at++) {
    const character = value[at] as string;
    if (character === "\r" || character === "\n") continue;
    if (character === "=") return paddingCorruptAt(value, at, held);
    if (!/[A-Za-z0-9+/]/.test(character)) return at;
    held = (held + 1) % 4;
  }
  return held === 0 ? undefined : value.length - held;
}

/** `held` is how many characters of a group of four came before the padding. */
function paddingCorruptAt(value: string, start: number, held: number): number | undefined {
  if (held < 2) return start;
  let at = skipLineEnds(value, start + 1);
  if (held === 2) {
    if (at === value.length) return at;
    if (value[at] !== "=") return at - 1;
    at = skipLineEnds(value, at + 1);
  }
  return at < value.length ? at : undefined;
}

function skipLineEnds(value: string, start: number): number {
  let at = start;
  while (value[at] === "\r" || value[at] === "\n") at++;
  return at;
}
