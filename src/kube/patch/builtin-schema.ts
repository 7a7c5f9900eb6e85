// How the fields of built-in kinds merge, as Kubernetes' own types say it: the tags are in the generated schema.

import { typeOf, type FieldInfo, type TypeInfo } from "../schema/type-info.ts";
import type { FieldMerge, MergeSchema, MergeStrategy } from "./merge-schema.ts";

class TypeMergeSchema implements MergeSchema {
  private readonly type: TypeInfo;
  private readonly known = new Map<string, FieldMerge | undefined>();

  constructor(type: TypeInfo) {
    this.type = type;
  }

  field(name: string): FieldMerge | undefined {
    if (this.known.has(name)) return this.known.get(name);
    const field = this.type.field(name);
    // What the type does not know is not remembered, or clients could fill the memory.
    if (!field) return undefined;
    const merge = fieldMerge(field);
    this.known.set(name, merge);
    return merge;
  }
}

function fieldMerge({ patchStrategy, patchMergeKey, shape }: FieldInfo): FieldMerge | undefined {
  const held = shape.kind === "list" ? shape.items : shape;
  if (patchStrategy === undefined && shape.kind !== "struct") return undefined;
  return {
    ...(patchStrategy !== undefined && { strategy: patchStrategy as MergeStrategy }),
    ...(patchMergeKey !== undefined && { mergeKey: patchMergeKey }),
    ...(held.kind === "struct" && { schema: schemaOf(held.type) }),
  };
}

const schemas = new WeakMap<TypeInfo, MergeSchema>();

function schemaOf(type: TypeInfo): MergeSchema {
  let schema = schemas.get(type);
  if (!schema) schemas.set(type, (schema = new TypeMergeSchema(type)));
  return schema;
}

/** How the fields of a built-in kind merge; undefined for kinds that are not built in. */
export function builtinMergeSchema(apiVersion: string, kind: string): MergeSchema | undefined {
  const type = typeOf(apiVersion, kind);
  return type && schemaOf(type);
}
