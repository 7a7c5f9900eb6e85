// Kubernetes quantities (`100m`, `1.5Gi`, `12e6`), exact, as apimachinery's resource.Quantity has them.
//
// An amount is a whole number of billionths in a bigint: nothing finer exists in Kubernetes, which
// rounds away from zero to it. The everyday questions (how many bytes, how many millicores) take a
// shortcut through a small memo, for a scheduler asks them of the same few texts all day.

export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

export interface Quantity {
  /** Billionths. */
  readonly nanos: bigint;
  /** Which kind of suffix it is written with. */
  readonly format: QuantityFormat;
  /** The text it was parsed from, where Kubernetes would write that text out again. */
  readonly text?: string;
}

export class QuantityError extends Error {
  override name = "QuantityError";
}

/** Beyond any sense, and short of numbers that take noticeable time. */
const EXPONENT_MAX = 400;
const DIGITS_MAX = 1_000;
const MEMO_ENTRIES_MAX = 4_096;

const NANOS = 1_000_000_000n;
const NANO_EXPONENT = -9;
const INT64_MAX_NANOS = (2n ** 63n - 1n) * NANOS;

/** Digits up to which the original keeps int64 form, and may hand out the text as it came. */
const INT64_DIGITS_MAX = 18;
const INT64_BINARY_DIGITS_MAX = 15;

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const suffixes = new Map<string, Suffix>();
decimalSuffixes.forEach((name, at) => {
  suffixes.set(name, { base: 10, exponent: 3 * at + NANO_EXPONENT, format: "DecimalSI" });
});
binarySuffixes.slice(1).forEach((name, at) => {
  suffixes.set(name, { base: 2, exponent: 10 * (at + 1), format: "BinarySI" });
});

