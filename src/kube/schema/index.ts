// The schema of the built-in Kubernetes API: which resources there are, and what their types look like. The data is
// generated from the published Go modules by scripts/schema and parsed on first use.

export { builtinResource, builtinResources, schemaVersion } from "./resource-table.ts";
export type { ResourceInfo, SubresourceInfo } from "./data.ts";
export { typeNamed, typeOf, TypeInfo } from "./type-info.ts";
export type { FieldInfo, ScalarKind, Shape } from "./type-info.ts";
