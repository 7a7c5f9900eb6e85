// A YAML text with holes in it, parsed once: what is static becomes constants, and each hole gets
// the place of the scalar it stands in. Filling it gives what parsing the full text would give, or
// says that the text must be parsed after all.

import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, Scalar } from "yaml";
import type { Json } from "../json.ts";
import {
  isMergeKey,
  isPlain,
  keyOf,
  parseStructure,
  setField,
  toJson,
  YamlError,
  type YamlDocument,
} from "./parse.ts";
import { plainKey, resolvePlain } from "./plain-scalar.ts";

/** A value for a hole. */
export interface Hole {
  /** What the text would be; undefined where only parsing can tell. */
  readonly text: string | undefined;
  /** What the text means where it stands alone and unquoted, if that is known beforehand. */
  readonly value?: Json | undefined;
  readonly hasValue: boolean;
  /** Of a text of several lines: the columns its lines are indented by. */
  readonly indent?: number | undefined;
}

/** Thrown by a filler whose holes could change the structure. */
export const NEEDS_PARSING = new Error("the text must be parsed");

export type Filler = (holes: readonly Hole[]) => Json;

const OPEN = "\ue000";
const CLOSE = "\ue001";
const MARKER = /\ue000(\d+)\ue001/;
/** An implicit key may have 1024 characters; no key is near that. */
const KEY_LENGTH_MAX = 256;

/** The text that stands for hole number `index` in the skeleton. */
export function markerFor(index: number): string {
  return `${OPEN}${index}${CLOSE}`;
}

/** Compiles a text with `holeCount` markers; undefined where only parsing can tell what it means. */
export function compileSkeleton(text: string, holeCount: number): Filler | undefined {
  try {
    const compiler = new SkeletonCompiler(text, parseStructure(text));
    const part = compiler.root();
    return compiler.holesFound === holeCount ? filler(part) : undefined;
  } catch (error) {
    if (error === NEEDS_PARSING || error instanceof YamlError) return undefined;
    throw error;
  }
}

type Part = { readonly constant: Json } | { readonly fill: Filler };

function filler(part: Part): Filler {
  if ("fill" in part) return part.fill;
  const { constant } = part;
  return () => constant;
}

interface Place {
  /** Columns of the map or list that holds the value; undefined where a hole came before it. */
  readonly column: number | undefined;
  readonly isInFlow: boolean;
  readonly isRoot: boolean;
}

class SkeletonCompiler {
  holesFound = 0;

  constructor(
    private readonly text: string,
    private readonly document: YamlDocument,
  ) {}

  root(): Part {
    return this.node(this.document.contents, { column: undefined, isInFlow: false, isRoot: true });
  }

  private node(node: unknown, place: Place): Part {
    if (!this.hasHole(node)) return { constant: freeze(toJson(this.document, node)) };
    if (isScalar(node)) return this.scalar(node, place);
    if (isSeq(node))
      return this.list(node.items, node.flow === true || place.isInFlow, this.columnOf(node));
    if (isMap(node)) return this.map(node.items, node.flow === true || place.isInFlow);
    throw NEEDS_PARSING;
  }

  /** Nodes with anchors are constants or nothing: an alias would need its holes twice. */
  private hasHole(node: unknown): boolean {
    if (node === null || node === undefined) return false;
    const [start, end] = (node as ParsedNode).range ?? [0, 0];
    const hasHole = this.text.slice(start, end).includes(OPEN);
    if (hasHole && (isAlias(node) || (node as { anchor?: string }).anchor !== undefined))
      throw NEEDS_PARSING;
    return hasHole;
  }

  private columnOf(node: unknown): number | undefined {
    const [start] = (node as ParsedNode).range;
    const lineStart = this.text.lastIndexOf("\n", start - 1) + 1;
    const before = this.text.slice(lineStart, start);
    return before.includes(OPEN) ? undefined : before.length;
  }

  private list(items: readonly unknown[], isInFlow: boolean, column: number | undefined): Part {
    const parts = items.map((item) => filler(this.node(item, { column, isInFlow, isRoot: false })));
    return { fill: (holes) => parts.map((part) => part(holes)) };
  }

  private map(items: readonly Pair[], isInFlow: boolean): Part {
    const fields = items.map((pair) => {
      if (isMergeKey(pair.key)) throw NEEDS_PARSING;
      const column = this.columnOf(pair.key);
      const key = this.hasHole(pair.key) ? this.key(pair.key as Scalar, isInFlow) : keyOf(pair.key);
      return { key, value: this.node(pair.value, { column, isInFlow, isRoot: false }) };
    });
    return { fill: mapFiller(fields) };
  }

  private key(node: Scalar, isInFlow: boolean): (holes: readonly Hole[]) => string {
    if (!isScalar(node) || isInFlow) throw NEEDS_PARSING;
    const { pieces, only } = this.pieces(node);
    const isQuoted = !isPlain(node);
    return (holes) => {
      const alone = only === undefined || isQuoted ? undefined : holes[only];
      if (alone?.hasValue && alone.indent === undefined && typeof alone.value === "string")
        return alone.value;
      const text = isQuoted
        ? quotedText(pieces, holes, node.type === Scalar.QUOTE_DOUBLE)
        : plainText(pieces, holes);
      const name = isQuoted ? text : plainKey(text);
      if (name === undefined || name === "<<" || text.length > KEY_LENGTH_MAX || text === "")
        throw NEEDS_PARSING;
      return name;
    };
  }

