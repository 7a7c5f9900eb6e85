// JSON to CEL's values and back. Whole numbers become ints, as Go's typed objects have them; maps
// are converted field by field as an expression asks for them.

import {
  type CelInput,
  type CelMap,
  type CelValue,
  celMap,
  isCelList,
  isCelMap,
  isCelUint,
} from "@bufbuild/cel";
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

/** A map over an object, its fields converted when asked for. */
class ObjectMap extends Map<string, CelInput> {
  constructor(
    private readonly object: Readonly<Record<string, unknown>>,
    private readonly scope: Scope,
    private readonly holdsQuantities: boolean,
  ) {
    super();
  }

  override get size(): number {
    return Object.keys(this.object).length;
  }

  override has(key: string): boolean {
    return Object.hasOwn(this.object, key);
  }

  override get(key: string): CelInput | undefined {
    const isPresent = typeof key === "string" && Object.hasOwn(this.object, key);
    if (this.holdsQuantities)
      return quantityValue(isPresent ? this.scope.quantityNanos(String(this.object[key])) : 0n);
    const value = isPresent ? this.object[key] : undefined;
    return value === undefined
      ? undefined
      : toCelInput(value, this.scope, this.scope.resourceFields?.has(key));
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

/** The objects that maps were made over. */
const sources = new WeakMap<CelMap, object>();

export function toCelInput(value: unknown, scope: Scope, holdsQuantities = false): CelInput {
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
  if (typeof value === "object") {
    const map = celMap(new ObjectMap(value as Record<string, unknown>, scope, holdsQuantities));
    sources.set(map, value);
    return map;
  }
  throw new TypeError(`a ${typeof value} has no place in an expression`);
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
