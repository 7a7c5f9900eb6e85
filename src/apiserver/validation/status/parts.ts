// What the rules of statuses share.

import type { FieldError } from "../../registry/strategy.ts";
import { recordAt, type Draft } from "../../store/draft.ts";
import { invalidField } from "../field-errors.ts";
import { nonNegative, type Errors } from "../rules.ts";

/** As invalidField, where the value is not told. */
export function invalidAsItIs(field: string, why: string): FieldError {
  return { field, reason: "FieldValueInvalid", message: `Invalid value: ${why}` };
}

export type Counts = Readonly<Record<string, number | undefined>>;

export function statusOf(draft: Draft): Counts {
  return recordAt(draft, "status") as Counts;
}

/** None of these is negative. */
export function nonNegatives(status: Counts, names: readonly string[], errors: Errors): void {
  for (const name of names) nonNegative(status[name] ?? 0, `status.${name}`, errors);
}

/** How often names of what it made clashed is not negative, and does not get less. */
export function onlyGrows(
  { collisionCount: now }: Counts,
  { collisionCount: then }: Counts,
): Readonly<Record<"negative" | "less", Errors>> {
  const at = "status.collisionCount";
  const negative: Errors = [];
  if (now !== undefined) nonNegative(now, at, negative);
  const isLess = then !== undefined && (now === undefined || now < then);
  return { negative, less: isLess ? [invalidField(at, now ?? 0, "cannot be decremented")] : [] };
}
