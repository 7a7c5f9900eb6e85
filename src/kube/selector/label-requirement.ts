// One term of a label selector: what it demands, whether labels meet it, and how it is written.

import { unreachable } from "../../base/index.ts";
import { validateLabelKey, validateLabelValue } from "../name.ts";
import { SelectorError } from "./selector-error.ts";

export type Labels = Readonly<Record<string, string>>;

export type LabelOperator = "in" | "notin" | "=" | "==" | "!=" | "exists" | "!" | "gt" | "lt";

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** One for `=`, `==`, `!=`, `gt`, `lt`; none for `exists` and `!`; at least one for the others. */
  readonly values: readonly string[];
}

export type LabelPredicate = (labels: Labels) => boolean;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A requirement with its values sorted and without doubles. Throws SelectorError when it is not valid. */
export function labelRequirement(
  key: string,
  operator: LabelOperator,
  values: Iterable<string>,
): LabelRequirement {
  const requirement = { key, operator, values: [...new Set(values)].sort() };
  const errors = [...keyErrors(key), ...countErrors(requirement), ...valueErrors(requirement)];
  if (errors.length === 1) throw new SelectorError(errors[0]);
  if (errors.length > 1) throw new SelectorError(`[${[...new Set(errors)].join(", ")}]`);
  return requirement;
}

function keyErrors(key: string): string[] {
  const errors = validateLabelKey(key);
  return errors.length === 0 ? [] : [invalid("key", key, errors.join("; "))];
}

function countErrors({ operator, values }: LabelRequirement): string[] {
  const bad = (detail: string) => [invalid("values", values, detail)];
  switch (operator) {
    case "in":
    case "notin":
      return values.length > 0
        ? []
        : [invalid("values", null, "for 'in', 'notin' operators, values set can't be empty")];
    case "=":
    case "==":
    case "!=":
      return values.length === 1 ? [] : bad("exact-match compatibility requires one single value");
    case "exists":
    case "!":
      return values.length === 0
        ? []
        : bad("values set must be empty for exists and does not exist");
    case "gt":
    case "lt": {
      const notOne = "for 'Gt', 'Lt' operators, exactly one value is required";
      const notInteger = "for 'Gt', 'Lt' operators, the value must be an integer";
      const count = values.length === 1 ? [] : bad(notOne);
      const wrong = values.map((value, at) =>
        parseInt64(value) === undefined ? [invalid(`values[${at}]`, value, notInteger)] : [],
      );
      return [...count, ...wrong.flat()];
    }
    default:
      return unreachable(operator);
  }
}

function valueErrors({ key, values }: LabelRequirement): string[] {
  return values.flatMap((value, at) => {
    const errors = validateLabelValue(value);
    return errors.length === 0 ? [] : [invalid(`values[${at}][${key}]`, value, errors.join("; "))];
  });
}

/** `field: Invalid value: "x": detail`, as Kubernetes words every validation error. */
export function invalid(field: string, value: unknown, detail: string): string {
  return `${field}: Invalid value: ${JSON.stringify(value)}: ${detail}`;
}

/** Compiles a requirement. Absent labels satisfy `!`, `!=` and `notin`, and nothing else. */
export function labelPredicate({ key, operator, values }: LabelRequirement): LabelPredicate {
  const [value] = values;
  switch (operator) {
    case "=":
    case "==":
      return (labels) => labels[key] === value;
    case "!=":
      return (labels) => labels[key] !== value;
    case "in":
      if (values.length === 1) return (labels) => labels[key] === value;
      return (labels) => values.includes(labels[key] as string);
    case "notin":
      if (values.length === 1) return (labels) => labels[key] !== value;
      return (labels) => !values.includes(labels[key] as string);
    // Not a mere lookup: keys such as `constructor` are legal, and every object inherits that.
    case "exists":
      return (labels) => typeof labels[key] === "string";
    case "!":
      return (labels) => typeof labels[key] !== "string";
    case "gt":
    case "lt": {
      const bound = parseInt64(value ?? "") ?? 0n;
      return (labels) => {
        const own = labels[key];
        const number = typeof own === "string" ? parseInt64(own) : undefined;
        if (number === undefined) return false;
        return operator === "gt" ? number > bound : number < bound;
      };
    }
    default:
      return unreachable(operator);
  }
}

/** `key in (a,b)`: the canonical text. */
export function formatLabelRequirement({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    case "gt":
      return `${key}>${values.join(",")}`;
    case "lt":
      return `${key}<${values.join(",")}`;
    case "=":
    case "==":
    case "!=":
      return `${key}${operator}${values.join(",")}`;
    default:
      return unreachable(operator);
  }
}

function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const number = text.startsWith("+") ? BigInt(text.slice(1)) : BigInt(text);
  return number >= INT64_MIN && number <= INT64_MAX ? number : undefined;
}
