// A story is what somebody does with kubectl, one command after the other, in a namespace of their own.

export interface Step {
  /** What follows `kubectl`, as typed in a shell: words in single quotes may hold spaces. */
  readonly run: string;
  readonly stdin?: string;
  /** A shell command that edits the file kubectl hands it. */
  readonly editor?: string;
  /** What standard output must show; text is contained, a pattern matches. */
  readonly shows?: string | RegExp;
  /** What standard error must say. */
  readonly says?: string | RegExp;
  /** 0 unless said. */
  readonly exit?: number;
  /** Asked again until it shows what it must: players are at work meanwhile. */
  readonly until?: true;
  /** Why what it prints may differ between API servers; it is then checked on each, and not compared. */
  readonly differs?: string;
}

export interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The words of a command, without their quotes. */
export function wordsOf(command: string): string[] {
  const words = command.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  return words.map((word) => word.replaceAll("'", ""));
}

/** Documents for standard input. */
export function manifest(...objects: readonly object[]): string {
  return objects.map((object) => JSON.stringify(object)).join("\n");
}
