// Amounts of resources, and their names (core/v1 validateResourceName and what follows).

import {
  compareQuantity,
  formatQuantity,
  parseQuantity,
  validateLabelKey,
} from "../../kube/index.ts";
import { invalidField, requiredField } from "./field-errors.ts";
import type { Errors, Rule } from "./rules.ts";

export type ResourceList = Readonly<Record<string, string>>;

const NANOS = 1_000_000_000n;
const ZERO = parseQuantity("0");

const CONTAINER_RESOURCES = new Set(["cpu", "memory", "ephemeral-storage"]);
const STANDARD_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  "requests.cpu",
  "requests.memory",
  "requests.ephemeral-storage",
  "limits.cpu",
  "limits.memory",
  "limits.ephemeral-storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "storage",
  "requests.storage",
  "services.nodeports",
  "services.loadbalancers",
]);
/** What can be had in whole numbers only. */
const INTEGER_RESOURCES = new Set([
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
]);
const QUOTA_PREFIX = "requests.";

export function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

/** Whether requests may differ from limits. */
export function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith(QUOTA_PREFIX)) return false;
  return validateLabelKey(`${QUOTA_PREFIX}${name}`).length === 0;
}

/** The name of a resource as anyone may have it. */
export const resourceName: Rule<string> = (name, at, errors) => {
  const before = errors.length;
  for (const why of validateLabelKey(name)) errors.push(invalidField(at, name, why));
  if (errors.length > before || name.includes("/")) return;
  if (!STANDARD_RESOURCES.has(name) && !isHugePages(name))
    errors.push(invalidField(at, name, "must be a standard resource type or fully qualified"));
};

/** The name of a resource that containers ask for. */
export const containerResourceName: Rule<string> = (name, at, errors) => {
  if (CONTAINER_RESOURCES.has(name)) return;
  resourceName(name, at, errors);
  if (!name.includes("/")) {
    if (!isHugePages(name))
      errors.push(invalidField(at, name, "must be a standard resource for containers"));
  } else if (!isNative(name) && !isExtended(name))
    errors.push(invalidField(at, name, "doesn't follow extended resource name standard"));
};

/** The name of a resource that quotas count. */
export const quotaResourceName: Rule<string> = (name, at, errors) => {
  resourceName(name, at, errors);
  if (name.includes("/") || isStandardQuota(name)) return;
  errors.push(invalidField(at, name, "must be a standard resource for quota"));
};

function isStandardQuota(name: string): boolean {
  return (
    STANDARD_RESOURCES.has(name) ||
    isHugePages(name) ||
    name.startsWith(`${QUOTA_PREFIX}hugepages-`)
  );
}

export const nonNegativeQuantity: Rule<string> = (amount, at, errors) => {
  if (parseQuantity(amount).nanos < 0n)
    errors.push(invalidField(at, amount, "must be greater than or equal to 0"));
};

export const positiveQuantity: Rule<string> = (amount, at, errors) => {
  if (parseQuantity(amount).nanos <= 0n)
    errors.push(invalidField(at, canonical(amount), "must be greater than zero"));
};

/** As nonNegativeQuantity, in the words of volumes. */
export const basicQuantity: Rule<string> = (amount, at, errors) => {
  if (parseQuantity(amount).nanos < 0n)
    errors.push(invalidField(at, Number(canonical(amount)), "must be a valid resource quantity"));
};

/** An amount of the resource `name`: not negative, and whole where only whole ones can be had. */
export function amountOf(name: string, amount: string, at: string, errors: Errors): void {
  nonNegativeQuantity(amount, at, errors);
  if (!INTEGER_RESOURCES.has(name) && !isExtended(name)) return;
  if (parseQuantity(amount).nanos % NANOS !== 0n)
    errors.push(invalidField(at, canonical(amount), "must be an integer"));
}

export function canonical(amount: string): string {
  return formatQuantity(parseQuantity(amount));
}

/** Whether `left` is more than `right`; what is absent is nothing. */
export function exceeds(left: string | undefined, right: string | undefined): boolean {
  if (left === right) return false;
  const [a, b] = [left, right].map((amount) =>
    amount === undefined ? ZERO : parseQuantity(amount),
  );
  return compareQuantity(a ?? ZERO, b ?? ZERO) > 0;
}

export function sameAmount(left: string, right: string): boolean {
  return left === right || compareQuantity(parseQuantity(left), parseQuantity(right)) === 0;
}

export interface Requirements {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
}

/** Limits and requests of a container: names, amounts, and no request beyond its limit. */
export const requirements: Rule<Requirements> = ({ limits = {}, requests = {} }, at, errors) => {
  for (const name in limits) amount(name, limits[name] ?? "0", `${at}.limits[${name}]`, errors);
  for (const name in requests) {
    const request = requests[name] ?? "0";
    amount(name, request, `${at}.requests[${name}]`, errors);
    checkAgainstLimit(name, request, limits[name], at, errors);
  }
  if (!hasAny(limits, isHugePages) && !hasAny(requests, isHugePages)) return;
  if (!hasAny(limits, isComputing) && !hasAny(requests, isComputing))
    errors.push({
      field: at,
      reason: "FieldValueForbidden",
      message: "Forbidden: HugePages require cpu or memory",
    });
};

function amount(name: string, value: string, at: string, errors: Errors): void {
  containerResourceName(name, at, errors);
  amountOf(name, value, at, errors);
}

function checkAgainstLimit(
  name: string,
  request: string,
  limit: string | undefined,
  at: string,
  errors: Errors,
): void {
  const overcommits = isOvercommitAllowed(name);
  if (limit === undefined) {
    if (!overcommits)
      errors.push(
        requiredField(`${at}.limits`, "Limit must be set for non overcommitable resources"),
      );
  } else if (!overcommits && !sameAmount(request, limit))
    errors.push(
      invalidField(
        `${at}.requests`,
        canonical(request),
        `must be equal to ${name} limit of ${canonical(limit)}`,
      ),
    );
  else if (exceeds(request, limit))
    errors.push(
      invalidField(
        `${at}.requests`,
        canonical(request),
        `must be less than or equal to ${name} limit of ${canonical(limit)}`,
      ),
    );
}

function isComputing(name: string): boolean {
  return name === "cpu" || name === "memory";
}

function hasAny(list: ResourceList, holds: (name: string) => boolean): boolean {
  for (const name in list) if (holds(name)) return true;
  return false;
}
