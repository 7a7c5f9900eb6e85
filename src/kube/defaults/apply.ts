// Fills in what an object of a built-in kind leaves unsaid. A plan is made for each type once: its own rule, the defaults
// that the published schema declares, and the fields below which there is more to do; all else is never looked at.

import type { Json, JsonObject } from "../object.ts";
import { isList, isObject, setField, type MutableObject } from "../patch/json-value.ts";
import { typeOf, type Shape, type TypeInfo } from "../schema/type-info.ts";
import { accessRules } from "./access-rules.ts";
import { clusterRules } from "./cluster-rules.ts";
import { podRules } from "./pod-rules.ts";
import { roundedUp } from "./resource-list.ts";
import { setAbsent, type Default, type Rule } from "./rule.ts";
import { workloadRules } from "./workload-rules.ts";

type ValueRule = (value: Json, now: string | undefined) => Json;

interface Plan {
  readonly rule: Rule | undefined;
  /** Undefined where the schema declares none. */
  readonly declared: Readonly<Record<string, Default>> | undefined;
  readonly below: readonly (readonly [name: string, rule: ValueRule])[];
}

/**
 * The object with the defaults of its kind, as Kubernetes' own defaulting and conversion give them. The argument must have
 * the form `readObject` gives; it is not changed, and returned as it is where it lacks nothing. `now`, in RFC 3339 with
 * whole seconds, is for the one default that is a time (when a device was tainted). Kinds that are not built in have no
 * defaults here.
 */
export function applyDefaults(
  apiVersion: string,
  kind: string,
  object: JsonObject,
  now?: string,
): JsonObject {
  const type = typeOf(apiVersion, kind);
  const plan = type && planOf(type);
  return plan ? carryOut(plan, object, now) : object;
}

function carryOut(
  { rule, declared, below }: Plan,
  object: JsonObject,
  now: string | undefined,
): JsonObject {
  let result = rule ? rule(object, now) : object;
  if (declared) result = setAbsent(result, declared);
  let copy: MutableObject | undefined = result === object ? undefined : result;
  for (const [name, ruleBelow] of below) {
    const before = result[name];
    if (before === undefined || before === null) continue;
    const after = ruleBelow(before, now);
    if (after === before) continue;
    if (!copy) result = copy = { ...result };
    copy[name] = after;
  }
  return result;
}

/** Null for types with nothing to default in or below them. */
const plans = new Map<TypeInfo, Plan | null>();

function planOf(type: TypeInfo): Plan | null {
  const known = plans.get(type);
  if (known !== undefined) return known;
  // Types that hold themselves (JSON schemas) have no defaults: while one is being planned it counts as such.
  plans.set(type, null);
  const plan = makePlan(type);
  plans.set(type, plan);
  return plan;
}

const rules: Readonly<Record<string, Rule>> = {
  ...podRules,
  ...workloadRules,
  ...clusterRules,
  ...accessRules,
};

function makePlan(type: TypeInfo): Plan | null {
  const rule = rules[type.name.replace(/^io\.k8s\.(?:api\.)?/, "")];
  const declared: Record<string, Default> = {};
  const below: [string, ValueRule][] = [];
  const isCore = type.name.startsWith("io.k8s.api.core.");
  for (const [name, field] of type.fields) {
    if (field.default !== undefined) declared[name] = field.default as Default;
    const ruleBelow = valueRule(field.shape, isCore);
    if (ruleBelow) below.push([name, ruleBelow]);
  }
  const hasDeclared = Object.keys(declared).length > 0;
  if (!rule && !hasDeclared && below.length === 0) return null;
  return { rule, declared: hasDeclared ? declared : undefined, below };
}

function valueRule(shape: Shape, isCore: boolean): ValueRule | undefined {
  if (shape.kind === "struct") {
    const plan = planOf(shape.type);
    if (!plan) return undefined;
    return (value, now) => (isObject(value) ? carryOut(plan, value, now) : value);
  }
  if (shape.kind === "list") return listRule(valueRule(shape.items, isCore));
  if (shape.kind !== "map") return undefined;
  // Every map of quantities in the core group is a ResourceList.
  if (shape.values.kind === "quantity") return isCore ? roundedUp : undefined;
  return mapRule(valueRule(shape.values, isCore));
}

function listRule(itemRule: ValueRule | undefined): ValueRule | undefined {
  if (!itemRule) return undefined;
  return (list, now) => {
    if (!isList(list)) return list;
    let result: Json[] | undefined;
    for (let index = 0; index < list.length; index++) {
      const before = list[index] as Json;
      const after = itemRule(before, now);
      if (after !== before) (result ??= [...list])[index] = after;
    }
    return result ?? list;
  };
}

function mapRule(itemRule: ValueRule | undefined): ValueRule | undefined {
  if (!itemRule) return undefined;
  return (map, now) => {
    if (!isObject(map)) return map;
    let result: MutableObject | undefined;
    for (const [key, before] of Object.entries(map)) {
      const after = itemRule(before as Json, now);
      if (after !== before) setField((result ??= { ...map }), key, after);
    }
    return result ?? map;
  };
}
