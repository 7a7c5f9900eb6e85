// What is wrong with the rules of a definition's schema.

import {
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
} from "../../validation/field-errors.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Rule, Schema } from "../schema.ts";
import { declaredType } from "./declared-type.ts";
import { fieldPathOf } from "./field-path.ts";
import { compileRules, type CompiledRule } from "./rule.ts";

const REASONS = [
  "FieldValueDuplicate",
  "FieldValueForbidden",
  "FieldValueInvalid",
  "FieldValueRequired",
];

const rulesOf = (schema: Schema): readonly Rule[] => schema["x-kubernetes-validations"] ?? [];

/** What can be said of the rules of one schema without compiling them. */
export function ruleFormErrors(schema: Schema, path: string): FieldError[] {
  return rulesOf(schema).flatMap((rule, index) =>
    formErrors(rule, schema, `${path}.x-kubernetes-validations[${index}]`),
  );
}

function formErrors(rule: Rule, schema: Schema, path: string): FieldError[] {
  const { message = "", messageExpression = "", reason, fieldPath = "" } = rule;
  const errors: FieldError[] = [];
  const isBlank = (text: string): boolean => text !== "" && text.trim() === "";
  const text = (rule.rule ?? "").trim();
  if (text === "") errors.push(requiredField(`${path}.rule`, "rule is not specified"));
  else if (isBlank(message))
    errors.push(invalidField(`${path}.message`, message, "must be non-empty if specified"));
  else if (/[\n\r]/.test(message.trim()))
    errors.push(invalidField(`${path}.message`, message, "must not contain line breaks"));
  else if (/[\n\r]/.test(text) && message === "")
    errors.push(
      requiredField(`${path}.message`, "message must be specified if rule contains line breaks"),
    );
  if (isBlank(messageExpression))
    errors.push(
      requiredField(
        `${path}.messageExpression`,
        "messageExpression must be non-empty if specified",
      ),
    );
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(unsupportedValue(`${path}.reason`, reason, REASONS));
  if (isBlank(fieldPath))
    errors.push(invalidField(`${path}.fieldPath`, fieldPath, "must be non-empty if specified"));
  if (/[\n\r]/.test(fieldPath))
    errors.push(invalidField(`${path}.fieldPath`, fieldPath, "must not contain line breaks"));
  if (fieldPath !== "" && fieldPathOf(fieldPath, schema) === undefined)
    errors.push(invalidField(`${path}.fieldPath`, fieldPath, "must be a valid path"));
  return errors;
}

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
