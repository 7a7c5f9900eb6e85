// Field selectors: `status.phase!=Failed,spec.nodeName=node-1`. Which paths a kind offers is the
// server's business; here is only the grammar and the match.

import { SelectorError } from "./selector-error.ts";

export interface FieldRequirement {
  /** As written: `spec.nodeName`. */
  readonly path: string;
  readonly operator: "=" | "!=";
  /** Without escapes. */
  readonly value: string;
}

export interface FieldSelector {
  /** Canonical: terms sorted, values escaped; the same for every way to write the same selector. */
  readonly text: string;
  /** Whether it selects everything. */
  readonly empty: boolean;
  readonly requirements: readonly FieldRequirement[];
  /** `get` gives the text of a field, empty where it is not set. */
  matches(get: (path: string) => string): boolean;
}

/** The grammar of apimachinery's fields.ParseSelector. Throws SelectorError with its sentences. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms = splitTerms(text).filter((term) => term !== "");
  const requirements = terms
    .sort()
    .map((term) => parseTerm(term, text))
    .filter(({ path, value }) => path !== "" || value !== "");
  const [first] = requirements;
  const base = {
    text: requirements.map(formatTerm).join(","),
    empty: requirements.length === 0,
    requirements,
  };
  if (first !== undefined && requirements.length === 1) {
    const { path, value } = first;
    if (first.operator === "=") return { ...base, matches: (get) => get(path) === value };
    return { ...base, matches: (get) => get(path) !== value };
  }
  return {
    ...base,
    matches(get) {
      for (const { path, operator, value } of requirements)
        if ((get(path) === value) !== (operator === "=")) return false;
      return true;
    },
  };
}

/** The value with `\`, `,` and `=` escaped, ready to stand in a selector. */
export function escapeFieldValue(value: string): string {
  return value.replaceAll(/[\\,=]/g, (sign) => `\\${sign}`);
}

function formatTerm({ path, operator, value }: FieldRequirement): string {
  return `${path}${operator}${escapeFieldValue(value)}`;
}

/** Splits at commas that no backslash precedes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\\") at++;
    else if (sign === ",") {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string, whole: string): FieldRequirement {
  // Paths know no escapes: the first operator ends them.
  const match = /!=|==|=/.exec(term);
  if (match === null)
    throw new SelectorError(`invalid selector: '${whole}'; can't understand '${term}'`);
  const value = unescape(term.slice(match.index + match[0].length));
  return { path: term.slice(0, match.index), operator: match[0] === "!=" ? "!=" : "=", value };
}

function unescape(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  let value = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") {
      const escaped = String.fromCodePoint(
        ...[text.codePointAt(++at)].filter((c) => c !== undefined),
      );
      if (!["\\", ",", "="].includes(escaped))
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
      value += escaped;
    } else if (sign === "," || sign === "=")
      throw new SelectorError(
        `invalid field selector: unescaped character in value: ${sign.charCodeAt(0)}`,
      );
    else value += sign;
  }
  return value;
}
