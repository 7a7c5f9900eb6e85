// The parameters of creates, updates and patches (apimachinery meta/v1 ValidateCreateOptions and its like).

import { status } from "../../../kube/index.ts";
import type { FieldError } from "../../registry/strategy.ts";
import {
  forbiddenField,
  invalidField,
  requiredField,
  tooLong,
  unsupportedValue,
} from "../../validation/field-errors.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";

type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

const FIELD_VALIDATIONS = ["", "Ignore", "Strict", "Warn"];
/** What Go does not take for printable. */
const NOT_PRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const MANAGER_CHARS_MAX = 128;
const APPLY_TYPE = "application/apply-patch+yaml";

/** Refuses with 422 what no such request may ask for; `patchType` is the media type of a patch. */
export function checkWriteOptions({ query }: Call, kind: OptionsKind, patchType = ""): void {
  if (query.size === 0 && patchType !== APPLY_TYPE) return;
  const errors: FieldError[] = [];
  const manager = query.get("fieldManager") ?? "";
  if (patchType === APPLY_TYPE && manager === "")
    errors.push(requiredField("fieldManager", "is required for apply patch"));
  if (patchType !== "" && patchType !== APPLY_TYPE && query.get("force") !== undefined)
    errors.push(forbiddenField("force", "may not be specified for non-apply patch"));
  errors.push(...managerErrors(manager));
  const dryRun = query.get("dryRun");
  if (dryRun !== undefined) errors.push(...dryRunErrors([dryRun]));
  const validation = query.get("fieldValidation") ?? "";
  if (!FIELD_VALIDATIONS.includes(validation))
    errors.push(unsupportedValue("fieldValidation", validation, FIELD_VALIDATIONS));
  refuseOptions(kind, errors);
}

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (manager.length > MANAGER_CHARS_MAX) errors.push(tooLong("fieldManager", MANAGER_CHARS_MAX));
  const [found] = NOT_PRINTABLE.exec(manager) ?? [];
  if (found === undefined) return errors;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const position = Buffer.byteLength(manager.slice(0, manager.indexOf(found)));
  const sentence = `invalid character U+${code} (at position ${position})`;
  return [...errors, invalidField("fieldManager", manager, sentence)];
}

export function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  return values.every((value) => value === "All")
    ? []
    : [unsupportedValue("dryRun", values, ["All"])];
}

export function refuseOptions(kind: OptionsKind, errors: readonly FieldError[]): void {
  if (errors.length > 0) refuse(status.invalid({ group: "meta.k8s.io", kind }, "", errors));
}
