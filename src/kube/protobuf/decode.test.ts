import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { goldenObjects, type GoldenObject } from "../../../test/golden/objects/golden.ts";
import { decodeProtobuf, type DecodeOptions } from "./decode.ts";
import { ProtobufError } from "./protobuf-error.ts";

describe("decodes what Kubernetes encodes to what Kubernetes prints", () => {
  for (const { title, protobuf, decoded } of goldenObjects)
    test(title, () => expect(decodeProtobuf(protobuf)).toEqual(decoded));
});

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const field = (number: number, value: readonly number[]): number[] => [
  (number << 3) | 2,
  value.length,
  ...value,
];
/** The protobuf number of `allOf` in a JSON schema. */
const ALL_OF = 25;
const body = (apiVersion: string, kind: string, message: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...text("k8s\0"),
    ...field(1, [...field(1, text(apiVersion)), ...field(2, text(kind))]),
    ...longField(2, message),
  ]);

test("says what is wrong with a body, and where", () => {
  const refused = (bytes: Uint8Array): string => {
    try {
      decodeProtobuf(bytes);
    } catch (error) {
      if (error instanceof ProtobufError) return error.message;
      throw error;
    }
    return "";
  };
  expect(refused(Uint8Array.from(text('{"kind":"Pod"}')))).toContain("does not start with");
  expect(refused(body("example.com/v1", "Widget", []))).toContain('no kind "Widget"');
  expect(refused(body("v1", "Pod", [0x0a, 0x05, 0x0a]))).toBe(
    "the protobuf body is malformed at byte 21: a field needs 5 bytes and 1 are left",
  );
  expect(refused(body("v1", "Pod", [0x08, 0x01]))).toContain("wire type 0 instead of 2");
  expect(refused(body("v1", "Pod", [0x02, 0x00]))).toContain("number 0");
});

test("the kind of an envelope without one is what the path says", () => {
  const bytes = Uint8Array.from([...text("k8s\0"), ...field(2, field(1, field(1, text("a"))))]);
  expect(decodeProtobuf(bytes, { assumed: { apiVersion: "v1", kind: "ConfigMap" } })).toEqual({
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: { name: "a" },
  });
  expect(() => decodeProtobuf(bytes)).toThrow(ProtobufError);
});

test("fields of a newer Kubernetes are stepped over", () => {
  const unknown = [...field(12, text("new")), 0xf8, 0x07, 0x01, 0xf1, 0x07, 1, 2, 3, 4, 5, 6, 7, 8];
  expect(decodeProtobuf(body("v1", "ConfigMap", unknown))).toEqual({
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: {},
  });
});

/** A field with a length of up to two varint bytes, which is enough here. */
const longField = (number: number, value: readonly number[]): number[] => [
  ((number << 3) & 0x7f) | 0x80 | 2,
  number >> 4,
  (value.length & 0x7f) | 0x80,
  value.length >> 7,
  ...value,
];

test("nesting is bounded", () => {
  const nestedSchema = (depth: number): number[] => {
    let schema: number[] = [];
    for (let index = 0; index < depth; index++) schema = longField(ALL_OF, schema);
    return schema;
  };
  const customResourceDefinition = (depth: number): Uint8Array => {
    const version = longField(4, longField(1, nestedSchema(depth)));
    return body(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      longField(2, longField(7, version)),
    );
  };
  expect(decodeProtobuf(customResourceDefinition(100))).toBeDefined();
  expect(() => decodeProtobuf(customResourceDefinition(300))).toThrow(/nest deeper/);
});

interface Damage {
  readonly changes: readonly { readonly at: number; readonly value: number }[];
  /** Odd: where the body ends. */
  readonly cut: number;
}

const byte = fc.integer({ min: 0, max: 255 });
const anyDamage: fc.Arbitrary<Damage> = fc.record({
  changes: fc.array(fc.record({ at: fc.nat(), value: byte }), { maxLength: 4 }),
  cut: fc.nat(),
});

function damaged({ protobuf }: GoldenObject, { changes, cut }: Damage): Uint8Array {
  const bytes = Uint8Array.from(protobuf);
  for (const { at, value } of changes) bytes[at % bytes.length] = value;
  return cut % 2 === 0 ? bytes : bytes.subarray(0, cut % bytes.length);
}

/** What comes of a body, in the order of its fields; undefined where it is refused. */
function outcome(bytes: Uint8Array, options?: DecodeOptions): string | undefined {
  try {
    return JSON.stringify(decodeProtobuf(bytes, options));
  } catch (error) {
    if (error instanceof ProtobufError) return undefined;
    throw error;
  }
}

test("damaged bodies give an object or a ProtobufError, never anything else", () => {
  const property = fc.property(
    fc.constantFrom(...goldenObjects),
    anyDamage,
    (golden, damage) => void outcome(damaged(golden, damage)),
  );
  fc.assert(property, { numRuns: 3000 });
}, 60_000);

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null)
    Object.values(Object.freeze(value) as object).forEach(frozen);
  return value;
}

describe("a spec that is known", () => {
  const known = goldenObjects
    .filter(({ decoded }) => decoded["spec"] !== undefined)
    .map((golden) => {
      let sent = "";
      const { spec } = decodeProtobuf(golden.protobuf, {
        recallSpec: (wire) => void (sent = wire),
      });
      frozen(spec);
      const recallSpec = (wire: string): object | undefined =>
        wire === sent ? (spec as object) : undefined;
      return { golden, spec, sent, recallSpec };
    });

  test("stands for the bytes that it came as", () => {
    for (const { golden, spec, sent, recallSpec } of known) {
      const decoded = decodeProtobuf(golden.protobuf, { recallSpec });
      if (sent !== "") expect(decoded["spec"]).toBe(spec);
      expect(decoded).toEqual(golden.decoded);
    }
    expect(known.filter(({ sent }) => sent !== "").length).toBeGreaterThan(20);
  });

  test("changes nothing, and is not changed, whatever else the body is", () => {
    const property = fc.property(
      fc.constantFrom(...known),
      anyDamage,
      ({ golden, recallSpec }, damage) => {
        const bytes = damaged(golden, damage);
        expect(outcome(bytes, { recallSpec })).toEqual(outcome(bytes));
      },
    );
    fc.assert(property, { numRuns: 1000 });
  }, 60_000);

  test("does not stand for one that comes in parts", () => {
    const container = field(2, field(1, text("a")));
    const twice = body("v1", "Pod", [...field(2, container), ...field(2, container)]);
    const asked: string[] = [];
    const pod = decodeProtobuf(twice, { recallSpec: (wire) => void asked.push(wire) });
    expect(pod["spec"]).toMatchObject({ containers: [{ name: "a" }, { name: "a" }] });
    expect(asked).toEqual([]);
  });
});
