// Labels and annotations as Kubernetes accepts them. The same few labels come with every object of a load test,
// so what was found valid is remembered.

import { validateLabelKey, validateLabelValue, type StatusCause } from "../../../kube/index.ts";
import type { DraftMeta } from "../../store/draft.ts";

type Cause = Required<StatusCause>;

const ANNOTATIONS_CHARS_MAX = 256 * 1024;
const VALID_TEXTS_MAX = 4096;
const validKeys = new Set<string>();
const validValues = new Set<string>();

export function labelErrors({ labels, annotations }: DraftMeta): readonly Cause[] {
  const errors: Cause[] = [];
  for (const key in labels) {
    for (const message of checked(validKeys, key, validateLabelKey))
      errors.push(invalid("labels", key, message));
    const value = labels[key];
    if (typeof value !== "string")
      errors.push(invalid("labels", String(value), "must be a string"));
    else
      for (const message of checked(validValues, value, validateLabelValue))
        errors.push(invalid("labels", value, message));
  }
  let annotationChars = 0;
  for (const key in annotations) {
    // Annotation keys may have capitals in their prefix.
    for (const message of checked(validKeys, key.toLowerCase(), validateLabelKey))
      errors.push(invalid("annotations", key, message));
    annotationChars += key.length + String(annotations[key]).length;
  }
  if (annotationChars > ANNOTATIONS_CHARS_MAX)
    errors.push({
      field: "metadata.annotations",
      reason: "FieldValueTooLong",
      message: `Too long: may not be more than ${ANNOTATIONS_CHARS_MAX} bytes`,
    });
  return errors;
}

function checked(
  valid: Set<string>,
  text: string,
  validate: (text: string) => readonly string[],
): readonly string[] {
  if (valid.has(text)) return [];
  const errors = validate(text);
  if (errors.length > 0) return errors;
  if (valid.size >= VALID_TEXTS_MAX) valid.clear();
  valid.add(text);
  return errors;
}

function invalid(field: "labels" | "annotations", value: string, message: string): Cause {
  return {
    field: `metadata.${field}`,
    reason: "FieldValueInvalid",
    message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
  };
}
