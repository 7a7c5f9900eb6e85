// The schema of the built-in Kubernetes API: which resources there are, and what their types look like. The data is
// generated from the published Go modules by scripts/schema and parsed on first use. `readObject` is the reading of
// request bodies: it refuses what does not fit, names what is unknown, and gives the form in which objects are stored.

export { builtinResource, builtinResources, schemaVersion } from "./resource-table.ts";
export type { ResourceInfo, SubresourceInfo } from "./data.ts";
export { typeNamed, typeOf, TypeInfo } from "./type-info.ts";
export type { FieldInfo, ScalarKind, Shape } from "./type-info.ts";
export { fieldProblems, mayRepeatFields } from "./duplicate-fields.ts";
export { MismatchError } from "./mismatch.ts";
export { readObject, type Reading } from "./read-object.ts";
export { missingRequired } from "./required.ts";
export { builtinApiVersions, openApiDocument, openApiDocumentOf, openApiPath } from "./openapi.ts";
export { resourceOperations, type OperationsOptions } from "./openapi-operations.ts";
