// A selector's parts as predicates over the object.

import type { JqValue } from "../expr/index.ts";
import type { JsonObject, KubeObject } from "../kube/index.ts";
import { type Compiler, queryOf, testOf } from "./language.ts";
import type { JqOperator, Requirement, StageSelector } from "./stage.ts";

/** May throw what an expression throws on an object it does not fit. */
export type Predicate = (object: KubeObject) => boolean;

/** One predicate for the whole selector; an empty one holds for every object. */
export async function compileSelector(
  selector: StageSelector,
  compiler: Compiler,
): Promise<Predicate> {
  const predicates: Predicate[] = [
    ...Object.entries(selector.matchLabels).map(([key, value]): Predicate => {
      return (object) => object.metadata.labels?.[key] === value;
    }),
    ...Object.entries(selector.matchAnnotations).map(([key, value]): Predicate => {
      return (object) => object.metadata.annotations?.[key] === value;
    }),
  ];
  for (const requirement of selector.requirements)
    predicates.push(await compileRequirement(requirement, compiler));
  return (object) => {
    for (const predicate of predicates) if (!predicate(object)) return false;
    return true;
  };
}

async function compileRequirement(
  requirement: Requirement,
  compiler: Compiler,
): Promise<Predicate> {
  if (requirement.kind === "cel") return testOf(requirement.source, compiler);
  const query = queryOf(requirement.source, compiler);
  const accepts = acceptor(requirement.operator, new Set(requirement.values));
  return (object) => accepts(query(object as unknown as JsonObject));
}

/** What the operator makes of a query's results, nulls already left out. */
function acceptor(
  operator: JqOperator,
  values: ReadonlySet<string>,
): (results: readonly JqValue[]) => boolean {
  const hits = (results: readonly JqValue[]): boolean => {
    for (const result of results) if (values.has(comparable(result))) return true;
    return false;
  };
  switch (operator) {
    case "In":
      return hits;
    case "NotIn":
      return (results) => !hits(results);
    case "Exists":
      return (results) => results.length > 0;
    case "DoesNotExist":
      return (results) => results.length === 0;
  }
}

/**
 * A result as the text it is compared as. KWOK compares only strings, booleans and the integers that jq itself makes,
 * so that `.spec.replicas` In ["3"] never holds there; here a number compares as it is written.
 */
function comparable(result: JqValue): string {
  if (typeof result === "string") return result;
  if (typeof result !== "object") return String(result);
  // Lists and objects equal nothing; no value can hold a NUL.
  return "\0";
}
