// The same few labels come with every object of a load test, so what was found valid is remembered.

import { validateLabelKey, validateLabelValue } from "../../kube/index.ts";

const VALID_TEXTS_MAX = 4096;
const validKeys = new Set<string>();
const validValues = new Set<string>();

export function knownLabelKeyErrors(key: string): readonly string[] {
  return checked(validKeys, key, validateLabelKey);
}

export function knownLabelValueErrors(value: string): readonly string[] {
  return checked(validValues, value, validateLabelValue);
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
