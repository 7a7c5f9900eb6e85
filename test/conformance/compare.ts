// Compares two transcripts of a script, field by field.

import type { Exchange } from "./execute.ts";
import { isObject, type Json } from "./script.ts";

export interface Difference {
  readonly script: string;
  /** `3 POST /api/v1/… body.spec.replicas`: the step's place, the request, and where in the answer. */
  readonly step: string;
  readonly path: string;
  readonly real: Json;
  readonly embedded: Json;
}

export const ABSENT = "(absent)";
/** Elements with one of these, each with another value, are compared by it and not by their place. */
const KEYS = ["name", "type", "field", "group", "resource"];

export function compareTranscripts(
  script: string,
  real: readonly Exchange[],
  embedded: readonly Exchange[],
): Difference[] {
  return real.flatMap((exchange, index) => {
    const step = `${index} ${exchange.request}`;
    const other = embedded[index];
    const found: Difference[] = [];
    const compare = (path: string, a: Json | undefined, b: Json | undefined): void => {
      if (isObject(a) && isObject(b)) {
        for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
          compare(`${path}.${key}`, a[key], b[key]);
      } else if (Array.isArray(a) && Array.isArray(b)) {
        compareArrays(path, a as Json[], b as Json[], compare);
      } else if (a !== b) {
        found.push({ script, step, path, real: a ?? absent(a), embedded: b ?? absent(b) });
      }
    };
    if (!other || exchange.status !== other.status)
      return [{ script, step, path: "answer", real: summary(exchange), embedded: summary(other) }];
    compare("headers", exchange.headers, other.headers);
    compare("body", exchange.body, other.body);
    return found;
  });
}

/** An accepted request and a refused one have nothing to compare but that. */
function summary(exchange: Exchange | undefined): string {
  if (!exchange) return ABSENT;
  const { status, body } = exchange;
  if (!isObject(body)) return `${status} ${JSON.stringify(body)}`;
  const { kind, reason, message } = body;
  return kind === "Status" && status >= 400
    ? `${status} ${textOf(reason)}: ${textOf(message)}`
    : `${status} ${textOf(kind)}`;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "nothing";
}

function absent(value: null | undefined): Json {
  return value === undefined ? ABSENT : value;
}

type Compare = (path: string, a: Json | undefined, b: Json | undefined) => void;

function compareArrays(path: string, a: Json[], b: Json[], compare: Compare): void {
  const key = KEYS.find((key) => isKeyedBy(a, key) && isKeyedBy(b, key));
  if (key === undefined || (a.length === 0) !== (b.length === 0)) {
    if (a.length !== b.length) compare(`${path}.length`, a.length, b.length);
    for (let index = 0; index < Math.max(a.length, b.length); index++)
      compare(`${path}[${index}]`, a[index], b[index]);
    return;
  }
  const [byA, byB] = [indexed(a, key), indexed(b, key)];
  for (const name of new Set([...byA.keys(), ...byB.keys()]))
    compare(`${path}[${name}]`, byA.get(name), byB.get(name));
  const order = (keys: Iterable<string>, other: ReadonlyMap<string, Json>): string =>
    [...keys].filter((name) => other.has(name)).join(" ");
  compare(`${path}.order`, order(byA.keys(), byB), order(byB.keys(), byA));
}

function isKeyedBy(items: readonly Json[], key: string): boolean {
  const names = items.map((item) => (isObject(item) ? item[key] : undefined));
  return names.every((name) => typeof name === "string") && new Set(names).size === names.length;
}

function indexed(items: readonly Json[], key: string): Map<string, Json> {
  return new Map(items.map((item) => [isObject(item) ? textOf(item[key]) : "", item]));
}
