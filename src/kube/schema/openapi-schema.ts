// Types of the schema as OpenAPI v3 component schemas, without prose.

import type { Json, JsonObject } from "../object.ts";
import type { FieldInfo, ScalarKind, Shape, TypeInfo } from "./type-info.ts";

const META = "io.k8s.apimachinery.pkg";
const CRD = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

interface ScalarSchema {
  /** Written in place. */
  readonly schema?: JsonObject;
  /** Or a component that is referred to. */
  readonly component?: readonly [name: string, schema: JsonObject];
}

const scalars: Readonly<Record<ScalarKind, ScalarSchema>> = {
  string: { schema: { type: "string" } },
  boolean: { schema: { type: "boolean" } },
  int32: { schema: { type: "integer", format: "int32" } },
  int64: { schema: { type: "integer", format: "int64" } },
  double: { schema: { type: "number", format: "double" } },
  bytes: { schema: { type: "string", format: "byte" } },
  quantity: {
    component: [
      `${META}.api.resource.Quantity`,
      { oneOf: [{ type: "string" }, { type: "number" }] },
    ],
  },
  time: { component: [`${META}.apis.meta.v1.Time`, { type: "string", format: "date-time" }] },
  microTime: {
    component: [`${META}.apis.meta.v1.MicroTime`, { type: "string", format: "date-time" }],
  },
  intOrString: {
    component: [
      `${META}.util.intstr.IntOrString`,
      { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
    ],
  },
  rawExtension: { component: [`${META}.runtime.RawExtension`, { type: "object" }] },
  fieldsV1: { component: [`${META}.apis.meta.v1.FieldsV1`, { type: "object" }] },
  json: { component: [`${CRD}.JSON`, {}] },
  schemaOrBoolean: { component: [`${CRD}.JSONSchemaPropsOrBool`, {}] },
  schemaOrList: { component: [`${CRD}.JSONSchemaPropsOrArray`, {}] },
  schemaOrStrings: { component: [`${CRD}.JSONSchemaPropsOrStringArray`, {}] },
};

/** Collects the component schemas of types and of all they refer to. */
export class ComponentSchemas {
  readonly schemas: Record<string, JsonObject> = {};

  /** `{"$ref": "#/components/schemas/io.k8s.api.core.v1.Pod"}` */
  refer(type: TypeInfo): JsonObject {
    if (!this.schemas[type.name]) {
      // Set before its fields are looked at: types may hold themselves.
      const schema: Record<string, Json> = { type: "object" };
      this.schemas[type.name] = schema;
      if (type.required.length > 0) schema["required"] = [...type.required];
      if (type.mapType) schema["x-kubernetes-map-type"] = type.mapType;
      if (type.fields.size > 0) schema["properties"] = this.properties(type);
    }
    return reference(type.name);
  }

  private properties(type: TypeInfo): JsonObject {
    const properties: Record<string, Json> = {};
    for (const [name, field] of type.fields) properties[name] = this.property(field);
    return properties;
  }

  private property(field: FieldInfo): JsonObject {
    const { shape, listType, listMapKeys, mapType, patchMergeKey, patchStrategy } = field;
    return {
      ...this.ofShape(shape, "described"),
      ...(field.default !== undefined && { default: field.default as Json }),
      ...(field.default === undefined &&
        shape.kind === "struct" &&
        !field.pointer && { default: {} }),
      ...(listType && { "x-kubernetes-list-type": listType }),
      ...(listMapKeys && { "x-kubernetes-list-map-keys": [...listMapKeys] }),
      ...(mapType && { "x-kubernetes-map-type": mapType }),
      ...(patchMergeKey && { "x-kubernetes-patch-merge-key": patchMergeKey }),
      ...(patchStrategy && { "x-kubernetes-patch-strategy": patchStrategy }),
    };
  }

  /**
   * A reference that may have something beside it is wrapped in `allOf`, for what stands beside a `$ref` is ignored:
   * Kubernetes does so for all properties, and for items that are structs.
   */
  private ofShape(shape: Shape, place: "described" | "inner" = "inner"): JsonObject {
    if (shape.kind === "struct") return { allOf: [this.refer(shape.type)] };
    if (shape.kind === "list") return { type: "array", items: this.ofShape(shape.items) };
    if (shape.kind === "map")
      return { type: "object", additionalProperties: this.ofShape(shape.values) };
    const { schema, component } = scalars[shape.kind];
    if (!component) return { ...schema };
    const [name, definition] = component;
    this.schemas[name] = definition;
    return place === "described" ? { allOf: [reference(name)] } : reference(name);
  }
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}
