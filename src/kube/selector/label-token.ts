// The words and signs of a label selector.

export type LabelToken =
  | { readonly kind: "sign"; readonly text: "(" | ")" | "," | "!" | "=" | "==" | "!=" | ">" | "<" }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "end"; readonly text: "" };

const pattern = /[ \t\r\n]*(?:(==|!=|[=!(),><])|([^=!(),>< \t\r\n]+))/y;

/** All tokens, the last being "end". Every text has some: wrong ones are found by the parser. */
export function labelTokens(text: string): readonly LabelToken[] {
  const tokens: LabelToken[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, sign, word] = match;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign } as LabelToken);
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  tokens.push({ kind: "end", text: "" });
  return tokens;
}
