// Amounts that are a number or a share: `3`, `25%`.

import { invalidField } from "./field-errors.ts";
import { nonNegative, type Rule } from "./rules.ts";
import { percentErrors } from "./texts.ts";

export type IntOrPercent = number | string;

export const intOrPercent: Rule<IntOrPercent> = (value, at, errors) => {
  if (typeof value === "number") nonNegative(value, at, errors);
  else for (const why of percentErrors(value)) errors.push(invalidField(at, value, why));
};

export const notMoreThanAll: Rule<IntOrPercent> = (value, at, errors) => {
  if (typeof value === "string" && percentErrors(value).length === 0 && roundedValue(value) > 100)
    errors.push(invalidField(at, value, "must not be greater than 100%"));
};

/** The number, or how many percent. */
export function roundedValue(value: IntOrPercent): number {
  return typeof value === "number" ? value : Number.parseInt(value, 10) || 0;
}
