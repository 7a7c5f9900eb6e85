// Amounts of resources have three decimals at most: SetDefaults_ResourceList rounds finer ones up.

import type { Json } from "../object.ts";
import { isObject, setField, type MutableObject } from "../patch/json-value.ts";
import { formatQuantity, parseQuantity } from "../quantity.ts";

const MILLI_NANOS = 1_000_000n;

/** Canonical amounts with no fraction, or with thousandths for a suffix: nearly all there are. */
const coarse = /^-?\d+(?:m|[kMGTPE]i?)?$/;

/** A map of quantities with each rounded up to thousandths; the very argument where nothing is finer. */
export function roundedUp(amounts: Json): Json {
  if (!isObject(amounts)) return amounts;
  let result: MutableObject | undefined;
  for (const name in amounts) {
    const text = amounts[name];
    if (typeof text !== "string" || coarse.test(text)) continue;
    const { nanos, format } = parseQuantity(text);
    const magnitude = nanos < 0n ? -nanos : nanos;
    if (magnitude % MILLI_NANOS === 0n) continue;
    const up = (magnitude / MILLI_NANOS + 1n) * MILLI_NANOS;
    result ??= { ...amounts };
    setField(result, name, formatQuantity({ nanos: nanos < 0n ? -up : up, format }));
  }
  return result ?? amounts;
}
