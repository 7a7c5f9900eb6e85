// One rule, compiled for the type of the value it is about.

import {
  CelCompileError,
  celTypes,
  compileRule,
  type CelType,
  type CompiledRule as CompiledExpression,
} from "../../../expr/index.ts";
import type { Rule, Schema } from "../schema.ts";
import { fieldPathOf } from "./field-path.ts";
import { host } from "./host.ts";

export interface CompiledRule {
  readonly rule: Rule;
  /** Absent where it did not compile. */
  readonly expression: CompiledExpression | undefined;
  /** Why it did not. */
  readonly error: string | undefined;
  readonly messageExpression: CompiledExpression | undefined;
  readonly messageError: string | undefined;
  /** A transition rule: it compares with the value that was there. */
  readonly usesOldSelf: boolean;
  /** Where, below the value, errors are said to be. */
  readonly fieldPath: string;
}

interface Attempt {
  readonly expression?: CompiledExpression;
  readonly error?: string;
}

export function compileRules(
  schema: Schema,
  rules: readonly Rule[],
  type: CelType,
): readonly CompiledRule[] {
  return rules.map((rule) => compileOne(schema, rule, type));
}

function compileOne(schema: Schema, rule: Rule, type: CelType): CompiledRule {
  const oldSelf = rule.optionalOldSelf ? celTypes.optionalOf(type) : type;
  const variables = { self: type, oldSelf };
  const attempt = (
    text: string,
    kind: "bool" | "string",
    failed: string,
    mismatch: string,
  ): Attempt => {
    try {
      const expression = compileRule(text, { host, variables });
      return expression.type.kind === kind ? { expression } : { error: mismatch };
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
      return { error: `${failed}: ${error.message}` };
    }
  };
  const { expression, error } = attempt(
    rule.rule,
    "bool",
    "compilation failed",
    "cel expression must evaluate to a bool",
  );
  const message =
    rule.messageExpression && expression
      ? attempt(
          rule.messageExpression,
          "string",
          "messageExpression compilation failed",
          "messageExpression must evaluate to a string",
        )
      : {};
  return {
    rule,
    expression,
    error,
    messageExpression: message.expression,
    messageError: message.error,
    usesOldSelf: expression?.used.has("oldSelf") === true,
    fieldPath: rule.fieldPath ? (fieldPathOf(rule.fieldPath, schema) ?? "") : "",
  };
}
