// The rules of schemas. What runs them is loaded with the first definition that has any: a server without them, and
// objects of built-in kinds, pay nothing for it.

import type { FieldError } from "../../registry/strategy.ts";
import { hasRules, type Schema } from "../schema.ts";
import type * as Errors from "./errors.ts";
import type * as Validators from "./validator.ts";

/** Undefined where the schema has no rules. */
export function rulesValidator(schema: Schema): Validators.RulesValidator | undefined {
  if (!hasRules(schema)) return undefined;
  return (require("./validator.ts") as typeof Validators).compileRulesValidator(schema);
}

/** What keeps rules from being compiled, in a schema that is right otherwise. */
export function ruleErrors(schema: Schema, path: string): readonly FieldError[] {
  return hasRules(schema) ? (require("./errors.ts") as typeof Errors).ruleErrors(schema, path) : [];
}
