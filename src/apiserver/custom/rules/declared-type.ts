// The type an expression sees behind a schema (apiserver/pkg/cel/common/schemas.go).

import {
  celTypes,
  type CelType,
  type ListIdentity,
  type ObjectField,
} from "../../../expr/index.ts";
import type { Schema } from "../schema.ts";
import { escapeName } from "./escape.ts";

const { BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP } = celTypes;
const SELF = "selfType";

const FORMATS: Readonly<Record<string, CelType>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  "date-time": TIMESTAMP,
};

/**
 * Undefined where no expression may see the value: of what the schema does not know, nothing is told. `isResource`: the
 * value is an object with apiVersion, kind and metadata, of which the name and generateName can be read.
 */
export function declaredType(
  schema: Schema,
  isResource: boolean,
  name = SELF,
): CelType | undefined {
  if (schema["x-kubernetes-int-or-string"]) return DYN;
  switch (schema.type) {
    case "array":
      return listType(schema, name);
    case "object":
      return objectType(schema, isResource, name);
    case "string":
      return FORMATS[schema.format ?? ""] ?? STRING;
    case "boolean":
      return BOOL;
    case "number":
      return DOUBLE;
    case "integer":
      return INT;
    case undefined:
    default:
      return isResource ? objectType(schema, isResource, name) : undefined;
  }
}

function below(schema: Schema, name: string): CelType | undefined {
  return declaredType(schema, schema["x-kubernetes-embedded-resource"] === true, name);
}

function listType({ items, ...schema }: Schema, name: string): CelType | undefined {
  const item = items && below(items, `${name}.@idx`);
  return item && { kind: "list", item, identity: identityOf(schema) };
}

function identityOf(schema: Schema): ListIdentity | undefined {
  const how = schema["x-kubernetes-list-type"];
  if (how === "set") return { by: "value" };
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  return how === "map"
    ? { by: "keys", keys: keys.map((key) => escapeName(key) ?? key) }
    : undefined;
}

const META: CelType = {
  kind: "object",
  name: "ObjectMeta",
  fields: new Map(["name", "generateName"].map((name) => [name, { jsonName: name, type: STRING }])),
};

function objectType(schema: Schema, isResource: boolean, name: string): CelType | undefined {
  const { properties = {}, additionalProperties } = schema;
  if (typeof additionalProperties === "object" && !isResource) {
    const value = below(additionalProperties, `${name}.@elem`);
    return value && celTypes.mapOf(STRING, value);
  }
  const fields = new Map<string, ObjectField>();
  for (const [jsonName, property] of Object.entries(properties)) {
    const own = escapeName(jsonName);
    const type = own === undefined ? undefined : below(property, `${name}.${own}`);
    if (own === undefined || !type) continue;
    fields.set(own, { jsonName, type });
    // A reserved word may be written as it is where it can only be a field.
    if (own === `__${jsonName}__`) fields.set(jsonName, { jsonName, type });
  }
  if (isResource) {
    for (const own of ["apiVersion", "kind"]) fields.set(own, { jsonName: own, type: STRING });
    fields.set("metadata", { jsonName: "metadata", type: META });
  }
  return { kind: "object", name, fields };
}
