// Judges a custom resource by the rules of its schema (apiextensions' schema/cel/validation.go). Compiled once for each
// schema, to a tree that has nodes only where there are rules.

import { celTypes, type CelType } from "../../../expr/index.ts";
import { jsonEqual, type Json, type JsonObject } from "../../../kube/index.ts";
import { invalidField } from "../../validation/field-errors.ts";
import type { FieldError } from "../../registry/strategy.ts";
import { hasRules, type Schema } from "../schema.ts";
import { declaredType } from "./declared-type.ts";
import { judgeRules, type Place } from "./judge.ts";
import { compileRules, type CompiledRule } from "./rule.ts";

/** What all rules of one object may cost together, in steps; upstream's limit. */
const OBJECT_COST_MAX = 10_000_000;

export interface Verdict {
  readonly errors: readonly FieldError[];
  /** What is wrong, and was so before, in a part that is not changed. */
  readonly forgiven: readonly FieldError[];
}

export type RulesValidator = (object: Json, old: Json | undefined) => Verdict;

interface Node {
  readonly schema: Schema;
  readonly type: CelType;
  readonly rules: readonly CompiledRule[];
  readonly items: Node | undefined;
  readonly others: Node | undefined;
  readonly properties: ReadonlyMap<string, Node>;
  /** Items are told apart by these fields. */
  readonly keys: readonly string[];
}

/** Undefined where the schema has no rules. */
export function compileRulesValidator(schema: Schema): RulesValidator | undefined {
  const root = compileNode(schema, true);
  if (!root) return undefined;
  return (object, old) => {
    const run = new Judgement();
    run.visit(root, object, old, {
      path: "",
      isSame: old === undefined || old === null ? undefined : () => jsonEqual(object, old),
    });
    return run;
  };
}

function compileNode(schema: Schema, isResource: boolean): Node | undefined {
  if (!hasRules(schema)) return undefined;
  const { properties = {}, additionalProperties, items } = schema;
  const below = (child: Schema): Node | undefined =>
    compileNode(child, child["x-kubernetes-embedded-resource"] === true);
  const rules = schema["x-kubernetes-validations"] ?? [];
  const type = rules.length > 0 ? declaredType(schema, isResource) : undefined;
  const isMap = schema["x-kubernetes-list-type"] === "map";
  return {
    schema,
    type: type ?? celTypes.DYN,
    rules: type ? compileRules(schema, rules, type) : [],
    items: items && below(items),
    others: typeof additionalProperties === "object" ? below(additionalProperties) : undefined,
    properties: new Map(
      Object.entries(properties).flatMap(([name, property]) => {
        const child = below(property);
        return child ? [[name, child] as const] : [];
      }),
    ),
    keys: isMap ? (schema["x-kubernetes-list-map-keys"] ?? []) : [],
  };
}

class Judgement implements Verdict {
  readonly errors: FieldError[] = [];
  readonly forgiven: FieldError[] = [];
  costLeft = OBJECT_COST_MAX;

  /** False where no further rules are to run. */
  visit(node: Node, value: Json, old: Json | undefined, place: Place): boolean {
    if (value === null) return true;
    const known = old ?? undefined;
    if (node.rules.length > 0 && !this.judge(node, value, known, place)) return false;
    if (Array.isArray(value)) return this.visitItems(node, value as readonly Json[], known, place);
    return typeof value !== "object" || this.visitFields(node, value as JsonObject, known, place);
  }

  private judge(node: Node, value: Json, old: Json | undefined, place: Place): boolean {
    if (this.costLeft <= 0) {
      const why =
        "validation failed due to running out of cost budget, no further validation rules will be run";
      this.errors.push(invalidField(place.path || "<nil>", node.schema.type ?? "", why));
      return false;
    }
    return judgeRules(node, value, old, place, this);
  }

  private visitItems(
    node: Node,
    items: readonly Json[],
    old: Json | undefined,
    place: Place,
  ): boolean {
    const { items: child, keys } = node;
    if (!child) return true;
    const before =
      keys.length > 0 && Array.isArray(old) ? byKeys(old as readonly Json[], keys) : undefined;
    return items.every((item, index) => {
      const then = before?.get(identity(item, keys));
      return this.visit(child, item, then, step(place, `${place.path}[${index}]`, item, then));
    });
  }

  private visitFields(
    node: Node,
    object: JsonObject,
    old: Json | undefined,
    place: Place,
  ): boolean {
    const before =
      typeof old === "object" && !Array.isArray(old) ? (old as JsonObject | null) : undefined;
    for (const name in object) {
      const value = object[name];
      const known = node.properties.get(name);
      const child = known ?? node.others;
      if (!child || value === undefined) continue;
      const then = before?.[name];
      const path = known
        ? place.path === ""
          ? name
          : `${place.path}.${name}`
        : `${place.path}[${name}]`;
      if (!this.visit(child, value, then, step(place, path, value, then))) return false;
    }
    return true;
  }
}

/** What stands below a place, with how to find out whether it, or the last thing above it that was known, changed. */
function step(above: Place, path: string, value: Json, then: Json | undefined): Place {
  if (then === undefined || then === null) return { ...above, path };
  let same: boolean | undefined;
  return { path, isSame: () => (same ??= jsonEqual(value, then)) };
}

function byKeys(items: readonly Json[], keys: readonly string[]): Map<string, Json> {
  return new Map(items.map((item) => [identity(item, keys), item]));
}

function identity(item: Json, keys: readonly string[]): string {
  const record = (typeof item === "object" && item !== null ? item : {}) as JsonObject;
  return JSON.stringify(keys.map((key) => record[key] ?? null));
}
