// snakecase, kebabcase and camelcase, cut into words as huandu/xstrings does.

const isConnector = (character: string): boolean => /[-_\s]/u.test(character);
const isUpper = (character: string): boolean => /\p{Lu}/u.test(character);

/** The kinds of words, longest first where they share a start. */
const WORDS: readonly (readonly [Kind, RegExp])[] = [
  ["connector", /[-_\s]+/uy],
  ["punctuation", /(?:(?![-_])\p{P})(?:\p{P})*/uy],
  ["upper", /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}\p{Lu}+|\p{Lu}(?:(?!\p{Lu})\p{L})*/uy],
  ["alphabet", /(?!\p{Lu})\p{L}(?:(?!\p{Lu})\p{L})*/uy],
  ["number", /\p{N}+/uy],
  ["other", /[^\p{L}\p{N}\p{P}\s]+/uy],
];
type Kind = "connector" | "punctuation" | "upper" | "alphabet" | "number" | "other";

interface Word {
  readonly kind: Kind;
  readonly text: string;
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    let found: Word | undefined;
    for (const [kind, pattern] of WORDS) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) {
        found = { kind, text: match[0] };
        break;
      }
    }
    if (!found) break;
    words.push(found);
    at += found.text.length;
  }
  return words;
}

/** Words in lower case with a connector between: numbers stay with the word before them. */
export function joinWords(text: string, connector: "_" | "-"): string {
  const words = wordsOf(text);
  let result = "";
  let index = 0;
  const kindAt = (place: number): Kind | undefined => words[place]?.kind;
  const isBreak = (kind: Kind | undefined): boolean =>
    kind !== undefined && kind !== "connector" && kind !== "punctuation";
  const isRun = (place: number): boolean =>
    kindAt(place) === "alphabet" || kindAt(place) === "number";
  const write = (word: Word): void => {
    if (word.kind === "connector") result += connector.repeat(Array.from(word.text).length);
    else result += word.kind === "upper" ? word.text.toLowerCase() : word.text;
  };
  while (index < words.length - 1) {
    const word = words[index++]!;
    write(word);
    if (word.kind === "connector" || word.kind === "punctuation") continue;
    if (word.kind === "number") {
      while (isRun(index)) write(words[index++]!);
      if (isBreak(kindAt(index))) result += connector;
      continue;
    }
    if (kindAt(index) !== "number") {
      if (isBreak(kindAt(index))) result += connector;
      continue;
    }
    if (index === words.length - 1) break;
    const number = words[index++]!;
    if (kindAt(index) !== "alphabet") {
      write(number);
      if (isBreak(kindAt(index))) result += connector;
      continue;
    }
    result += connector;
    write(number);
    while (isRun(index)) write(words[index++]!);
    if (isBreak(kindAt(index))) result += connector;
  }
  if (index < words.length) write(words[index]!);
  return result;
}

/** xstrings' ToPascalCase. */
export function pascalCase(text: string): string {
  const characters = Array.from(text);
  let at = 0;
  let result = "";
  while (at < characters.length && isConnector(characters[at]!)) result += characters[at++];
  if (at === characters.length) return result;
  let wasUpper = isUpper(characters[at]!);
  let current = characters[at++]!.toUpperCase();
  for (; at < characters.length; at++) {
    const previous = current;
    current = characters[at]!;
    if (isConnector(current) && isConnector(previous)) {
      result += previous;
    } else if (isConnector(previous)) {
      wasUpper = isUpper(current);
      current = current.toUpperCase();
    } else {
      if (wasUpper && isUpper(current)) current = current.toLowerCase();
      else wasUpper = false;
      result += previous;
    }
  }
  return result + current;
}

/** goutils' SwapCase. */
export function swapCase(text: string): string {
  return Array.from(text, (character) =>
    isUpper(character) ? character.toLowerCase() : character.toUpperCase(),
  ).join("");
}
