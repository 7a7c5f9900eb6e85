// kube is the Kubernetes data model, pure: objects and their paths, the schema of the built-in API,
// quantities, names, selectors, patches, the Status object, and what request bodies look like on the
// wire. It does no I/O and reads no clock; server and client both stand on it, so they agree.

export * from "./amounts.ts";
export * from "./labels.ts";
export * from "./name.ts";
export * from "./object.ts";
export * from "./quantity.ts";
export * from "./resource.ts";
export * from "./apply/index.ts";
export * from "./defaults/index.ts";
export * from "./protobuf/index.ts";
export * from "./schema/index.ts";
// A namespace, for its words (`invalid`, `timeout`, `success`) say little on their own.
export * as status from "./status.ts";
export { statusObject } from "./status.ts";
export type { Status, StatusCause, StatusDetails, StatusFields } from "./status.ts";
export { builtinMergeSchema } from "./patch/builtin-schema.ts";
export { applyJsonPatch, JSON_PATCH_OPERATIONS_MAX } from "./patch/json.ts";
export { isObject, jsonEqual, reuse } from "./patch/json-value.ts";
export { applyMergePatch, diffMerge } from "./patch/merge.ts";
export type { FieldMerge, MergeSchema, MergeStrategy } from "./patch/merge-schema.ts";
export { PatchError, type PatchErrorCode } from "./patch/patch-error.ts";
export { applyStrategicPatch } from "./patch/strategic.ts";
export {
  escapeFieldValue,
  parseFieldSelector,
  type FieldRequirement,
  type FieldSelector,
} from "./selector/field.ts";
export {
  formatLabelSelector,
  labelSelectorFromObject,
  parseLabelSelector,
  type LabelSelector,
  type LabelSelectorObject,
} from "./selector/label.ts";
export { labelPredicate, labelRequirement } from "./selector/label-requirement.ts";
export type { LabelOperator, LabelRequirement, Labels } from "./selector/label-requirement.ts";
export { SelectorError } from "./selector/selector-error.ts";
