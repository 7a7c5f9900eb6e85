// sprig's functions of chance, on a random source that is an argument.

import { int } from "./convert.ts";
import { type TemplateFunction, templateFunction as fn } from "../function.ts";

const DIGITS = "0123456789";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ASCII = Array.from({ length: 95 }, (_unused, index) => String.fromCharCode(32 + index)).join(
  "",
);
const LENGTH_MAX = 1_000_000;

/** The functions, on a source uniform in [0, 1). */
export function chanceFunctions(random: () => number): Readonly<Record<string, TemplateFunction>> {
  const below = (bound: number): number => Math.floor(random() * bound);
  const letters = (alphabet: string): TemplateFunction =>
    fn("int", (count: number) => {
      if (count < 0 || count > LENGTH_MAX) throw new Error(`a text of ${count} characters`);
      return Array.from({ length: count }, () => alphabet[below(alphabet.length)]!).join("");
    });
  return {
    randAlphaNum: letters(LETTERS + DIGITS),
    randAlpha: letters(LETTERS),
    randNumeric: letters(DIGITS),
    randAscii: letters(ASCII),
    randInt: fn("int int", (low: number, high: number) => {
      if (high <= low) throw new Error("invalid argument to Intn");
      return int(low + below(high - low));
    }),
    randBytes: fn("int", (count: number) =>
      Buffer.from(Array.from({ length: count }, () => below(256))).toString("base64"),
    ),
    shuffle: fn("string", (text: string) => {
      const characters = Array.from(text);
      for (let last = characters.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [characters[last], characters[other]] = [characters[other]!, characters[last]!];
      }
      return characters.join("");
    }),
    uuidv4: fn("", () => {
      const digits = Array.from({ length: 32 }, () => below(16).toString(16));
      digits[12] = "4";
      digits[16] = (8 + below(4)).toString(16);
      return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    }),
  };
}
