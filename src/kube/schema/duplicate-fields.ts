// Fields that a JSON text says twice: JSON.parse keeps the last and tells nobody; Kubernetes warns or refuses.

/** How many problems Kubernetes names before it stops. */
const PROBLEMS_MAX = 100;

/** Objects up to this many fields are searched one by one, which is quicker than hashing them. */
const SEARCHED_FIELDS_MAX = 12;

class Frame {
  readonly isObject: boolean;
  /** Fields of an object, in order. */
  readonly fields: string[] = [];
  /** How many items of a list came before the one being read. */
  index = 0;
  private known: Set<string> | undefined;

  constructor(isObject: boolean) {
    this.isObject = isObject;
  }

  /** Takes the next field; returns whether it was there before. */
  add(field: string): boolean {
    const { fields } = this;
    if (fields.length >= SEARCHED_FIELDS_MAX) this.known ??= new Set(fields);
    const isKnown = this.known ? this.known.has(field) : fields.includes(field);
    this.known?.add(field);
    fields.push(field);
    return isKnown;
  }
}

/**
 * Paths of the fields that `text`, a JSON document, holds more than once: `spec.containers[0].image`, once each, at most
 * `limit`.
 */
export function duplicateFields(text: string, limit = PROBLEMS_MAX): readonly string[] {
  const duplicates = new Set<string>();
  scanFields(text, (isAgain, path) => {
    if (isAgain && duplicates.size < limit) duplicates.add(path());
  });
  return [...duplicates];
}

/**
 * What Kubernetes finds wrong with the fields of `text`, in its words and in the order of the text: `duplicate field "a"`,
 * `unknown field "b"`. `unknown` are the paths that `readObject` named. Empty where all is well.
 */
export function fieldProblems(text: string, unknown: readonly string[]): readonly string[] {
  if (unknown.length === 0) return duplicateFields(text).map((path) => `duplicate field "${path}"`);
  const unknownPaths = new Set(unknown);
  const problems = new Set<string>();
  scanFields(text, (isAgain, pathOfField) => {
    if (problems.size >= PROBLEMS_MAX) return;
    const path = pathOfField();
    if (unknownPaths.has(path)) problems.add(`unknown field "${path}"`);
    else if (isAgain) problems.add(`duplicate field "${path}"`);
  });
  return [...problems];
}

/**
 * Whether `text` may hold a field more than once, told by what it was parsed to: that writes as long as what it was read
 * from where nothing was dropped and nobody wrote spaces. A quarter of the work of looking at every field.
 */
export function mayRepeatFields(text: string, value: unknown): boolean {
  const length = text.endsWith("\n") ? text.length - 1 : text.length;
  return text !== "" && JSON.stringify(value).length !== length;
}

function scanFields(text: string, onField: (isAgain: boolean, path: () => string) => void): void {
  const frames: Frame[] = [];
  const path = (): string => pathOf(frames);
  let frame: Frame | undefined;
  let isFieldNext = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const end = stringEnd(text, at);
      if (isFieldNext && frame) onField(frame.add(stringAt(text, at, end)), path);
      isFieldNext = false;
      at = end;
    } else if (character === COMMA) {
      isFieldNext = frame?.isObject === true;
      if (frame && !frame.isObject) frame.index++;
    } else if (character === OPEN_OBJECT || character === OPEN_LIST) {
      isFieldNext = character === OPEN_OBJECT;
      frames.push((frame = new Frame(isFieldNext)));
    } else if (character === CLOSE_OBJECT || character === CLOSE_LIST) {
      frames.pop();
      frame = frames.at(-1);
      isFieldNext = false;
    }
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where the string that starts at `start` has its closing quote; the text's end where it has none. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function stringAt(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  return raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function pathOf(frames: readonly Frame[]): string {
  let path = "";
  for (const { isObject, index, fields } of frames) {
    if (!isObject) path += `[${index}]`;
    else path += path === "" ? (fields.at(-1) ?? "") : `.${fields.at(-1) ?? ""}`;
  }
  return path;
}
