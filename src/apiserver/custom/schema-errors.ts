// What keeps a schema from being structural, or from meaning anything (apiserver/schema/validation.go).

import type { FieldError } from "../registry/strategy.ts";
import {
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
} from "../validation/field-errors.ts";
import { ruleFormErrors } from "./rules/form-errors.ts";
import { patternProblem } from "./scalar-checks.ts";
import { TYPE_FIELDS, type Schema } from "./schema.ts";
import { compileValidator } from "./validator.ts";

type Level = "root" | "field" | "item";

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];
/** In OpenAPI's JSON Schema, and not in a structural one. */
const UNSUPPORTED = [
  "id",
  "additionalItems",
  "patternProperties",
  "definitions",
  "dependencies",
  "$ref",
];
/** What a schema inside anyOf and the like leaves to the schema around it. */
const STRUCTURE = [
  ["type", "empty"],
  ["additionalProperties", "undefined"],
  ["default", "undefined"],
  ["title", "empty"],
  ["description", "empty"],
  ["nullable", "false"],
  ["x-kubernetes-preserve-unknown-fields", "false"],
  ["x-kubernetes-embedded-resource", "false"],
  ["x-kubernetes-int-or-string", "false"],
  ["x-kubernetes-list-map-keys", "empty"],
  ["x-kubernetes-list-type", "undefined"],
  ["x-kubernetes-map-type", "undefined"],
  ["x-kubernetes-validations", "empty"],
] as const satisfies readonly (readonly [keyof Schema, string])[];

export function schemaErrors(schema: Schema, path: string, level: Level = "root"): FieldError[] {
  return [
    ...typeErrors(schema, path, level),
    ...formErrors(schema, path, level),
    ...listErrors(schema, path),
    ...defaultErrors(schema, path),
    ...combinationErrors(schema, path),
    ...ruleFormErrors(schema, path),
    ...(level === "root" ? rootErrors(schema, path) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      level === "root" && TYPE_FIELDS.has(name)
        ? []
        : schemaErrors(property, `${path}.properties[${name}]`, "field"),
    ),
    ...(typeof schema.additionalProperties === "object"
      ? schemaErrors(schema.additionalProperties, `${path}.additionalProperties`, "field")
      : []),
    ...(schema.items ? schemaErrors(schema.items, `${path}.items`, "item") : []),
  ];
}

function typeErrors(schema: Schema, path: string, level: Level): FieldError[] {
  const { type } = schema;
  const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
  if (type && !TYPES.includes(type)) return [unsupportedValue(`${path}.type`, type, TYPES)];
  if (type && isEmbedded && type !== "object")
    return [
      invalidField(
        `${path}.type`,
        type,
        "must be object if x-kubernetes-embedded-resource is true",
      ),
    ];
  if (type && level === "root" && type !== "object")
    return [invalidField(`${path}.type`, type, "must be object at the root")];
  if (type) return [];
  if (level === "root") return [requiredField(`${path}.type`, "must not be empty at the root")];
  if (schema["x-kubernetes-int-or-string"] || schema["x-kubernetes-preserve-unknown-fields"])
    return [];
  const what = level === "item" ? "specified array items" : "specified object fields";
  return [requiredField(`${path}.type`, `must not be empty for ${what}`)];
}

function formErrors(schema: Schema, path: string, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.type === "array" && !schema.items)
    errors.push(requiredField(`${path}.items`, "must be specified"));
  if (schema.uniqueItems)
    errors.push(
      forbiddenField(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  if (schema.additionalProperties !== undefined) {
    if (level === "root")
      errors.push(forbiddenField(`${path}.additionalProperties`, "must not be used at the root"));
    if (Object.keys(schema.properties ?? {}).length > 0)
      errors.push(
        forbiddenField(
          `${path}.additionalProperties`,
          "additionalProperties and properties are mutual exclusive",
        ),
      );
  }
  if (schema["x-kubernetes-preserve-unknown-fields"] === false)
    errors.push(
      invalidField(
        `${path}.x-kubernetes-preserve-unknown-fields`,
        false,
        "must be true or undefined",
      ),
    );
  errors.push(...patternErrors(schema, path));
  for (const name of UNSUPPORTED)
    if ((schema as Record<string, unknown>)[name] !== undefined)
      errors.push(forbiddenField(`${path}.${name}`, `${name} is not supported`));
  return errors;
}

function patternErrors({ pattern = "" }: Schema, path: string): FieldError[] {
  const problem = patternProblem(pattern);
  if (problem === undefined) return [];
  const sentence = `must be a valid regular expression, but isn't: ${problem}`;
  return [invalidField(`${path}.pattern`, pattern, sentence)];
}

function rootErrors(schema: Schema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.nullable)
    errors.push(forbiddenField(`${path}.nullable`, "nullable cannot be true at the root"));
  const { metadata } = schema.properties ?? {};
  const names = Object.keys(metadata?.properties ?? {});
  if (names.some((name) => name !== "name" && name !== "generateName"))
    errors.push(
      forbiddenField(
        `${path}.properties[metadata]`,
        "must not specify anything other than name and generateName, but metadata is implicitly specified",
      ),
    );
  return errors;
}

