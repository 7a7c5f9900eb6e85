// Fields that an apply would change although someone else owns them, as the API server reports them
// (util/managedfields/internal/conflict.go).

import type { StatusCause } from "../status.ts";
import type { FieldSet } from "./field-set.ts";
import type { Owner } from "./managed-fields.ts";

/** One owner and what of it the apply would take. */
export interface Conflict {
  readonly owner: Owner;
  readonly fields: FieldSet;
}

export interface ConflictReport {
  readonly message: string;
  readonly causes: readonly Required<StatusCause>[];
}

/** `shownAs` is the API version that all owners are shown with, where it is not their own. */
export function reportConflicts(conflicts: readonly Conflict[], shownAs?: string): ConflictReport {
  const byOwner = conflicts
    .map(({ owner, fields }) => ({
      owner: printOwner(owner, shownAs),
      paths: [...fields.printed()].map(({ text }) => text),
    }))
    .sort((left, right) => (left.owner < right.owner ? -1 : 1));
  const causes = byOwner.flatMap(({ owner, paths }) =>
    paths.map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${owner}`,
      field,
    })),
  );
  const [only] = causes;
  if (only && causes.length === 1)
    return { causes, message: `Apply failed with 1 conflict: ${only.message}: ${only.field}` };
  const lines = byOwner.flatMap(({ owner, paths }) => [
    `conflicts with ${owner}:`,
    ...paths.map((path) => `- ${path}`),
  ]);
  return { causes, message: `Apply failed with ${causes.length} conflicts: ${lines.join("\n")}` };
}

/** Without the time: upstream leaves it out of what it prints from. */
function printOwner(
  { manager, subresource, operation, apiVersion }: Owner,
  shownAs = apiVersion,
): string {
  const name = JSON.stringify(manager);
  const named =
    subresource === "" ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === "Update" ? `${named} using ${shownAs}` : named;
}
