// Leaves as Go's decoder takes them and its encoder prints them: quantities in canonical form, times in UTC and cut to
// what their type holds, base64 in its one spelling.

import type { Json } from "../object.ts";
import { canonicalQuantity, QuantityError } from "../quantity.ts";
import { mismatch, MismatchError, type Holder } from "./mismatch.ts";
import type { ScalarKind } from "./type-info.ts";

const INT32_MAX = 2 ** 31 - 1;
const QUANTITY_TEXT_LENGTH_MAX = 32;
const QUANTITIES_REMEMBERED_MAX = 4_096;

/** The value as Go would print it; throws MismatchError where the type cannot hold it. `value` is not null. */
export function readScalar(kind: ScalarKind, value: Json, holder: Holder): Json {
  switch (kind) {
    case "string":
      if (typeof value !== "string") throw mismatch(value, { kind }, holder);
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw mismatch(value, { kind }, holder);
      return value;
    case "int32":
      if (!Number.isInteger(value) || Math.abs(Number(value)) > INT32_MAX)
        throw mismatch(value, { kind }, holder);
      return value;
    case "int64":
      if (!Number.isInteger(value)) throw mismatch(value, { kind }, holder);
      return value;
    case "double":
      if (typeof value !== "number") throw mismatch(value, { kind }, holder);
      return value;
    case "bytes":
      return readBytes(value, holder);
    case "quantity":
      return readQuantity(value);
    case "time":
    case "microTime":
      return readTime(kind, value, holder);
    case "intOrString":
      if (typeof value === "string" || Number.isInteger(value)) return value;
      throw mismatch(value, { kind: typeof value === "number" ? "int32" : "string" }, holder);
    case "rawExtension":
    case "fieldsV1":
    case "json":
    case "schemaOrBoolean":
    case "schemaOrList":
    case "schemaOrStrings":
      return value;
  }
}

function readBytes(value: Json, holder: Holder): Json {
  if (typeof value !== "string") throw mismatch(value, { kind: "bytes" }, holder);
  const text = value.replace(/[\r\n]/g, "");
  const body = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  const padding = text.length - body;
  const expected = "=".repeat((4 - (body % 4)) % 4);
  if (padding > 2 || text.slice(body) !== expected)
    throw new MismatchError(`illegal base64 data at input byte ${body}`);
  return text;
}

const quantities = new Map<string | number, string>();

function readQuantity(value: Json): Json {
  if (typeof value !== "string" && typeof value !== "number")
    throw new MismatchError(
      `unmarshal ${JSON.stringify(value)}: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  const known = quantities.get(value);
  if (known !== undefined) return known;
  if (value === "") throw quantityMismatch(value);
  try {
    const canonical = canonicalQuantity(value);
    // Emptied rather than pruned: the few texts in use are back after as many misses.
    if (quantities.size >= QUANTITIES_REMEMBERED_MAX) quantities.clear();
    if (String(value).length <= QUANTITY_TEXT_LENGTH_MAX) quantities.set(value, canonical);
    return canonical;
  } catch (error) {
    if (error instanceof QuantityError) throw quantityMismatch(value);
    throw error;
  }
}

function quantityMismatch(value: string | number): MismatchError {
  const rule = /^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$/.test(String(value))
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  return new MismatchError(rule);
}

const LAYOUTS = {
  time: "2006-01-02T15:04:05Z07:00",
  microTime: "2006-01-02T15:04:05.000000Z07:00",
} as const;

const printed = {
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  microTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
} as const;

/** Go takes any fraction for a time without one in its layout, and exactly six digits for a micro time. */
const accepted = {
  time: /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)$/,
  microTime: /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)([.,]\d{6})(Z|[+-]\d\d:\d\d)$/,
} as const;

function readTime(kind: "time" | "microTime", value: Json, holder: Holder): Json {
  if (typeof value !== "string") throw mismatch(value, { kind: "string" }, holder);
  const [, second, fraction = "", zone] = accepted[kind].exec(value) ?? [];
  const milliseconds = second === undefined ? Number.NaN : Date.parse(`${second}${zone}`);
  if (Number.isNaN(milliseconds))
    throw new MismatchError(
      `parsing time ${JSON.stringify(value)} as "${LAYOUTS[kind]}": cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  if (printed[kind].test(value)) return value;
  const utc = new Date(milliseconds).toISOString().slice(0, 19);
  return kind === "time" ? `${utc}Z` : `${utc}.${fraction.slice(1)}Z`;
}