function listErrors(schema: Schema, path: string): FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const errors: FieldError[] = [];
  if (listType !== undefined && schema.type !== "array")
    errors.push(
      schema.type
        ? invalidField(
            `${path}.type`,
            schema.type,
            "must be array if x-kubernetes-list-type is specified",
          )
        : requiredField(`${path}.type`, "must be array if x-kubernetes-list-type is specified"),
    );
  if (listType !== undefined && !["atomic", "set", "map"].includes(listType))
    errors.push(
      unsupportedValue(`${path}.x-kubernetes-list-type`, listType, ["atomic", "set", "map"]),
    );
  if (keys.length > 0 && listType !== "map")
    errors.push(
      requiredField(
        `${path}.x-kubernetes-list-type`,
        "must be map if x-kubernetes-list-map-keys is non-empty",
      ),
    );
  if (listType === "map") errors.push(...listMapErrors(schema, path, keys));
  return errors;
}

function listMapErrors(schema: Schema, path: string, keys: readonly string[]): FieldError[] {
  if (keys.length === 0)
    return [
      requiredField(
        `${path}.x-kubernetes-list-map-keys`,
        "must not be empty if x-kubernetes-list-type is map",
      ),
    ];
  const { properties = {}, required = [] } = schema.items ?? {};
  return keys.flatMap((key, index) => {
    const property = properties[key];
    if (!property)
      return [
        invalidField(
          `${path}.x-kubernetes-list-map-keys[${index}]`,
          key,
          "entries must all be names of item properties",
        ),
      ];
    if (property.default !== undefined || required.includes(key)) return [];
    return [
      requiredField(
        `${path}.items.properties[${key}].default`,
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
      ),
    ];
  });
}

/** A default must be a value the schema takes. */
function defaultErrors(schema: Schema, path: string): FieldError[] {
  if (schema.default === undefined) return [];
  const errors: FieldError[] = [];
  compileValidator(schema)(schema.default, `${path}.default`, errors, undefined);
  return errors.map(({ field, reason, message }) => ({
    field,
    reason,
    message: message.replaceAll(`${path}.default in body`, " in body"),
  }));
}

function combinationErrors(schema: Schema, path: string): FieldError[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  const isIntOrString = schema["x-kubernetes-int-or-string"] === true;
  const below = (list: readonly Schema[], name: string): FieldError[] =>
    list.flatMap((one, index) => nestedErrors(one, `${path}.${name}[${index}]`, isIntOrString));
  return [
    ...below(allOf, "allOf"),
    ...below(anyOf, "anyOf"),
    ...below(oneOf, "oneOf"),
    ...(not ? nestedErrors(not, `${path}.not`, false) : []),
  ];
}

function nestedErrors(schema: Schema, path: string, isIntOrString: boolean): FieldError[] {
  const errors: FieldError[] = [...patternErrors(schema, path)];
  for (const [name, how] of STRUCTURE) {
    const value = schema[name];
    if (value === undefined || value === false || value === "") continue;
    // The two types of an int-or-string are the one pattern where a type may stand here.
    if (name === "type" && isIntOrString) continue;
    errors.push(forbiddenField(`${path}.${name}`, `must be ${how} to be structural`));
  }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...nestedErrors(property, `${path}.properties[${name}]`, false));
  if (schema.items) errors.push(...nestedErrors(schema.items, `${path}.items`, false));
  return [...errors, ...combinationErrors(schema, path)];
}
