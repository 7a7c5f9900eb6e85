// Numbers as Go writes them: 1_000, 0x1F, 0b1, 0o7, 'a', 1.5e3, 0x1p4.

import { unquoteGo } from "../go/quote.ts";

interface NumberLiteral {
  /** Undefined where the number is not an integer of 64 bits. */
  readonly integer: bigint | undefined;
  readonly float: number;
  /** Written as a float: a template gives it type float64. */
  readonly isFloatText: boolean;
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** The number a literal stands for, or undefined where it is not one. */
export function parseGoNumber(text: string): NumberLiteral | undefined {
  if (text.startsWith("'")) {
    const character = unquoteGo(text);
    if (character === undefined || Array.from(character).length !== 1) return undefined;
    const code = character.codePointAt(0)!;
    return { integer: BigInt(code), float: code, isFloatText: false };
  }
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[+-]/, "").replaceAll("_", "");
  const integer = parseInteger(body);
  if (integer !== undefined) {
    const signed = sign < 0 ? -integer : integer;
    const fits = signed >= MIN_INT && signed <= MAX_INT;
    return { integer: fits ? signed : undefined, float: Number(signed), isFloatText: false };
  }
  const size = parseFloatText(body);
  if (size === undefined) return undefined;
  const float = sign * size;
  return {
    integer: Number.isSafeInteger(float) ? BigInt(float) : undefined,
    float,
    isFloatText: true,
  };
}

function parseInteger(body: string): bigint | undefined {
  if (/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(body))
    return BigInt(body.toLowerCase());
  if (/^0[0-7]+$/.test(body)) return BigInt(`0o${body.slice(1)}`);
  return /^(?:0|[1-9][0-9]*)$/.test(body) ? BigInt(body) : undefined;
}

function parseFloatText(body: string): number | undefined {
  if (/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(body)) return Number(body);
  const hex = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/.exec(body);
  if (!hex) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = hex;
  return Number.parseInt(`${whole}${fraction}`, 16) * 2 ** (Number(exponent) - 4 * fraction.length);
}
