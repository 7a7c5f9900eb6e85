// What keeps the rules of a definition's schema from being compiled.

import { forbiddenField, invalidField } from "../../validation/field-errors.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Rule, Schema } from "../schema.ts";
import { declaredType } from "./declared-type.ts";
import { compileRules, type CompiledRule } from "./rule.ts";

const rulesOf = (schema: Schema): readonly Rule[] => schema["x-kubernetes-validations"] ?? [];

/** What keeps rules from being compiled, in a schema that is right otherwise. */
export function ruleErrors(schema: Schema, path: string): FieldError[] {
  return errorsBelow(schema, path, true, undefined);
}

/** `uncorrelated`: the list above, whose items cannot be recognised again. */
function errorsBelow(
  schema: Schema,
  path: string,
  isResource: boolean,
  uncorrelated: string | undefined,
): FieldError[] {
  const below = (child: Schema, where: string, above = uncorrelated): FieldError[] =>
    errorsBelow(child, where, child["x-kubernetes-embedded-resource"] === true, above);
  const { properties = {}, additionalProperties, items } = schema;
  const isAtomic = schema["x-kubernetes-list-type"] !== "map";
  return [
    ...(typeof additionalProperties === "object"
      ? below(additionalProperties, `${path}.additionalProperties`)
      : []),
    ...Object.entries(properties).flatMap(([name, property]) =>
      below(property, `${path}.properties[${name}]`),
    ),
    ...(items ? below(items, `${path}.items`, uncorrelated ?? (isAtomic ? path : undefined)) : []),
    ...ownErrors(schema, path, isResource, uncorrelated),
  ];
}

function ownErrors(
  schema: Schema,
  path: string,
  isResource: boolean,
  uncorrelated: string | undefined,
): FieldError[] {
  const rules = rulesOf(schema);
  if (rules.length === 0) return [];
  const type = declaredType(schema, isResource);
  const where = `${path}.x-kubernetes-validations`;
  if (!type)
    return [forbiddenField(where, "no rule can see a value of which the schema says nothing")];
  return compileRules(schema, rules, type).flatMap((compiled, index) =>
    compileErrors(compiled, `${where}[${index}]`, uncorrelated),
  );
}

function compileErrors(
  compiled: CompiledRule,
  path: string,
  uncorrelated: string | undefined,
): FieldError[] {
  const { rule, error, messageError, usesOldSelf } = compiled;
  const errors: FieldError[] = [];
  if (error !== undefined) errors.push(invalidField(`${path}.rule`, shown(rule), error));
  if (messageError !== undefined)
    errors.push(invalidField(`${path}.messageExpression`, shown(rule), messageError));
  if (usesOldSelf && uncorrelated !== undefined)
    errors.push(
      invalidField(
        `${path}.rule`,
        rule.rule,
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
      ),
    );
  if (!usesOldSelf && rule.optionalOldSelf !== undefined)
    errors.push(
      invalidField(
        `${path}.optionalOldSelf`,
        rule.optionalOldSelf,
        "may not be set if oldSelf is not used in rule",
      ),
    );
  return errors;
}

/** A rule as Kubernetes prints one. */
function shown({
  rule,
  message = "",
  messageExpression = "",
  reason,
  fieldPath = "",
  optionalOldSelf,
}: Rule): object {
  return {
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: optionalOldSelf ?? null,
  };
}
