// What a kind has of its own to say of its objects.

import { jsonEqual, type Json, type KubeObject } from "../../kube/index.ts";
import type { Strategy } from "../registry/strategy.ts";
import type { Draft } from "../store/draft.ts";
import type { Errors, Rule } from "./rules.ts";

/** The part of a strategy that judges. */
export type Validation = Pick<
  Strategy,
  "nameErrors" | "validateCreate" | "validateUpdate" | "validateStatus" | "parts"
>;

export type Change = (now: Draft, before: KubeObject, errors: Errors) => void;

interface Parts<Value> {
  /** Of the whole object; the path is empty. */
  readonly object?: Rule<Value>;
  /** Of new objects besides `object`, after it. */
  readonly onlyNew?: Rule<Value>;
  /** As `change`, looked at before the object itself. */
  readonly firstChange?: Change;
  /** Of the new and the old object, where something besides metadata and status changed. */
  readonly change?: Change;
  readonly nameErrors?: Strategy["nameErrors"];
  readonly validateStatus?: Strategy["validateStatus"];
}

/** A validation from the rule of an object, which holds for new and changed ones, and what may not change. */
export function validation<Value extends object>({
  object,
  onlyNew,
  firstChange,
  change,
  ...rest
}: Parts<Value>): Validation {
  const judge = (draft: Draft): Errors => {
    const errors: Errors = [];
    object?.(draft as unknown as Value, "", errors);
    return errors.map((error) => ({ ...error, field: error.field.replace(/^\./, "") }));
  };
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    validateCreate: (draft) => {
      const errors = judge(draft);
      onlyNew?.(draft as unknown as Value, "", errors);
      return errors;
    },
    validateUpdate(draft, before) {
      if (isSame(draft, before)) return [];
      const errors: Errors = [];
      firstChange?.(draft, before, errors);
      errors.push(...judge(draft));
      change?.(draft, before, errors);
      return errors;
    },
  };
}

const APART = new Set(["apiVersion", "kind", "metadata", "status"]);

function isSame(draft: Draft, before: KubeObject): boolean {
  for (const field in draft)
    if (!APART.has(field) && !jsonEqual(draft[field] as Json, before[field] as Json)) return false;
  for (const field in before) if (!APART.has(field) && draft[field] === undefined) return false;
  return true;
}

/** The specs of a new and an old object, as whatever their kind has there. */
export function specsOf<Spec extends object>(now: Draft, before: KubeObject): [Spec, Spec] {
  return [(now["spec"] ?? {}) as Spec, (before["spec"] ?? {}) as Spec];
}
