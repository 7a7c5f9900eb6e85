// Reading a YAML tree field by field, so that whatever is wrong is told with its place in the file. Each reader takes
// what it knows; what nobody took is an unknown field, and said so.

import {
  type Node,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Document,
} from "yaml";
import { type Diagnostic, nearest } from "../base/index.ts";
import type { Json, JsonObject } from "../kube/index.ts";
import type { Place, SourceText } from "./stage.ts";

/** One file's text while it is read, and what was wrong with it so far. */
export interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
  readonly diagnostics: Diagnostic[];
}

export class LocatedNode {
  private readonly taken = new Set<string>();

  constructor(
    readonly reading: Reading,
    readonly node: Node | null | undefined,
    readonly path: string,
    /** Where an absent or empty node would have stood. */
    private readonly fallback: Place,
  ) {}

  get place(): Place {
    const offset = this.node?.range?.[0];
    return offset === undefined ? this.fallback : this.placeAt(offset);
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.reading.lines.linePos(offset);
    return { file: this.reading.file, line, column: col };
  }

  get present(): boolean {
    return this.node !== null && this.node !== undefined && !this.isNull;
  }

  private get isNull(): boolean {
    return isScalar(this.node) && this.node.value === null;
  }

  /** The whole value, as JSON. */
  get json(): Json {
    return (this.node?.toJS(this.reading.document) ?? null) as Json;
  }

  problem(message: string, hint?: string, severity: "error" | "warning" = "error"): void {
    this.reading.diagnostics.push({ ...this.place, path: this.path, message, hint, severity });
  }

  /** The node under a key; absent when there is none or this is not a mapping. */
  field(name: string): LocatedNode {
    this.taken.add(name);
    const value = isMap(this.node) ? this.node.get(name, true) : undefined;
    const resolved = isAlias(value) ? value.resolve(this.reading.document) : value;
    const path = this.path ? `${this.path}.${name}` : name;
    return new LocatedNode(this.reading, resolved, path, this.place);
  }

  /** The items of a list; none when it is absent. */
  items(): readonly LocatedNode[] {
    if (!this.present) return [];
    if (!isSeq(this.node)) {
      this.problem("expected a list");
      return [];
    }
    return this.node.items.map((item, index) => {
      const resolved = isAlias(item) ? item.resolve(this.reading.document) : item;
      return new LocatedNode(
        this.reading,
        resolved as Node | undefined,
        `${this.path}.${index}`,
        this.place,
      );
    });
  }

  text(): string | undefined {
    if (!this.present) return undefined;
    if (isScalar(this.node) && typeof this.node.value === "string") return this.node.value;
    this.problem("expected a string", "put it in quotes");
    return undefined;
  }

  /** A string that is kept in one of the expression languages. */
  source(): SourceText | undefined {
    const text = this.text();
    if (text === undefined || !isScalar(this.node)) return undefined;
    const place = this.place;
    const block = this.node.type === "BLOCK_LITERAL" || this.node.type === "BLOCK_FOLDED";
    const quoted = this.node.type === "QUOTE_DOUBLE" || this.node.type === "QUOTE_SINGLE";
    const indent = block ? this.blockIndent() : 0;
    const inside = (line: number, column: number): Place =>
      block
        ? { file: place.file, line: place.line + line, column: indent + column }
        : {
            file: place.file,
            line: place.line + line - 1,
            column: (line === 1 ? place.column + (quoted ? 1 : 0) - 1 : 0) + column,
          };
    return { text, place, inside };
  }

  /** Columns by which a block scalar's lines are indented. */
  private blockIndent(): number {
    const token = isScalar(this.node) ? this.node.srcToken : undefined;
    if (!token || !("source" in token)) return 0;
    return /^[ ]*/.exec(token.source.replace(/^\s*\n/, ""))?.[0].length ?? 0;
  }

  /** A whole number that is not negative. */
  count(): number | undefined {
    if (!this.present) return undefined;
    const value: unknown = isScalar(this.node) ? this.node.value : undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    this.problem("expected a whole number that is not negative");
    return undefined;
  }

  flag(): boolean {
    if (!this.present) return false;
    if (isScalar(this.node) && typeof this.node.value === "boolean") return this.node.value;
    this.problem("expected true or false");
    return false;
  }

  texts(): readonly string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** A mapping from strings to strings. */
  textMap(): Readonly<Record<string, string>> {
    if (!this.present) return {};
    if (!isMap(this.node)) {
      this.problem("expected a mapping");
      return {};
    }
    const names = Object.keys(this.json as JsonObject);
    const pairs = names.map((name) => [name, this.field(name).text()] as const);
    return Object.fromEntries(
      pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined),
    );
  }

  oneOf<const Value extends string>(values: readonly Value[]): Value | undefined {
    const text = this.text();
    if (text === undefined || text === "") return undefined;
    const found = values.find((value) => value === text);
    if (!found)
      this.problem(`${text} is not one of ${values.join(", ")}`, didYouMean(text, values));
    return found;
  }

  /** Says which fields nobody asked for. They are ignored, so that files of a newer KWOK still load. */
  rejectOthers(): void {
    if (!this.present) return;
    if (!isMap(this.node)) return this.problem("expected a mapping");
    for (const pair of this.node.items) {
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "";
      if (name === "" || this.taken.has(name)) continue;
      const hint = didYouMean(name, this.taken);
      this.field(name).problem(`unknown field ${name}, which is ignored`, hint, "warning");
    }
  }
}

function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean ${found}?`;
}
