// The documents of this room as text. Infinity, which JSON lacks, is written as null, as in a Result.

/** Two-space JSON ending in a newline; arrays of numbers on one line. */
export function serializeDocument(document: object): string {
  const text = JSON.stringify(
    document,
    (_key, value: unknown) => (isInfinite(value) ? null : value),
    2,
  );
  return `${text.replaceAll(NUMBERS, (list) => list.replaceAll(/\s+/g, " "))}\n`;
}

const NUMBERS = /\[\s*(?:-?[\d.][\d.eE+-]*|null)(?:,\s*(?:-?[\d.][\d.eE+-]*|null))*\s*\]/g;

function isInfinite(value: unknown): boolean {
  return value === Infinity || value === -Infinity;
}
