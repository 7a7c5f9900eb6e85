// Amounts of resources by name, as `resources.requests` and quotas hold them, and what a whole pod takes of them.

import type { Json, JsonObject } from "./object.ts";
import { isList, isObject } from "./patch/json-value.ts";
import { addQuantity, compareQuantity, parseQuantity, type Quantity } from "./quantity.ts";

export type Amounts = ReadonlyMap<string, Quantity>;
type MutableAmounts = Map<string, Quantity>;

/** From an object of quantities; what is no text or number is left out. Throws QuantityError. */
export function amountsOf(quantities: Json | undefined): MutableAmounts {
  const amounts: MutableAmounts = new Map();
  if (!isObject(quantities)) return amounts;
  for (const name in quantities) {
    const text = quantities[name];
    if (typeof text === "string" || typeof text === "number")
      amounts.set(name, parseQuantity(text));
  }
  return amounts;
}

/** Adds to `into`, and returns it. */
export function addAmounts(into: MutableAmounts, amounts: Amounts): MutableAmounts {
  for (const [name, amount] of amounts) {
    const before = into.get(name);
    into.set(name, before ? addQuantity(before, amount) : amount);
  }
  return into;
}

function raise(into: MutableAmounts, amounts: Amounts): MutableAmounts {
  for (const [name, amount] of amounts) {
    const before = into.get(name);
    if (!before || compareQuantity(amount, before) > 0) into.set(name, amount);
  }
  return into;
}

export type Bound = "limits" | "requests";

/**
 * What the containers of a pod's spec need together: the sum of all that run at once, or what one init container needs,
 * if that is more.
 */
export function containerAmounts(spec: JsonObject, which: Bound): MutableAmounts {
  const total: MutableAmounts = new Map();
  for (const container of itemsOf(spec, "containers")) addAmounts(total, bound(container, which));
  const sidecars: MutableAmounts = new Map();
  const starting: MutableAmounts = new Map();
  for (const container of itemsOf(spec, "initContainers")) {
    const own = bound(container, which);
    if (isObject(container) && container["restartPolicy"] === "Always") {
      addAmounts(total, own);
      addAmounts(sidecars, own);
      raise(starting, sidecars);
    } else raise(starting, addAmounts(new Map(own), sidecars));
  }
  return raise(total, starting);
}

/** What a pod takes: as its containers say, or as it says itself of the resources that it may (KEP-2837). */
export function podAmounts(
  spec: JsonObject,
  which: Bound,
  ofPods: (resource: string) => boolean,
): MutableAmounts {
  const amounts = containerAmounts(spec, which);
  for (const [name, amount] of bound(spec, which)) if (ofPods(name)) amounts.set(name, amount);
  return amounts;
}

function bound(holder: Json, which: Bound): MutableAmounts {
  const resources = isObject(holder) ? holder["resources"] : undefined;
  return amountsOf(isObject(resources) ? resources[which] : undefined);
}

function itemsOf(spec: JsonObject, field: string): readonly Json[] {
  const value = spec[field];
  return isList(value) ? value : [];
}