  private scalar(node: Scalar, { column, isInFlow, isRoot }: Place): Part {
    const { pieces, only } = this.pieces(node);
    if (!isPlain(node)) {
      const isDouble = node.type === Scalar.QUOTE_DOUBLE;
      return { fill: (holes) => quotedText(pieces, holes, isDouble) };
    }
    if (isInFlow || isRoot) return { fill: plainOnly(only, isInFlow) };
    return {
      fill: (holes) => {
        const alone = only === undefined ? undefined : holes[only];
        if (alone?.hasValue) {
          const { indent, value } = alone;
          const isNested = indent === undefined || (column !== undefined && indent > column);
          if (!isNested) throw NEEDS_PARSING;
          return value as Json;
        }
        const value = resolvePlain(plainText(pieces, holes));
        if (typeof value === "number" && !Number.isFinite(value)) throw NEEDS_PARSING;
        return value;
      },
    };
  }

  /** The static texts and hole numbers of a scalar on one line. */
  private pieces(node: Scalar): { pieces: (string | number)[]; only: number | undefined } {
    const [start, end] = node.range!;
    const isOneLine = !/[\n\r\u0085\u2028\u2029]/.test(this.text.slice(start, end));
    const isKnown =
      node.type === Scalar.PLAIN ||
      node.type === Scalar.QUOTE_DOUBLE ||
      node.type === Scalar.QUOTE_SINGLE;
    if (!isOneLine || !isKnown || node.tag !== undefined) throw NEEDS_PARSING;
    const pieces = String(node.value)
      .split(MARKER)
      .map((piece, index) => (index % 2 === 1 ? Number(piece) : piece))
      .filter((piece) => piece !== "");
    const numbers = pieces.filter((piece) => typeof piece === "number");
    this.holesFound += numbers.length;
    return { pieces, only: pieces.length === 1 ? numbers[0] : undefined };
  }
}

/** In a flow, or at the root, a hole is filled only by what has a value of its own. */
function plainOnly(only: number | undefined, isInFlow: boolean): Filler {
  return (holes) => {
    const alone = only === undefined ? undefined : holes[only];
    if (!isInFlow || !alone?.hasValue || alone.indent !== undefined) throw NEEDS_PARSING;
    return alone.value as Json;
  };
}

interface Field {
  readonly key: string | ((holes: readonly Hole[]) => string);
  readonly value: Part;
}

function mapFiller(fields: readonly Field[]): Filler {
  const keys = fields.map(({ key }) => key);
  const values = fields.map(({ value }) => filler(value));
  return (holes) => {
    const object: Record<string, Json> = {};
    for (let index = 0; index < values.length; index++) {
      const key = keys[index]!;
      const value = values[index]!(holes);
      if (typeof key === "string" && key !== "__proto__") object[key] = value;
      else setField(object, typeof key === "string" ? key : key(holes), value);
    }
    return object;
  };
}

/** Nothing that could end a quoted scalar, be an escape, or be refused in YAML. */
const QUOTE_SAFE = /^[^\p{Cc}"'\\\u2028\u2029\p{Cs}\ufeff\ufffe\uffff]*$/u;
/** The same for double quotes, in which ' is itself. */
const DOUBLE_QUOTE_SAFE = /^[^\p{Cc}"\\\u2028\u2029\p{Cs}\ufeff\ufffe\uffff]*$/u;

function quotedText(
  pieces: readonly (string | number)[],
  holes: readonly Hole[],
  isDouble: boolean,
): string {
  let text = "";
  const safe = isDouble ? DOUBLE_QUOTE_SAFE : QUOTE_SAFE;
  for (const piece of pieces) {
    if (typeof piece === "string") text += piece;
    else {
      const hole = holes[piece]!.text;
      if (hole === undefined || !safe.test(hole)) throw NEEDS_PARSING;
      text += hole;
    }
  }
  return text;
}

/**
 * One line of printable ASCII that is a plain scalar wherever a block map or list may hold one: it
 * starts with nothing that has a meaning, holds neither `: ` nor ` #`, and does not end in a space
 * or a colon.
 */
const PLAIN_SAFE =
  /^(?!---|\.\.\.)(?:[A-Za-z0-9_./+$(<]|-(?=[A-Za-z0-9_./]))(?:[!-"$-9;-~ ]|:(?=[!-~])|(?<=[!-~])#)*(?<! )$|^$/;

function plainText(pieces: readonly (string | number)[], holes: readonly Hole[]): string {
  let text = "";
  for (const piece of pieces)
    text += typeof piece === "string" ? piece : (holes[piece]!.text ?? "\n");
  if (!PLAIN_SAFE.test(text)) throw NEEDS_PARSING;
  return text;
}

/** Constants are shared by all results, so nobody may change them. */
function freeze(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach((inner) => inner !== undefined && freeze(inner));
  // Not arrays: JSON.stringify takes six times as long over a frozen one.
  return Array.isArray(value) ? value : Object.freeze(value);
}