const form = /^([+-]?)([0-9]*)(?:(\.)([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/;

const parsed = new Map<string, Quantity>();

/** Throws QuantityError. Numbers are taken as JSON would write them. */
export function parseQuantity(input: string | number): Quantity {
  const text = typeof input === "number" ? String(input) : input;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const quantity = parseText(text);
  // Emptied rather than pruned: the few texts in use are back after as many misses.
  if (parsed.size >= MEMO_ENTRIES_MAX) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

function parseText(text: string): Quantity {
  const match = text.length > 0 && text.length <= DIGITS_MAX ? form.exec(text) : null;
  if (match === null)
    throw new QuantityError(
      `"${text.slice(0, 80)}" is not a quantity: quantities must match the regular expression ` +
        "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  const [, sign, whole = "", point, fraction = "", suffixText = ""] = match;
  const suffix = parseSuffix(suffixText, text);
  const digits = whole.replace(/^0+/, "") || "0";
  if (point === undefined && whole === "" && suffixText !== "")
    return { nanos: 0n, format: suffix.format };
  return quantityOf({ text, negative: sign === "-", digits, fraction, suffix });
}

interface Parts {
  readonly text: string;
  readonly negative: boolean;
  /** Without leading zeros. */
  readonly digits: string;
  readonly fraction: string;
  readonly suffix: Suffix;
}

function quantityOf(parts: Parts): Quantity {
  const { text, negative, digits, fraction, suffix } = parts;
  const mantissa = BigInt(digits + fraction);
  let format = suffix.format;
  let nanos: bigint;
  if (suffix.base === 2) {
    nanos = shift(mantissa << BigInt(suffix.exponent), -fraction.length - NANO_EXPONENT);
    if (nanos > INT64_MAX_NANOS) nanos = INT64_MAX_NANOS;
    if (nanos > 0n && nanos < NANOS) format = "DecimalSI";
  } else nanos = shift(mantissa, suffix.exponent - fraction.length - NANO_EXPONENT);
  const amount = { nanos: negative ? -nanos : nanos, format };
  return isKeptAsWritten(parts, mantissa) ? { ...amount, text } : amount;
}

/** `mantissa · 10^exponent`, rounded up. */
function shift(mantissa: bigint, exponent: number): bigint {
  if (exponent >= 0) return mantissa * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return (mantissa + divisor - 1n) / divisor;
}

/** Whether the original hands out the text as it came: what it takes to be canonical already. */
function isKeptAsWritten({ digits, fraction, suffix }: Parts, mantissa: bigint): boolean {
  const count = digits.length + fraction.length;
  if (suffix.base === 2) {
    const precision = INT64_BINARY_DIGITS_MAX - 1 - digits.length;
    const fits = precision >= Math.trunc((suffix.exponent * 3) / 10);
    return fits && fraction === "" && (mantissa & 7n) !== 0n;
  }
  const scale = suffix.exponent - fraction.length;
  if (count > INT64_DIGITS_MAX || scale < NANO_EXPONENT || scale % 3 !== 0) return false;
  const all = digits + fraction;
  return !all.endsWith("000") && !all.startsWith("0");
}

function parseSuffix(suffix: string, text: string): Suffix {
  const known = suffixes.get(suffix);
  if (known) return known;
  const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix)?.[1];
  if (exponent === undefined)
    throw new QuantityError(
      `"${text}" has the unknown suffix "${suffix}": unable to parse quantity's suffix; ` +
        "use n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent such as e3",
    );
  const number = Number(exponent);
  if (Math.abs(number) > EXPONENT_MAX)
    throw new QuantityError(`"${text}" has an exponent beyond ±${EXPONENT_MAX}`);
  return { base: 10, exponent: number, format: "DecimalExponent" };
}

/** Negative, zero or positive, as for sorting. */
export function compareQuantity(left: Quantity, right: Quantity): number {
  return left.nanos < right.nanos ? -1 : left.nanos > right.nanos ? 1 : 0;
}

/** The sum, written as `left` is (as `right`, if `left` is zero). */
export function addQuantity(left: Quantity, right: Quantity): Quantity {
  const format = left.nanos === 0n ? right.format : left.format;
  return { nanos: left.nanos + right.nanos, format };
}

/** The difference, written as `left` is (as `right`, if `left` is zero). */
export function subtractQuantity(left: Quantity, right: Quantity): Quantity {
  const format = left.nanos === 0n ? right.format : left.format;
  return { nanos: left.nanos - right.nanos, format };
}

/** The text Kubernetes writes: `1500m` for 1.5, `1536Mi` for 1.5Gi. */
export function formatQuantity({ nanos, format, text }: Quantity): string {
  if (text !== undefined) return text;
  if (nanos === 0n) return "0";
  const magnitude = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  const binary = format === "BinarySI" && nanos % NANOS === 0n && magnitude >= 1024n * NANOS;
  if (binary) return sign + formatBinary(magnitude / NANOS);
  return sign + formatDecimal(magnitude, format === "DecimalExponent");
}

/** Throws QuantityError. */
export function canonicalQuantity(text: string | number): string {
  return formatQuantity(parseQuantity(text));
}

function formatBinary(units: bigint): string {
  let rest = units;
  let power = 0;
  while (rest % 1024n === 0n && power < binarySuffixes.length - 1) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${binarySuffixes[power]}`;
}

function formatDecimal(nanos: bigint, asExponent: boolean): string {
  let rest = nanos;
  let exponent = NANO_EXPONENT;
  while (rest % 1000n === 0n) {
    rest /= 1000n;
    exponent += 3;
  }
  // Beyond E there is no suffix, so larger amounts keep their zeros unless they may use exponents.
  const largest = 3 * (decimalSuffixes.length - 1) + NANO_EXPONENT;
  if (!asExponent && exponent > largest) {
    rest *= 10n ** BigInt(exponent - largest);
    exponent = largest;
  }
  if (!asExponent) return `${rest}${decimalSuffixes[(exponent - NANO_EXPONENT) / 3]}`;
  return exponent === 0 ? String(rest) : `${rest}e${exponent}`;
}

const milliMemo = new Map<string, number>();
const unitMemo = new Map<string, number>();

/**
 * Thousandths, rounded away from zero: millicores. Exact up to 2^53, the nearest double beyond.
 * Throws QuantityError.
 */
export function milliValue(text: string | number): number {
  return scaled(text, milliMemo, 1_000_000n);
}

/**
 * Whole units, rounded away from zero: bytes, pods. Exact up to 2^53, the nearest double beyond.
 * Throws QuantityError.
 */
export function value(text: string | number): number {
  return scaled(text, unitMemo, NANOS);
}

function scaled(input: string | number, memo: Map<string, number>, unitNanos: bigint): number {
  const text = typeof input === "string" ? input : String(input);
  const known = memo.get(text);
  if (known !== undefined) return known;
  const { nanos } = parseQuantity(text);
  const up = nanos < 0n ? 1n - unitNanos : unitNanos - 1n;
  const result = Number((nanos + up) / unitNanos);
  // Emptied rather than pruned: the few texts in use are back after as many misses.
  if (memo.size >= MEMO_ENTRIES_MAX) memo.clear();
  memo.set(text, result);
  return result;
}
