// The part of JSONPath that a CustomResourceDefinition may use to point at values: fields, indexes, wildcards and
// filters that compare one field with a text, as in `.status.conditions[?(@.type=="Ready")].status`.

import type { Json, JsonObject } from "../../kube/index.ts";
import { textOf } from "../store/draft.ts";

/** The values a path leads to, in order; none where it leads nowhere. */
export type JsonPath = (root: Json) => readonly Json[];

type Step = (value: Json) => readonly Json[];

const FIELD = /^\.?([A-Za-z0-9_$/-]+(?:\\\.[A-Za-z0-9_$/-]+)*)/;
const QUOTED = /^\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/;
const INDEX = /^\[\s*(-?\d+)\s*\]/;
const WILDCARD = /^(?:\[\s*\*\s*\]|\.\*)/;
const FILTER =
  /^\[\?\(\s*@\.([A-Za-z0-9_.\\/-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([^\s)]+))\s*\)\]/;

/** The compiled path, or undefined where it is none that we know. */
export function compileJsonPath(path: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = path.startsWith("$") ? path.slice(1) : path;
  while (rest !== "" && rest !== ".") {
    const step = nextStep(rest);
    if (!step) return undefined;
    steps.push(step.take);
    rest = rest.slice(step.length);
  }
  return (root) => {
    let values: readonly Json[] = [root];
    for (const step of steps)
      values = values.length === 1 ? step(values[0]!) : values.flatMap(step);
    return values;
  };
}

function nextStep(rest: string): { take: Step; length: number } | undefined {
  let found = WILDCARD.exec(rest);
  if (found) return { take: children, length: found[0].length };
  found = QUOTED.exec(rest);
  if (found) {
    const name = (found[1] ?? found[2] ?? "").replace(/\\(.)/g, "$1");
    return { take: (value) => fieldOf(value, name), length: found[0].length };
  }
  found = INDEX.exec(rest);
  if (found) {
    const index = Number(found[1]);
    return { take: (value) => itemAt(value, index), length: found[0].length };
  }
  found = FILTER.exec(rest);
  if (found) {
    const [whole, field = "", operator, ...texts] = found;
    const wanted = texts.find((text) => text !== undefined) ?? "";
    return {
      take: (value) => filtered(value, field, operator === "==", wanted),
      length: whole.length,
    };
  }
  found = FIELD.exec(rest);
  if (!found) return undefined;
  const name = (found[1] ?? "").replaceAll("\\.", ".");
  return { take: (value) => fieldOf(value, name), length: found[0].length };
}

function fieldOf(value: Json, name: string): readonly Json[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const field = Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
  return field === undefined ? [] : [field];
}

function itemAt(value: Json, index: number): readonly Json[] {
  const item = Array.isArray(value) ? (value as readonly Json[]).at(index) : undefined;
  return item === undefined ? [] : [item];
}

function children(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).filter((child): child is Json => child !== undefined);
}

function filtered(value: Json, field: string, equal: boolean, wanted: string): readonly Json[] {
  const names = field.split(/(?<!\\)\./).map((name) => name.replaceAll("\\.", "."));
  return children(value).filter((item) => {
    let found: readonly Json[] = [item];
    for (const name of names) found = found.flatMap((one) => fieldOf(one, name));
    return found.length > 0 && (textOf(found[0]) === wanted) === equal;
  });
}
