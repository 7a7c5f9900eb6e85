// Where the next page of a list begins, as an opaque text in upstream's own form.

export interface ContinueToken {
  readonly resourceVersion: number;
  /** The key of the last object sent: `namespace/name`. */
  readonly start: string;
}

export function encodeContinue({ resourceVersion, start }: ContinueToken): string {
  const token = JSON.stringify({ v: "meta.k8s.io/v1", rv: resourceVersion, start });
  return Buffer.from(token).toString("base64url");
}

/** Undefined where the text is not one of ours. */
export function decodeContinue(text: string): ContinueToken | undefined {
  try {
    const token = JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;
    const { v, rv, start } = token;
    if (v !== "meta.k8s.io/v1" || typeof rv !== "number" || typeof start !== "string")
      return undefined;
    return { resourceVersion: rv, start };
  } catch {
    return undefined;
  }
}
