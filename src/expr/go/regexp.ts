// Go's regular expressions (RE2's syntax) on JavaScript's engine: the text is translated once, what
// Go refuses (look-around, back references) is refused, and matches are found by Go's rules.

const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};
const SPACE_SET = "\\t\\n\\f\\r ";
const REPEAT_MAX = 1000;

interface FlagSet {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
}

/** One match: its text, where it begins and ends (in UTF-16), and its groups. */
export interface GoMatch {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly {
    readonly name: string | undefined;
    readonly start: number;
    readonly end: number;
    readonly text: string | undefined;
  }[];
}

export class GoRegExp {
  private readonly pattern: RegExp;
  private readonly names: readonly (string | undefined)[];

  /** Throws Error with Go's kind of sentence where the text is not a regular expression. */
  constructor(readonly source: string) {
    const translator = new Translator(source);
    try {
      this.pattern = new RegExp(translator.run(), "dgu");
    } catch (error) {
      const why = error instanceof SyntaxError ? "invalid syntax" : (error as Error).message;
      throw new Error(`error parsing regexp: ${why}: \`${source}\``, { cause: error });
    }
    this.names = translator.names;
  }

  test(text: string): boolean {
    this.pattern.lastIndex = 0;
    return this.pattern.test(text);
  }

  /** At most `limit` matches; fewer than zero means all. An empty match next to one is no match. */
  findAll(text: string, limit = -1): GoMatch[] {
    const matches: GoMatch[] = [];
    let lastEnd = -1;
    this.pattern.lastIndex = 0;
    for (;;) {
      const found = matches.length === limit ? null : this.pattern.exec(text);
      if (!found) return matches;
      const match = this.toMatch(found);
      const isEmpty = match.start === match.end;
      if (!isEmpty || match.start !== lastEnd) matches.push(match);
      lastEnd = match.end;
      if (isEmpty)
        this.pattern.lastIndex = match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  /** Go's ReplaceAll, each match replaced by what `replace` says. */
  replaceAll(text: string, replace: (match: GoMatch) => string): string {
    let result = "";
    let at = 0;
    for (const match of this.findAll(text)) {
      result += text.slice(at, match.start) + replace(match);
      at = match.end;
    }
    return result + text.slice(at);
  }

  private toMatch(found: RegExpExecArray): GoMatch {
    const groups = found.slice(1).map((text: string | undefined, index) => {
      const [start, end] = found.indices?.[index + 1] ?? [-1, -1];
      return { name: this.names[index], start, end, text };
    });
    return { text: found[0], start: found.index, end: found.index + found[0].length, groups };
  }
}

/** Go's Expand: `$1`, `${1}`, `$name`, `$$`. */
export function expandTemplate(template: string, match: GoMatch): string {
  return template.replace(
    /\$(?:\$|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))|\$/g,
    (whole: string, braced?: string, bare?: string) => {
      if (whole === "$$") return "$";
      const name = braced ?? bare;
      if (name === undefined) return "$";
      if (!/^[0-9]+$/.test(name))
        return match.groups.find((group) => group.name === name)?.text ?? "";
      return Number(name) === 0 ? match.text : (match.groups[Number(name) - 1]?.text ?? "");
    },
  );
}

class Translator {
  readonly names: (string | undefined)[] = [];
  private at = 0;
  private output = "";

  constructor(private readonly source: string) {}

  run(): string {
    this.alternatives({ ignoreCase: false, dotAll: false, multiline: false }, 0);
    if (this.at < this.source.length) throw new Error("unexpected )");
    return this.output;
  }

  /** Everything up to the `)` of the group, or the end. */
  private alternatives(outer: FlagSet, depth: number): void {
    let flags = outer;
    let opened = 0;
    while (this.at < this.source.length && this.source[this.at] !== ")") {
      const letter = this.source[this.at]!;
      if (letter === "(") {
        const changed = this.group(flags, depth);
        if (changed) {
          // `(?i)` holds to the end of the group, across its alternatives.
          if (changed.ignoreCase !== flags.ignoreCase) {
            this.output += changed.ignoreCase ? "(?i:" : "(?-i:";
            opened++;
          }
          flags = changed;
        }
      } else if (letter === "|" && opened > 0) {
        this.output += `${")".repeat(opened)}|${flags.ignoreCase ? "(?i:" : "(?-i:"}`;
        opened = 1;
        this.at++;
      } else this.atom(letter, flags);
    }
    this.output += ")".repeat(opened);
  }

