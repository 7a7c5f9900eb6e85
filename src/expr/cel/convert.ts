// JSON to CEL's values and back. Whole numbers become ints, as Go's typed objects have them; maps
// are converted field by field as an expression asks for them, and typed objects have all their fields.

import {
  type CelInput,
  type CelMap,
  type CelValue,
  celMap,
  isCelList,
  isCelMap,
  isCelUint,
} from "@bufbuild/cel";
import { timestampAt } from "./timestamp.ts";
import type { TypedField, TypedObject } from "./typed.ts";
import {
  CelDuration,
  type CelEnvironment,
  CelQuantity,
  type CelResultValue,
  CelTimestamp,
} from "./values.ts";

/** The one key of the map that stands for a Quantity in CEL. */
const QUANTITY_KEY = "\u0000quantity";

/**
 * A Quantity as the library sees it. It has no values of one's own making but messages of a
 * protobuf schema and maps; a map of one key compares by value with ==, and no operator of the
 * standard takes maps, so that + - * / and < are free for quantities.
 */
export function quantityValue(nanos: bigint): CelInput {
  return celMap(new Map([[QUANTITY_KEY, nanos]]));
}

/** The nanos of a Quantity, or undefined where the value is something else. */
export function nanosOf(value: unknown): bigint | undefined {
  if (!isCelMap(value) || value.size !== 1) return undefined;
  const nanos = value.get(QUANTITY_KEY);
  return typeof nanos === "bigint" ? nanos : undefined;
}

type Scope = Pick<CelEnvironment, "quantityNanos" | "resourceFields">;

/** What is known of an object beside its JSON: its type, or that its values are quantities. */
type Form = TypedObject | "quantities" | undefined;

/** A map over an object, its fields converted when asked for. */
class ObjectMap extends Map<string, CelInput> {
  constructor(
    private readonly object: Readonly<Record<string, unknown>>,
    private readonly scope: Scope,
    private readonly form: Form,
  ) {
    super();
  }

  override get size(): number {
    return Object.keys(this.object).length;
  }

  override has(key: string): boolean {
    const isPresent = Object.hasOwn(this.object, key);
    return typeof this.form === "object" ? isPresent && !isZero(this.object[key]) : isPresent;
  }

  override get(key: string): CelInput | undefined {
    const isPresent = typeof key === "string" && Object.hasOwn(this.object, key);
    const value = isPresent ? this.object[key] : undefined;
    const { form, scope } = this;
    if (form === "quantities")
      return quantityValue(isPresent ? scope.quantityNanos(String(this.object[key])) : 0n);
    const field = form?.get(key);
    if (field !== undefined) return typedInput(value, field, scope);
    if (value === undefined) return undefined;
    return toCelInput(value, scope, scope.resourceFields?.has(key) ? "quantities" : undefined);
  }

  override *keys(): MapIterator<string> {
    yield* Object.keys(this.object);
  }

  override *values(): MapIterator<CelInput> {
    for (const key of this.keys()) yield this.get(key)!;
  }

  override *entries(): MapIterator<[string, CelInput]> {
    for (const key of this.keys()) yield [key, this.get(key)!];
  }

  override [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries();
  }

  override forEach(
    visit: (value: CelInput, key: string, map: Map<string, CelInput>) => void,
  ): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** As Go sees it: what need not be written. */
function isZero(value: unknown): boolean {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.keys(value).length === 0;
  return value === null || value === "" || value === 0 || value === false;
}

/** Go's zero time. */
const ZERO_TIME_MS = Date.parse("0001-01-01T00:00:00Z");

/** A field of a typed object; `value` is undefined where it is not set. */
function typedInput(value: unknown, field: TypedField, scope: Scope): CelInput {
  switch (field) {
    case "text":
      return toCelInput(value ?? "", scope);
    case "number":
      return toCelInput(value ?? 0, scope);
    case "flag":
      return toCelInput(value ?? false, scope);
    case "list":
      return toCelInput(value ?? [], scope);
    case "map":
      return toCelInput(value ?? {}, scope);
    case "resources":
      return toCelInput(value ?? {}, scope, "quantities");
    case "pointer":
      return toCelInput(value ?? null, scope);
    case "time":
      return timestampAt(typeof value === "string" ? Date.parse(value) : ZERO_TIME_MS);
    default:
      return Array.isArray(field)
        ? ((value ?? []) as readonly unknown[]).map((item) => toCelInput(item, scope, field[0]))
        : toCelInput(value ?? {}, scope, field as TypedObject);
  }
}

/** The objects that maps were made over. */
const sources = new WeakMap<CelMap, object>();

export function toCelInput(value: unknown, scope: Scope, form?: Form): CelInput {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint"
  )
    return value;
  if (value instanceof CelQuantity) return quantityValue(value.nanos);
  if (Array.isArray(value)) return value.map((element) => toCelInput(element, scope));
  if (typeof value === "object") return mapOver(value as Record<string, unknown>, scope, form);
  throw new TypeError(`a ${typeof value} has no place in an expression`);
}

function mapOver(object: Readonly<Record<string, unknown>>, scope: Scope, form: Form): CelMap {
  const fields = new ObjectMap(object, scope, form);
  const map = celMap(fields);
  // The library takes every field that gives a value for one that is set, and a null for one that is not.
  map.has = (key) => typeof key === "string" && fields.has(key);
  sources.set(map, object);
  return map;
}

/** An argument as a function of ours gets it: the object that was bound, or a plain value. */
export function fromCelArgument(value: unknown): unknown {
  const object = isCelMap(value) ? sources.get(value) : undefined;
  return object ?? fromCel(value as CelValue);
}

interface TimeMessage {
  readonly $typeName: string;
  readonly seconds: bigint;
  readonly nanos: number;
}

export function fromCel(value: CelValue): CelResultValue {
  if (value === null || typeof value !== "object") return value;
  const nanos = nanosOf(value);
  if (nanos !== undefined) return new CelQuantity(nanos);
  if (isCelUint(value)) return value.value;
  if (isCelList(value)) return Array.from(value, fromCel);
  if (isCelMap(value))
    return Object.fromEntries(
      Array.from(value.entries(), ([key, inner]) => [keyText(key), fromCel(inner)]),
    );
  const { message } = value as { readonly message?: TimeMessage };
  if (message?.$typeName === "google.protobuf.Duration")
    return new CelDuration(message.seconds * 1_000_000_000n + BigInt(message.nanos));
  if (message?.$typeName === "google.protobuf.Timestamp")
    return new CelTimestamp(Number(message.seconds) * 1000 + message.nanos / 1e6);
  if (value instanceof Uint8Array) return Array.from(value, BigInt);
  return "name" in value ? value.name : null;
}

function keyText(key: unknown): string {
  return isCelUint(key) ? key.value.toString() : String(key);
}
