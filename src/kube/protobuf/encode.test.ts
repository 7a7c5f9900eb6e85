import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { goldenObjects } from "../../../test/golden/objects/golden.ts";
import type { Json, JsonObject } from "../object.ts";
import { fillZeros } from "../schema/printed-zero.ts";
import { schemaData } from "../schema/data.ts";
import type { FieldInfo, Shape, TypeInfo } from "../schema/type-info.ts";
import { decodeProtobuf } from "./decode.ts";
import {
  encodeField,
  encodeItems,
  encodeListHead,
  encodeProtobuf,
  encodeWatchFrame,
  protobufTypeOf,
} from "./encode.ts";

describe("what is encoded is decoded as the same object", () => {
  for (const { title, decoded } of goldenObjects)
    test(title, () => expect(decodeProtobuf(encodeProtobuf(decoded))).toEqual(decoded));
});

test("a field that was written before stands as it would be written", () => {
  const withSpec = goldenObjects.filter(({ decoded }) => decoded["spec"] !== undefined);
  expect(withSpec.length).toBeGreaterThan(20);
  for (const { decoded } of withSpec) {
    const { apiVersion, kind, spec } = decoded as JsonObject &
      Record<"apiVersion" | "kind", string>;
    const type = protobufTypeOf(apiVersion, kind) as TypeInfo;
    const written = encodeField(type, "spec", spec as JsonObject);
    expect(encodeProtobuf(decoded, written)).toEqual(encodeProtobuf(decoded));
  }
});

test("objects of every kind, with any values in any of their fields", () => {
  const kinds = Object.keys(schemaData().kinds).map((name) => name.split(/\/(?=[^/]*$)/));
  for (const [apiVersion = "", kind = ""] of kinds) {
    const type = protobufTypeOf(apiVersion, kind) as TypeInfo;
    const property = fc.property(objectOf(type, 5), (fields) => {
      const object = { ...fields, apiVersion, kind };
      expect(decodeProtobuf(encodeProtobuf(object))).toEqual(object);
    });
    fc.assert(property, { numRuns: 3 });
  }
}, 60_000);

/** Objects as Go prints them: zeros only where they are printed, no empty lists. */
function objectOf(type: TypeInfo, depth: number): fc.Arbitrary<JsonObject> {
  const key = `${type.name} ${depth}`;
  let made = objects.get(key);
  if (!made) objects.set(key, (made = newObjectOf(type, depth)));
  return made;
}

const objects = new Map<string, fc.Arbitrary<JsonObject>>();

function newObjectOf(type: TypeInfo, depth: number): fc.Arbitrary<JsonObject> {
  const fields: Record<string, fc.Arbitrary<Json | undefined>> = {};
  for (const field of type.fields.values())
    if (field.protobufNumber > 0 && (depth > 0 ? !isUnion(field.shape) : !isNested(field.shape)))
      fields[field.name] = fieldOf(field, depth);
  return fc.record(fields, { requiredKeys: [] }).map((object) => {
    fillZeros(type, object);
    return object;
  });
}

function isNested(shape: Shape): boolean {
  if (shape.kind === "list") return isNested(shape.items);
  if (shape.kind === "map") return isNested(shape.values);
  return shape.kind === "struct" || shape.kind.startsWith("schemaOr");
}

/** Of lists of schemas and of names, which have a test of their own. */
function isUnion(shape: Shape): boolean {
  if (shape.kind === "map") return isUnion(shape.values);
  return shape.kind === "schemaOrList" || shape.kind === "schemaOrStrings";
}

function fieldOf({ shape, pointer }: FieldInfo, depth: number): fc.Arbitrary<Json> {
  const values = valueOf(shape, depth - 1);
  if (shape.kind === "list")
    return fc.array(valueOf(shape.items, depth - 1), { minLength: 1, maxLength: 3 });
  if (pointer) return values;
  return values.filter((value) => value !== "" && value !== 0 && value !== false);
}

const moment = fc.integer({ min: -62_135_596_799, max: 253_402_300_799 });
const secondOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19);
const document = fc
  .json()
  .map((text) => JSON.parse(JSON.stringify(JSON.parse(text))) as Json)
  .filter((value) => value !== null);
const text = fc.oneof(fc.string({ maxLength: 70 }), fc.string({ unit: "binary", maxLength: 70 }));

