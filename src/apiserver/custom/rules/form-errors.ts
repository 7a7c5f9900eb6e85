// What is wrong with the rules of a schema before anything is compiled.

import { invalidField, requiredField, unsupportedValue } from "../../validation/field-errors.ts";
import type { FieldError } from "../../registry/strategy.ts";
import type { Rule, Schema } from "../schema.ts";
import { fieldPathOf } from "./field-path.ts";

const REASONS = [
  "FieldValueDuplicate",
  "FieldValueForbidden",
  "FieldValueInvalid",
  "FieldValueRequired",
];

export function ruleFormErrors(schema: Schema, path: string): FieldError[] {
  return (schema["x-kubernetes-validations"] ?? []).flatMap((rule, index) =>
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
