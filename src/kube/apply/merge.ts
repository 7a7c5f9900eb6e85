// Lays a configuration over an object (typed/merge.go): maps merge by key, lists by what tells their items apart, and
// everything else is the configuration's where it says anything.

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject } from "../patch/json-value.ts";
import {
  OPEN,
  resolved,
  typeOfKey,
  type ApplyType,
  type ListType,
  type MapType,
} from "./apply-type.ts";
import { itemElement, itemsByElement } from "./list-item.ts";
import type { PathElement } from "./path-element.ts";

/** Either side may be absent, not both; shares what it can with both. */
export function mergeValues(
  type: ApplyType,
  live: Json | undefined,
  config: Json | undefined,
): Json | undefined {
  const as = resolved(type, config === undefined ? live : config);
  if (as.kind === "leaf") return config === undefined ? live : config;
  if (as.kind === "list") {
    const [left, right] = [isList(live) ? live : [], isList(config) ? config : []];
    if (left.length === 0 && right.length === 0) return config === undefined ? live : config;
    return mergeLists(as, left, right);
  }
  const [left, right] = [isObject(live) ? live : {}, isObject(config) ? config : {}];
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0)
    return config === undefined ? live : config;
  return mergeMaps(as, left, right);
}

function mergeMaps(type: MapType, live: JsonObject, config: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(live), ...Object.keys(config)])) {
    const merged = mergeValues(typeOfKey(type, name) ?? OPEN, live[name], config[name]);
    if (merged !== undefined) result[name] = merged;
  }
  return result;
}

/**
 * Items stay in the order of the live list, but those the configuration names come in the configuration's order; new ones
 * follow the one they follow there.
 */
function mergeLists(
  type: ListType,
  live: readonly Json[],
  config: readonly Json[],
): readonly Json[] {
  const left = live.map((item) => itemElement(type, item).element ?? "");
  const right = config.map((item) => itemElement(type, item).element ?? "");
  const lives = itemsByElement(type, live);
  const configs = itemsByElement(type, config);
  const shared = right.filter((element) => lives.has(element));
  const merged = new Set<PathElement>();
  const result: Json[] = [];
  const take = (element: PathElement): void => {
    const old = lives.get(element) ?? [];
    const item = mergeValues(
      type.items,
      // Items that cannot be told apart are replaced, not merged.
      old.length === 1 ? old[0] : undefined,
      configs.get(element)?.[0],
    );
    if (item !== undefined) result.push(item);
    merged.add(element);
    if (shared[0] === element) shared.shift();
  };
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const [mine, theirs] = [left[l], right[r]];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        l++;
        r++;
        continue;
      }
      if (configs.has(mine) && shared[0] !== undefined && shared[0] !== mine) {
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!configs.has(mine)) {
        result.push(live[l] as Json);
        l++;
        continue;
      }
      if (merged.has(mine)) l++;
    }
    if (theirs !== undefined) {
      take(theirs);
      r++;
    }
  }
  return result;
}
