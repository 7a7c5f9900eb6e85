// The parameters of a request, split by hand: most requests have none, and URLSearchParams costs more than the rest.

export type Query = ReadonlyMap<string, string>;

const NO_PARAMETERS: Query = new Map();

/** Parameters by name; where one is repeated the first counts. Malformed escapes stay as they are. */
export function parseQuery(text: string): Query {
  if (text === "") return NO_PARAMETERS;
  const query = new Map<string, string>();
  for (const part of text.split("&")) {
    const at = part.indexOf("=");
    const name = unescapeText(at < 0 ? part : part.slice(0, at));
    if (name !== "" && !query.has(name))
      query.set(name, at < 0 ? "" : unescapeText(part.slice(at + 1)));
  }
  return query;
}

export function unescapeText(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** A flag is set by everything but `false`, however it is written, and `0` (apimachinery/pkg/runtime/conversion.go). */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== "0" && value.toLowerCase() !== "false";
}