  private group(flags: FlagSet, depth: number): FlagSet | undefined {
    const rest = this.source.slice(this.at);
    const named = /^\(\?P?<([A-Za-z0-9_]+)>/.exec(rest);
    const flagged = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    let inner = flags;
    if (named) {
      this.names.push(named[1]);
      this.output += `(?<${/^[0-9]/.test(named[1]!) ? "_" : ""}${named[1]}>`;
      this.at += named[0].length;
    } else if (flagged) {
      inner = this.changeFlags(flags, flagged[1] ?? "", flagged[2] ?? "");
      this.at += flagged[0].length;
      if (flagged[3] === ")") return inner;
      this.output +=
        inner.ignoreCase === flags.ignoreCase ? "(?:" : inner.ignoreCase ? "(?i:" : "(?-i:";
    } else if (rest.startsWith("(?")) {
      throw new Error("invalid or unsupported Perl syntax");
    } else {
      this.names.push(undefined);
      this.output += "(";
      this.at++;
    }
    this.alternatives(inner, depth + 1);
    if (this.source[this.at] !== ")") throw new Error("missing closing )");
    this.output += ")";
    this.at++;
    return undefined;
  }

  private changeFlags(flags: FlagSet, on: string, off: string): FlagSet {
    if ((on + off).includes("U")) throw new Error("the flag U is not supported");
    const pick = (letter: string, before: boolean): boolean =>
      (on.includes(letter) || before) && !off.includes(letter);
    return {
      ignoreCase: pick("i", flags.ignoreCase),
      dotAll: pick("s", flags.dotAll),
      multiline: pick("m", flags.multiline),
    };
  }

  private atom(letter: string, flags: FlagSet): void {
    if (letter === "[") return this.characterClass();
    if (letter === "\\") return this.escape(false);
    if (letter === "{") return this.braces();
    this.at += letter.length;
    const translated = {
      ".": flags.dotAll ? "[^]" : "[^\\n]",
      "^": flags.multiline ? "(?<![^\\n])" : "^",
      $: flags.multiline ? "(?![^\\n])" : "$",
    }[letter];
    this.output += translated ?? (letter === "}" || letter === "]" ? `\\${letter}` : letter);
  }

  private braces(): void {
    const repeat = /^\{([0-9]+)(?:,([0-9]*))?\}/.exec(this.source.slice(this.at));
    if (repeat && Math.max(Number(repeat[1]), Number(repeat[2] ?? 0)) > REPEAT_MAX)
      throw new Error("invalid repeat count");
    this.output += repeat ? repeat[0] : "\\{";
    this.at += repeat ? repeat[0].length : 1;
  }

  private escape(inClass: boolean): void {
    const rest = this.source.slice(this.at + 1);
    const letter = rest[0];
    if (letter === undefined) throw new Error("trailing backslash at end of expression");
    const quoted = /^Q([^]*?)(?:\\E|$)/.exec(rest);
    if (quoted)
      return this.emit(
        1 + quoted[0].length,
        quoted[1]!.replace(/[\^$\\.*+?()[\]{}|/-]/g, (found) =>
          found === "-" ? "\\x2d" : `\\${found}`,
        ),
      );
    const property = /^([pP])(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(rest);
    if (property) return this.emit(1 + property[0].length, unicodeClass(property));
    const code = /^x\{([0-9A-Fa-f]+)\}|^x([0-9A-Fa-f]{2})|^(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(
      rest,
    );
    if (code) {
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3]!, code[3] === undefined ? 16 : 8);
      return this.emit(1 + code[0].length, `\\u{${point.toString(16)}}`);
    }
    if (/[1-9]/.test(letter)) throw new Error("invalid escape sequence");
    const known: Readonly<Record<string, string>> = inClass
      ? { s: SPACE_SET, a: "\\x07" }
      : {
          s: `[${SPACE_SET}]`,
          S: `[^${SPACE_SET}]`,
          A: "(?<![^])",
          z: "(?![^])",
          a: "\\x07",
          b: "\\b",
          B: "\\B",
        };
    const translated = known[letter];
    if (translated !== undefined) return this.emit(2, translated);
    if (/[dDwWSfnrtv]/.test(letter)) return this.emit(2, `\\${letter}`);
    if (/[A-Za-z]/.test(letter)) throw new Error("invalid escape sequence");
    this.emit(
      2,
      /[\^$\\.*+?()[\]{}|/]/.test(letter) || (inClass && letter === "-") ? `\\${letter}` : letter,
    );
  }

  private emit(length: number, text: string): void {
    this.at += length;
    this.output += text;
  }

  private characterClass(): void {
    this.emit(1, "[");
    if (this.source[this.at] === "^") this.emit(1, "^");
    if (this.source[this.at] === "]") this.emit(1, "\\]");
    for (;;) {
      const letter = this.source[this.at];
      if (letter === undefined) throw new Error("missing closing ]");
      if (letter === "]") return this.emit(1, "]");
      const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.source.slice(this.at));
      if (posix) {
        const set = POSIX[posix[2]!];
        if (set === undefined || posix[1]) throw new Error("invalid character class range");
        this.emit(posix[0].length, set);
      } else if (letter === "\\") this.escape(true);
      else this.emit(1, /[[\]{}()|/^$.*+?]/.test(letter) ? `\\${letter}` : letter);
    }
  }
}

function unicodeClass(found: RegExpExecArray): string {
  const [, letter, negation, long, short] = found;
  const name = long ?? short!;
  const isNegative = (letter === "P") !== (negation === "^");
  const property = name.length <= 2 ? name : `Script=${name}`;
  return `\\${isNegative ? "P" : "p"}{${property}}`;
}
