// The built-in resources, in the order of discovery documents: the core group first.

import { schemaData, type ResourceInfo } from "./data.ts";

/** The Kubernetes version whose API this is: `v1.36.3`. */
export function schemaVersion(): string {
  return schemaData().version;
}

export function builtinResources(): readonly ResourceInfo[] {
  return schemaData().resources;
}

let byPath: Map<string, ResourceInfo> | undefined;

/** By group (empty for core), version and plural, as they stand in URLs. */
export function builtinResource(
  group: string,
  version: string,
  plural: string,
): ResourceInfo | undefined {
  byPath ??= new Map(
    builtinResources().map((info) => [`${info.group}/${info.version}/${info.plural}`, info]),
  );
  return byPath.get(`${group}/${version}/${plural}`);
}
