// What is wrong with a field, in the words and with the reasons of Kubernetes' field errors.

import type { FieldError } from "../registry/strategy.ts";

/** `Invalid value: "x": must be …` */
export function invalidField(field: string, value: unknown, why: string): FieldError {
  return { field, reason: "FieldValueInvalid", message: `Invalid value: ${shown(value)}: ${why}` };
}

/** As invalidField, for a value of the wrong type. */
export function wrongType(field: string, value: unknown, why: string): FieldError {
  return { ...invalidField(field, value, why), reason: "FieldValueTypeInvalid" };
}

export function requiredField(field: string, why = ""): FieldError {
  const message = why === "" ? "Required value" : `Required value: ${why}`;
  return { field, reason: "FieldValueRequired", message };
}

export function forbiddenField(field: string, why: string): FieldError {
  return { field, reason: "FieldValueForbidden", message: `Forbidden: ${why}` };
}

export function unsupportedValue(
  field: string,
  value: unknown,
  supported: readonly string[],
): FieldError {
  const values = supported.map((text) => JSON.stringify(text)).join(", ");
  const message = `Unsupported value: ${shown(value)}: supported values: ${values}`;
  return { field, reason: "FieldValueNotSupported", message };
}

export function duplicateValue(field: string, value: unknown): FieldError {
  return { field, reason: "FieldValueDuplicate", message: `Duplicate value: ${shown(value)}` };
}

export function notFoundValue(field: string, value: unknown): FieldError {
  return { field, reason: "FieldValueNotFound", message: `Not found: ${shown(value)}` };
}

export function tooLong(field: string, bytesMax: number): FieldError {
  const message = `Too long: may not be more than ${bytesMax} bytes`;
  return { field, reason: "FieldValueTooLong", message };
}

export function tooMany(field: string, count: number, countMax: number): FieldError {
  const message = `Too many: ${count}: must have at most ${countMax} items`;
  return { field, reason: "FieldValueTooMany", message };
}

/** As Go prints it: a string that is absent is empty; in what is no plain value, signs of HTML are escaped. */
function shown(value: unknown): string {
  const text = JSON.stringify(value === undefined ? "" : value);
  if (typeof value !== "object" || value === null) return text;
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
