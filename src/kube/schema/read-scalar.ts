// Leaves as Go's decoder takes them and its encoder prints them: quantities in canonical form, times in UTC and cut to
// what their type holds, base64 in its one spelling.

import type { Json } from "../object.ts";
import { canonicalQuantity, QuantityError } from "../quantity.ts";
import { mismatch, MismatchError, type Holder } from "./mismatch.ts";
import { readBytes } from "./read-bytes.ts";
import { readTime } from "./read-time.ts";
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
      if (typeof value !== "string") throw mismatch(value, { kind }, holder);
      return readBytes(value);
    case "quantity":
      return readQuantity(value);
    case "time":
    case "microTime":
      if (typeof value !== "string") throw mismatch(value, { kind: "string" }, holder);
      return readTime(kind, value);
    case "intOrString":
      if (typeof value === "string" || Number.isInteger(value)) return value;
      throw mismatch(value, { kind: "int32" }, holder);
    case "rawExtension":
    case "fieldsV1":
    case "json":
    case "schemaOrBoolean":
    case "schemaOrList":
    case "schemaOrStrings":
      return value;
  }
}

const quantities = new Map<string | number, string>();

function readQuantity(value: Json): Json {
  if (typeof value !== "string" && typeof value !== "number") throw quantityMismatch("");
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
    if (error instanceof QuantityError) throw quantityMismatch(String(value));
    throw error;
  }
}

function quantityMismatch(text: string): MismatchError {
  const rule = "quantities must match the regular expression";
  return new MismatchError(
    /^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$/.test(text)
      ? "unable to parse quantity's suffix"
      : `${rule} '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
  );
}
