// What cells are made of: values deep in an object, lists cut short, selectors in words.

import {
  labelSelectorFromObject,
  type KubeObject,
  type LabelSelectorObject,
} from "../../kube/index.ts";
import { recordAt, textOf, type OpenRecord } from "../store/draft.ts";

export const NONE = "<none>";
export const UNSET = "<unset>";

type Holder = KubeObject | OpenRecord;

/** The value at `spec.template.spec`; undefined where a part of the way is missing. */
export function valueAt(object: Holder, path: string): unknown {
  let value: unknown = object;
  for (const step of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as OpenRecord)[step];
  }
  return value;
}

export function textAt(object: Holder, path: string): string {
  return textOf(valueAt(object, path));
}

export function countAt(object: Holder, path: string): number {
  const value = valueAt(object, path);
  return typeof value === "number" ? value : 0;
}

export function listAt(object: Holder, path: string): readonly OpenRecord[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? (value as OpenRecord[]) : [];
}

export function textsAt(object: Holder, path: string): readonly string[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.map(textOf) : [];
}

export function keysAt(object: Holder, path: string): readonly string[] {
  return Object.keys((valueAt(object, path) as OpenRecord | undefined) ?? {});
}

/** Whether the condition of this type is true. */
export function holds(object: Holder, type: string): boolean {
  return conditionOf(object, type)?.["status"] === "True";
}

export function conditionOf(object: Holder, type: string): OpenRecord | undefined {
  return listAt(object, "status.conditions").find((condition) => condition["type"] === type);
}

/** `a,b,c + 2 more...` */
export function cutShort(items: readonly string[], shown: number, separator = ","): string {
  const text = items.slice(0, shown).join(separator);
  return items.length > shown ? `${text} + ${items.length - shown} more...` : text;
}

/** A plain map of labels as kubectl prints it. */
export function labelsText(labels: unknown): string {
  return sortedPairs(labels, (key, value) => `${key}=${value}`).join(",") || NONE;
}

/** A LabelSelector as kubectl prints it; `everything` where it asks for nothing. */
export function selectorText(selector: unknown, everything = NONE): string {
  try {
    return labelSelectorFromObject(selector as LabelSelectorObject | undefined).text || everything;
  } catch {
    return "<error>";
  }
}

/** What `text` makes of each key and value of a map, in the order of the keys. */
export function sortedPairs(
  map: unknown,
  text: (key: string, value: string) => string,
): readonly string[] {
  const record = recordAt({ map }, "map");
  return Object.keys(record)
    .sort()
    .map((key) => text(key, textOf(record[key])));
}
