// What bounds a namespace: limit ranges and quotas (core/validation).

import { milliValue, parseQuantity } from "../../kube/index.ts";
import { duplicateValue, forbiddenField, invalidField, requiredField } from "./field-errors.ts";
import {
  amountOf,
  canonical,
  containerResourceName,
  exceeds,
  isOvercommitAllowed,
  quotaResourceName,
  resourceName,
  sameAmount,
  type ResourceList,
} from "./quantities.ts";
import { ofSpec, type Errors, type Rule } from "./rules.ts";
import { qualifiedNameErrors } from "./texts.ts";
import { scopes, scopeSelector, type Scoped } from "./quota-scopes.ts";
import { quotaStatusErrors } from "./status/others.ts";
import { specsOf, validation, type Validation } from "./validation.ts";

interface Limit {
  readonly type?: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

const LISTS = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;
const LIMIT_TYPES = ["Pod", "Container", "PersistentVolumeClaim"];
const ONE = "1";

const limit: Rule<Limit> = (value, at, errors) => {
  const { type = "" } = value;
  for (const why of qualifiedNameErrors(type)) errors.push(invalidField(`${at}.type`, type, why));
  if (type !== "" && !type.includes("/") && !LIMIT_TYPES.includes(type))
    errors.push(
      invalidField(`${at}.type`, type, "must be a standard limit type or fully qualified"),
    );
  const named = type === "Pod" || type === "Container" ? containerResourceName : resourceName;
  const keys = new Set<string>();
  for (const list of LISTS) {
    if (type === "Pod" && value[list] && list.startsWith("default")) {
      errors.push(forbiddenField(`${at}.${list}`, "may not be specified when `type` is 'Pod'"));
      continue;
    }
    for (const name in value[list]) {
      named(name, `${at}.${list}[${name}]`, errors);
      keys.add(name);
    }
  }
  if (type === "PersistentVolumeClaim" && !value.min?.["storage"] && !value.max?.["storage"])
    errors.push(
      requiredField(
        `${at}.limits`,
        "either minimum or maximum storage value is required, but neither was provided",
      ),
    );
  for (const name of keys) amounts(value, name, at, errors);
};

/** [a list, which may not be more than the other, where it is said, and how both are called there] */
const ORDERED = [
  ["min", "max", "min", "min value", "max value"],
  ["min", "defaultRequest", "defaultRequest", "min value", "default request value"],
  ["defaultRequest", "max", "defaultRequest", "default request value", "max value"],
  ["defaultRequest", "default", "defaultRequest", "default request value", "default limit value"],
  ["min", "default", "default", "min value", "default value"],
  ["default", "max", "default", "default value", "max value"],
] as const;

function amounts(value: Limit, name: string, at: string, errors: Errors): void {
  for (const [less, more, place, lessCalled, moreCalled] of ORDERED) {
    const [low, high] = [value[less]?.[name], value[more]?.[name]];
    if (low === undefined || high === undefined || !exceeds(low, high)) continue;
    // The bad value is the default, where it is too low, and the bound where it is too high.
    const bad = place === "default" ? (less === "min" ? low : high) : (value[place]?.[name] ?? "");
    errors.push(
      invalidField(
        `${at}.${place}[${name}]`,
        canonical(bad),
        `${lessCalled} ${canonical(low)} is greater than ${moreCalled} ${canonical(high)}`,
      ),
    );
  }
  ratio(value, name, at, errors);
  const [preset, request] = [value.default?.[name], value.defaultRequest?.[name]];
  if (isOvercommitAllowed(name) || preset === undefined || request === undefined) return;
  if (!sameAmount(preset, request))
    errors.push(
      invalidField(
        `${at}.defaultRequest[${name}]`,
        canonical(request),
        `default value ${canonical(preset)} must equal to defaultRequest value ${canonical(request)} in ${name}`,
      ),
    );
}

function ratio(
  { min, max, maxLimitRequestRatio }: Limit,
  name: string,
  at: string,
  errors: Errors,
): void {
  const [low, high, most] = [min?.[name], max?.[name], maxLimitRequestRatio?.[name]];
  if (most === undefined) return;
  const refuse = (why: string): void => {
    errors.push(
      invalidField(
        `${at}.maxLimitRequestRatio[${name}]`,
        canonical(most),
        `ratio ${canonical(most)} ${why}`,
      ),
    );
  };
  if (exceeds(ONE, most)) refuse("is less than 1");
  if (low === undefined || high === undefined || parseQuantity(low).nanos === 0n) return;
  const widest = milliValue(high) / milliValue(low);
  if (milliValue(most) / 1000 > widest) refuse(`is greater than max/min = ${widest.toFixed(6)}`);
}

const limits: Rule<{ readonly limits?: readonly Limit[] | null }> = (spec, at, errors) => {
  const list = spec.limits ?? [];
  const types = new Set<string>();
  for (const [index, each] of list.entries()) {
    const place = `${at}.limits[${index}]`;
    const { type = "" } = each;
    if (types.has(type)) errors.push(duplicateValue(`${place}.type`, type));
    types.add(type);
    limit(each, place, errors);
  }
};

const hard: Rule<Scoped> = ({ hard: list = {} }, at, errors) => {
  for (const name in list) {
    const place = `${at}.hard[${name}]`;
    quotaResourceName(name, place, errors);
    amountOf(name, list[name] ?? "0", place, errors);
  }
};

export const bounds: Readonly<Record<string, Validation>> = {
  "/LimitRange": validation({ object: ofSpec(limits) }),
  "/ResourceQuota": validation({
    object: ofSpec<Scoped>((spec, at, errors) => {
      for (const rule of [hard, scopes, scopeSelector]) rule(spec, at, errors);
    }),
    validateStatus: quotaStatusErrors,
    change(now, before, errors) {
      const [spec, old] = specsOf<Scoped>(now, before);
      const asSet = (list: readonly string[] = []): string => [...new Set(list)].sort().join();
      if (asSet(spec.scopes) !== asSet(old.scopes))
        errors.push(invalidField("spec.scopes", spec.scopes ?? null, "field is immutable"));
    },
  }),
};
