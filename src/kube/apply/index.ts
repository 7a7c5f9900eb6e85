// Server-side apply, pure: who owns which fields of an object, what a configuration makes of it, and which owners stand
// in its way. The rules are those of structured-merge-diff and apimachinery's field managers; the golden data of
// test/golden/apply are their answers.

export { applyTypeOf, OPEN, type ApplyType, type ListType, type MapType } from "./apply-type.ts";
export { reportConflicts, type Conflict, type ConflictReport } from "./conflict.ts";
export { EMPTY_SET, FieldSet } from "./field-set.ts";
export { fieldsV1Of, fieldSetOf } from "./fields-v1.ts";
export { applyWithLastApplied } from "./last-applied.ts";
export {
  entriesOf,
  ownersOf,
  sameOwnership,
  type ManagedFieldsEntry,
  type Owners,
} from "./managed-fields.ts";
export { ownersAfterUpdate, type Applied, type Write as OwnershipWrite } from "./ownership.ts";
export { fieldElement } from "./path-element.ts";
export { configurationProblem, printKind } from "./validate.ts";
