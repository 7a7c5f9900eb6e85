// What keeps an expression from being compiled, shown with its place as cel-go shows it: tools and people look for that.

export interface Issue {
  /** In code points. */
  readonly at: number;
  readonly message: string;
}

/** An expression that cannot be compiled. The message names each issue with its line and points to it. */
export class CelCompileError extends Error {
  override name = "CelCompileError";
  constructor(text: string, issues: readonly Issue[]) {
    super(
      [...issues]
        .sort((left, right) => left.at - right.at)
        .map((one) => shown(text, one))
        .join("\n"),
    );
  }
}

function shown(text: string, { at, message }: Issue): string {
  const points = Array.from(text);
  const before = points.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.filter((point) => point === "\n").length + 1;
  const lineEnd = points.indexOf("\n", lineStart);
  const snippet = points.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const column = at - lineStart;
  const dots = snippet.slice(0, column).map((point) => (isWide(point) ? "\uff0e" : "."));
  const mark = isWide(snippet[column] ?? " ") ? "\uff3e" : "^";
  const source = snippet.join("").replaceAll("\t", " ");
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${source}\n | ${dots.join("")}${mark}`;
}

function isWide(point: string): boolean {
  return (point.codePointAt(0) ?? 0) > 0x7f;
}
