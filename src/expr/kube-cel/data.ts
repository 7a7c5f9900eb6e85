// Objects as expressions see them: read by their type, field by field, as they are asked for.

import type { Json, JsonObject } from "../json.ts";
import { durationNanos, readTimestamp } from "./times.ts";
import type { CelType, ListIdentity, ObjectType } from "./types.ts";
import { CelError, CelList, CelMap, Duration, type Value } from "./values.ts";

/** The value of JSON that should have the type; throws CelError where it has another. */
export function valueOf(json: Json, type: CelType): Value {
  if (json === null) return null;
  switch (type.kind) {
    case "string":
      return typeof json === "string" ? json : wrong(json, "string");
    case "bool":
      return typeof json === "boolean" ? json : wrong(json, "bool");
    case "int":
      return typeof json === "number" && Number.isInteger(json) ? BigInt(json) : wrong(json, "int");
    case "double":
      return typeof json === "number" ? json : wrong(json, "float");
    case "timestamp":
      return readTimestamp(textOf(json));
    case "duration":
      return new Duration(durationNanos(textOf(json)));
    case "bytes":
      return Uint8Array.from(Buffer.from(textOf(json), "base64"));
    case "list":
      return Array.isArray(json)
        ? new DataList(json as readonly Json[], type)
        : wrong(json, "list");
    case "map":
    case "object":
      return typeof json === "object" && !Array.isArray(json)
        ? new DataMap(json as JsonObject, type)
        : wrong(json, "map");
    case "dyn":
    case "error":
    case "null":
    case "opaque":
    case "param":
    case "type":
    case "uint":
      return dynamicValue(json);
  }
}

/** Of JSON nothing is known about: whole numbers are ints. */
function dynamicValue(json: Json): Value {
  if (typeof json === "number") return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== "object" || json === null) return json;
  return Array.isArray(json)
    ? new DataList(json as readonly Json[], ANY_LIST)
    : new DataMap(json as JsonObject, ANY_MAP);
}

const ANY_LIST = { kind: "list", item: { kind: "dyn" } } as const;
const ANY_MAP = { kind: "map", key: { kind: "string" }, value: { kind: "dyn" } } as const;

function wrong(json: Json, expected: string): never {
  throw new CelError(
    `invalid data, expected ${expected}, got ${Array.isArray(json) ? "list" : typeof json}`,
  );
}

function textOf(json: Json): string {
  return typeof json === "string" ? json : wrong(json, "string");
}

class DataList extends CelList {
  override readonly identify: CelList["identify"];

  constructor(
    readonly json: readonly Json[],
    private readonly type: { readonly item: CelType; readonly identity?: ListIdentity | undefined },
  ) {
    super();
    this.identify = type.identity && identifier(type.identity);
  }

  override get size(): number {
    return this.json.length;
  }

  override at(index: number): Value {
    return valueOf(this.json[index] ?? null, this.type.item);
  }
}

function identifier(identity: ListIdentity): (item: Value) => string {
  if (identity.by === "value") return identityText;
  return (item) =>
    item instanceof CelMap
      ? identity.keys.map((key) => identityText(item.get(key) ?? null)).join()
      : "";
}

function identityText(value: Value): string {
  if (value instanceof DataMap || value instanceof DataList) return JSON.stringify(value.json);
  return value !== null && typeof value === "object"
    ? value.constructor.name
    : `${typeof value} ${String(value)}`;
}

class DataMap extends CelMap {
  constructor(
    readonly json: JsonObject,
    private readonly type: (CelType & { readonly kind: "map" }) | ObjectType,
  ) {
    super();
  }

  /** The field's name in the JSON, and its type; undefined for what no expression may see. */
  private field(key: Value): { readonly jsonName: string; readonly type: CelType } | undefined {
    if (typeof key !== "string") return undefined;
    if (this.type.kind === "object") return this.type.fields.get(key);
    return { jsonName: key, type: this.type.value };
  }

  override get size(): number {
    return Object.keys(this.json).length;
  }

  override get(key: Value): Value | undefined {
    const field = this.field(key);
    if (!field || !Object.hasOwn(this.json, field.jsonName)) return undefined;
    const value = this.json[field.jsonName];
    return value === undefined ? undefined : valueOf(value, field.type);
  }

  override has(key: Value): boolean {
    const field = this.field(key);
    return (
      field !== undefined &&
      this.json[field.jsonName] !== undefined &&
      Object.hasOwn(this.json, field.jsonName)
    );
  }

  override *keys(): Generator<Value> {
    if (this.type.kind === "map") return yield* Object.keys(this.json);
    for (const [name, { jsonName }] of this.type.fields)
      if (this.json[jsonName] !== undefined) yield name;
  }
}
