// Go strings are bytes; JavaScript's are UTF-16. These give Go's lengths, indexes and order.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NOT_ASCII = /[^\0-\x7f]/;
const SURROGATE = /[\ud800-\udfff]/;

function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of bytes; a broken sequence becomes U+FFFD, which is where JavaScript must differ from Go. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Go's len(text). */
export function byteLength(text: string): number {
  return isAscii(text) ? text.length : encoder.encode(text).length;
}

/** Go's text[start:end]; the caller has checked the bounds. */
export function byteSlice(text: string, start: number, end: number): string {
  if (isAscii(text)) return text.slice(start, end);
  return decoder.decode(encoder.encode(text).subarray(start, end));
}

/** Go's order of strings, by UTF-8 bytes: -1, 0 or 1. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right)) return compareCodePoints(left, right);
  return left < right ? -1 : 1;
}

function compareCodePoints(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)!;
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** The keys of a map in the order in which Go prints and ranges over them. */
export function sortedKeys(map: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(map).sort(compareBytes);
}
