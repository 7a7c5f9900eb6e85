// The names of a custom resource: each a DNS-1035 label, for they stand in paths and in generated code.

import type { FieldError } from "../registry/strategy.ts";
import type { Names } from "./definition.ts";
import { invalidField, requiredField } from "../validation/field-errors.ts";

const PATTERN = "[a-z]([-a-z0-9]*[a-z0-9])?";
const WHOLE = new RegExp(`^${PATTERN}$`);
const LABEL_CHARS_MAX = 63;

/** Why `name` is no DNS-1035 label; undefined where it is one. */
export function notDns1035(name: string): string | undefined {
  if (name.length > LABEL_CHARS_MAX) return `must be no more than ${LABEL_CHARS_MAX} bytes`;
  if (WHOLE.test(name)) return undefined;
  return `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${PATTERN}')`;
}

export function namesErrors(names: Names, path: string): FieldError[] {
  const { plural, singular = "", kind, listKind = "", shortNames = [], categories = [] } = names;
  const errors: FieldError[] = [];
  const check = (field: string, value: string, isMixedCase: boolean): void => {
    if (!value) errors.push(requiredField(`${path}.${field}`));
    const wrong = value && notDns1035(isMixedCase ? value.toLowerCase() : value);
    if (!wrong) return;
    const prefix = isMixedCase ? "may have mixed case, but should otherwise match: " : "";
    errors.push(invalidField(`${path}.${field}`, value, prefix + wrong));
  };
  check("plural", plural, false);
  check("singular", singular, false);
  check("kind", kind, true);
  check("listKind", listKind, true);
  for (const [index, name] of shortNames.entries()) check(`shortNames[${index}]`, name, false);
  for (const [index, name] of categories.entries()) check(`categories[${index}]`, name, false);
  if (kind && kind === listKind)
    errors.push(
      invalidField(`${path}.listKind`, listKind, "kind and listKind may not be the same"),
    );
  return errors;
}
