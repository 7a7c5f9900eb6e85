// Holds a document to a published JSON Schema, more strictly than its readers should: every field must be described.

import { expect } from "bun:test";
import { z } from "zod";

/** The same schema, closed: a field that it does not name is an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, part]) => [key, closed(part)] as const);
  const object: Record<string, unknown> = Object.fromEntries(entries);
  if (object["properties"]) object["additionalProperties"] = false;
  return object;
}

export function expectDescribed(schemaText: string, document: unknown): void {
  const schema = closed(JSON.parse(schemaText)) as Parameters<typeof z.fromJSONSchema>[0];
  const { error } = z.fromJSONSchema(schema).safeParse(document);
  expect(error?.issues ?? []).toEqual([]);
}