function valueOf(shape: Shape, depth: number): fc.Arbitrary<Json> {
  switch (shape.kind) {
    case "string":
      return text;
    case "boolean":
      return fc.boolean();
    case "int32":
      return fc.integer();
    case "int64":
      return fc.maxSafeInteger();
    case "double":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0.5);
    case "bytes":
      return fc.uint8Array({ minLength: 1 }).map((bytes) => bytes.toBase64());
    case "quantity":
      return fc.nat().map((count) => `${count}m`);
    case "time":
      return moment.map((seconds) => `${secondOf(seconds)}Z`);
    case "microTime":
      return fc
        .tuple(moment, fc.nat(999_999))
        .map(([seconds, micros]) => `${secondOf(seconds)}.${String(micros).padStart(6, "0")}Z`);
    case "intOrString":
      return fc.oneof(fc.integer(), text);
    case "rawExtension":
    case "fieldsV1":
    case "json":
      return document;
    case "schemaOrBoolean":
      return fc.boolean();
    case "schemaOrList":
    case "schemaOrStrings":
      return fc.constant(null);
    case "struct":
      return objectOf(shape.type, depth);
    case "list":
      return fc.array(valueOf(shape.items, depth), { maxLength: 3 });
    case "map":
      return fc.dictionary(fc.string({ minLength: 1 }), valueOf(shape.values, depth), {
        minKeys: 1,
        maxKeys: 3,
      });
  }
}

test("a schema's unions: a boolean or a schema, one schema or many, a schema or names", () => {
  const schema = { type: "string" };
  const definitionWith = (properties: Json): JsonObject => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    spec: { versions: [{ schema: { openAPIV3Schema: { properties } } }] },
  });
  const properties = {
    a: { additionalProperties: false, items: schema },
    b: { additionalProperties: schema, items: [schema, { type: "integer" }] },
    c: { additionalItems: true, dependencies: { one: schema, other: ["x", "y"] } },
  };
  expect(decodeProtobuf(encodeProtobuf(definitionWith(properties)))).toMatchObject(
    definitionWith(properties),
  );
});

test("a list is its head and its items, however many runs they come in", () => {
  const type = protobufTypeOf("v1", "ConfigMap") as TypeInfo;
  const named = (name: string): JsonObject => ({ metadata: { name } });
  const runs = [["a", "b"], ["c"]].map((names) => encodeItems("v1", type, names.map(named)));
  const itemsSize = runs.reduce((size, run) => size + run.length, 0);
  const metadata = { resourceVersion: "7", continue: "next", remainingItemCount: 1 };
  const head = encodeListHead("v1", "ConfigMapList", metadata, itemsSize);
  const list = Buffer.concat([head, ...runs]).toString("latin1");
  expect(list).toStartWith("k8s\0\n\x13\n\x02v1\x12\rConfigMapList\x12");
  expect(list).toEndWith("\n\x0b\x12\x017\x1a\x04next \x01" + abc);
});

const abc = ["a", "b", "c"].map((name) => `\x12\x05\n\x03\n\x01${name}`).join("");

test("a frame of a watch is as long as its first four bytes say", () => {
  const object = encodeProtobuf({ apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } });
  const frame = Buffer.from(encodeWatchFrame("ADDED", object));
  expect(frame.readUInt32BE()).toBe(frame.length - 4);
  expect(frame.subarray(4, 11).toString()).toBe("\n\x05ADDED");
  expect(frame.subarray(-object.length).equals(object)).toBeTrue();
});

test("integers of 64 bits and messages of any size", () => {
  const event = (count: number, message: string): JsonObject => ({
    apiVersion: "v1",
    kind: "Event",
    message,
    series: { count, lastObservedTime: "1969-12-31T23:59:59.000001Z" },
  });
  for (const count of [127, 128, 2 ** 14, 2 ** 21, 2 ** 28, 2 ** 31 - 1, -1, -(2 ** 31)]) {
    const sent = event(count, "é".repeat(Math.abs(count) % 200_000));
    expect(decodeProtobuf(encodeProtobuf(sent))).toMatchObject({
      series: sent["series"] as JsonObject,
      ...(sent["message"] !== "" && { message: sent["message"] }),
    });
  }
});
