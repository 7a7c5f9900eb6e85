// The scenario's JSON Schema: for editors, for the documentation, and for messages that name known keys.

import { z } from "zod";
import { documentSchema } from "./schema/document.ts";

/** The part of JSON Schema that the scenario's schema uses. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

let plain: JsonSchema | undefined;

/** What values may be once variables are filled in. */
export function valueSchema(): JsonSchema {
  return (plain ??= z.toJSONSchema(documentSchema, {
    io: "input",
    reused: "inline",
  }) as unknown as JsonSchema);
}

/** The schema files are written against: where a number or a choice stands, `"${name}"` may stand too. */
export function scenarioJsonSchema(): JsonSchema {
  return { ...widened(valueSchema()), $schema: "http://json-schema.org/draft-07/schema#" };
}

const REFERENCE_SCHEMA: JsonSchema = {
  type: "string",
  pattern: "^\\$\\{[^{}]+\\}$",
  description: "A variable.",
};

function widened(schema: JsonSchema): JsonSchema {
  const { format: _, ...rest } = schema;
  const inner: JsonSchema = {
    ...rest,
    ...(schema.properties && { properties: mapValues(schema.properties, widened) }),
    ...(schema.items && { items: widened(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(widened) }),
    ...(typeof schema.additionalProperties === "object" && {
      additionalProperties: widened(schema.additionalProperties),
    }),
  };
  const isNumber = schema.type === "integer" || schema.type === "boolean";
  if (!isNumber && !schema.enum) return inner;
  const { description, default: fallback, examples, ...constraint } = inner;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(examples !== undefined && { examples }),
    anyOf: [constraint, REFERENCE_SCHEMA],
  };
}

function mapValues(
  fields: Readonly<Record<string, JsonSchema>>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(fields).map(([key, schema]) => [key, change(schema)]));
}

/** The schemas that may apply at a path: more than one where a value has several forms. */
export function schemasAt(path: readonly (string | number)[]): readonly JsonSchema[] {
  let schemas: readonly JsonSchema[] = [valueSchema()];
  for (const step of path) schemas = schemas.flatMap((schema) => childrenAt(schema, step));
  return schemas.flatMap((schema) => [schema, ...(schema.anyOf ?? [])]);
}

function childrenAt(schema: JsonSchema, step: string | number): readonly JsonSchema[] {
  if (schema.anyOf) return schema.anyOf.flatMap((option) => childrenAt(option, step));
  if (typeof step === "number") return schema.items ? [schema.items] : [];
  const property =
    schema.properties && Object.hasOwn(schema.properties, step)
      ? schema.properties[step]
      : undefined;
  if (property) return [property];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}
