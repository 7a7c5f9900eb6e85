// "…%s…".format([…]): the clauses of CEL's string extension.

import { formatFloat } from "../../go/float.ts";
import { quoteGo } from "../../go/quote.ts";
import { printDuration, printTimestamp } from "../times.ts";
import {
  CelError,
  CelList,
  CelMap,
  Duration,
  Timestamp,
  TypeValue,
  typeNameOf,
  Uint,
  type Value,
} from "../values.ts";

const CLAUSE = /%(?:(%)|(?:\.(\d+))?([a-zA-Z]))|%/g;
const PRECISION = 6;

/** What is wrong with one of the arguments. */
export class FormatError extends CelError {
  constructor(
    message: string,
    readonly argument: number,
  ) {
    super(message);
  }
}

export function formatText(format: string, args: readonly Value[]): string {
  let next = 0;
  return format.replace(CLAUSE, (_, percent?: string, precision?: string, verb?: string) => {
    if (percent) return "%";
    if (verb === undefined)
      throw new CelError("could not parse formatting clause: unexpected end of string");
    const value = args[next++];
    if (value === undefined) throw new FormatError(`index ${next - 1} out of range`, -1);
    try {
      return clause(verb, precision === undefined ? PRECISION : Number(precision), value);
    } catch (error) {
      throw new FormatError((error as Error).message, next - 1);
    }
  });
}

function clause(verb: string, precision: number, value: Value): string {
  switch (verb) {
    case "s":
      return plain(value);
    case "d":
      return decimal(value);
    case "f":
      return typeof value === "number"
        ? formatFloat(value, "f", precision)
        : refused("fixed-point", value);
    case "e":
      return typeof value === "number"
        ? scientific(value, precision)
        : refused("scientific", value);
    case "b":
      return typeof value === "boolean" ? (value ? "1" : "0") : whole(value, "binary").toString(2);
    case "o":
      return whole(value, "octal").toString(8);
    case "x":
      return hexadecimal(value);
    case "X":
      return hexadecimal(value).toUpperCase();
    default:
      throw new CelError(
        `could not parse formatting clause: unrecognized formatting clause "${verb}"`,
      );
  }
}

function refused(clauseName: string, value: Value): never {
  const wanted =
    clauseName === "fixed-point" || clauseName === "scientific" ? "doubles" : "integers";
  throw new CelError(
    `error during formatting: ${clauseName} clause can only be used on ${wanted}, was given ${typeNameOf(value)}`,
  );
}

function whole(value: Value, name: string): bigint {
  if (typeof value === "bigint") return value;
  return value instanceof Uint ? value.value : refused(name, value);
}

function decimal(value: Value): string {
  if (typeof value === "number" && !Number.isFinite(value)) return plain(value);
  return whole(value, "decimal").toString();
}

function hexadecimal(value: Value): string {
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return whole(value, "hexadecimal").toString(16);
}

function plain(value: Value): string {
  if (value === null || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  if (typeof value === "number") return special(value) ?? formatFloat(value, "g");
  if (typeof value === "string") return value;
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Timestamp) return printTimestamp(value);
  if (value instanceof Duration) return printDuration(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof CelList) return `[${Array.from(value, inside).join(", ")}]`;
  if (value instanceof CelMap) return plainMap(value);
  throw new CelError(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeNameOf(value)}`,
  );
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? "Infinity" : "-Infinity";
}

function plainMap(map: CelMap): string {
  const entries = Array.from(map.keys(), (key) => `${inside(key)}:${inside(map.get(key) ?? null)}`);
  return `{${entries.sort().join(", ")}}`;
}

/** As an expression would write it, in a list or a map. */
function inside(value: Value): string {
  if (typeof value === "string") return quoteGo(value);
  if (typeof value === "number") return special(value) ?? formatFloat(value, "f", PRECISION);
  if (value instanceof Uint8Array) return `b${quoteGo(plain(value))}`;
  if (value instanceof Duration) return `duration("${plain(value)}")`;
  if (value instanceof Timestamp) return `timestamp("${plain(value)}")`;
  return plain(value);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** As numbers are written where people read them: `1.5×10⁰³`. */
function scientific(value: number, precision: number): string {
  const [mantissa = "", exponent = ""] = formatFloat(value, "e", precision).split("e");
  const raised = exponent.replace("+", "").replace("-", "⁻");
  return `${mantissa}×10${raised.replace(/\d/g, (digit) => RAISED.charAt(Number(digit)))}`;
}
