// YAML text to plain values that remember where they stand.

import { LineCounter, type Node, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { messageOf } from "../base/index.ts";
import type { Locator, Path, Place, Problems } from "./problems.ts";

/** No scenario or manifest is longer; it keeps a wrong file from taking the memory. */
const TEXT_LENGTH_MAX = 1_048_576;
const ALIASES_MAX = 100;
/** Deeper than any manifest; whoever walks the value may then do so by recursion. */
const NESTING_MAX = 100;
const ERRORS_TOLD_MAX = 20;
/** Aliases make a small text a large value, or an endless one. */
const VALUES_MAX = 200_000;

export interface YamlText {
  readonly value: unknown;
  readonly locate: Locator;
}

/** The text's one document, or undefined after telling `problems` why it cannot be read. */
export function readYaml(text: string, file: string, problems: Problems): YamlText | undefined {
  if (text.length > TEXT_LENGTH_MAX) {
    problems.addDiagnostic({
      file,
      message: `the file is longer than ${TEXT_LENGTH_MAX} characters`,
      hint: "is it the file you meant?",
    });
    return undefined;
  }
  if (nestsTooDeep(text)) {
    problems.addDiagnostic({
      file,
      message: `the file nests lists and maps more than ${NESTING_MAX} deep`,
      hint: "check for brackets that are never closed",
    });
    return undefined;
  }
  // The library throws on a few inputs (too deep, too many aliases): that is the text's fault, not ours.
  try {
    return parse(text, file, problems);
  } catch (error) {
    problems.addDiagnostic({
      file,
      message: `this is not YAML that can be read: ${messageOf(error)}`,
      hint: "check the file's nesting and aliases",
    });
    return undefined;
  }
}

function parse(text: string, file: string, problems: Problems): YamlText | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "error",
  });
  for (const error of document.errors.slice(0, ERRORS_TOLD_MAX)) {
    const { line, col } = lines.linePos(error.pos[0]);
    problems.addDiagnostic({
      file,
      line,
      column: col,
      message: `YAML syntax: ${error.message}`,
      hint:
        error.code === "DUPLICATE_KEY"
          ? "remove one of the two"
          : "check indentation, quotes and braces here",
    });
  }
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
  if (!isBounded(value)) {
    problems.addDiagnostic({
      file,
      message: "the file's aliases stand for more than a file can hold",
      hint: "use fewer of them, and none inside what it stands for",
    });
    return undefined;
  }
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  return {
    value,
    locate: (path, at) => {
      const offset = offsetOf(document.contents, path, at, resolve);
      return offset === undefined ? undefined : placeOf(lines, offset);
    },
  };
}

/** Read off the text, for the parser itself would need long for what nests too deep. */
function nestsTooDeep(text: string): boolean {
  if (/(?:[-?:] +){100}/.test(text)) return true;
  let depth = 0;
  let indentMax = 0;
  for (const line of text.split("\n")) {
    indentMax = Math.max(indentMax, line.length - line.trimStart().length);
    for (const character of line) {
      if (character === "[" || character === "{") depth++;
      else if ((character === "]" || character === "}") && depth > 0) depth--;
      if (depth > NESTING_MAX) return true;
    }
  }
  return indentMax > NESTING_MAX * 10;
}

/** Whether the value ends: within the nesting and the number of values that are allowed. */
function isBounded(root: unknown): boolean {
  let count = 0;
  const visit = (value: unknown, depth: number): boolean => {
    if (++count > VALUES_MAX || depth > NESTING_MAX * 2) return false;
    if (typeof value !== "object" || value === null) return true;
    return Object.values(value).every((child) => visit(child, depth + 1));
  };
  return visit(root, 0);
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Walks down as far as the path exists; what is missing is shown at its nearest ancestor's key. */
function offsetOf(
  root: unknown,
  path: Path,
  at: "key" | "value",
  resolve: (node: unknown) => unknown,
): number | undefined {
  let node: unknown = root;
  let keyOffset = offset(root);
  let valueOffset = offset(root);
  for (const [depth, step] of path.entries()) {
    const child = childOf(resolve(node), step);
    if (!child) return keyOffset;
    node = child.value;
    keyOffset = offset(child.key) ?? keyOffset;
    valueOffset = offset(node) ?? keyOffset;
    if (depth === path.length - 1 && at === "key") return keyOffset;
  }
  return valueOffset;
}

function childOf(
  node: unknown,
  step: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      ({ key }) => String(isScalar(key) ? key.value : key) === String(step),
    );
    return pair && { key: pair.key, value: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  return undefined;
}

function offset(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
