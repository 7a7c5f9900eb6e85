// What expressions compute with. Ints are bigint and doubles number; what JSON does not have is a class each.

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | Optional
  | CelList
  | CelMap
  | OpaqueValue;

export class Uint {
  constructor(readonly value: bigint) {}
}

export class Timestamp {
  /** Nanoseconds since the epoch, and the zone it was written in, which only shows when it is printed. */
  constructor(
    readonly nanos: bigint,
    readonly offsetMinutes = 0,
  ) {}
}

export class Duration {
  constructor(readonly nanos: bigint) {}
}

export class TypeValue {
  constructor(readonly name: string) {}
}

export class Optional {
  static readonly none = new Optional(undefined);
  constructor(readonly value: Value | undefined) {}
}

/** A value of a function library: a quantity, an address. */
export abstract class OpaqueValue {
  abstract readonly typeName: string;
  abstract equals(other: OpaqueValue): boolean;
}

export abstract class CelList {
  abstract readonly size: number;
  /** Only for indices from 0 to below the size. */
  abstract at(index: number): Value;
  /** How to tell the items apart where their order says nothing: the text of an item's identity. */
  readonly identify?: ((item: Value) => string) | undefined;

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }
}

export class ArrayList extends CelList {
  constructor(
    private readonly items: readonly Value[],
    override readonly identify?: CelList["identify"],
  ) {
    super();
  }

  override get size(): number {
    return this.items.length;
  }

  override at(index: number): Value {
    return this.items[index] ?? null;
  }
}

export abstract class CelMap {
  abstract readonly size: number;
  abstract get(key: Value): Value | undefined;
  abstract has(key: Value): boolean;
  abstract keys(): Iterable<Value>;
}

type Key = string | bigint | boolean | undefined;

/** Numbers that are equal are the same key, whatever their type. */
export function keyOf(value: Value): Key {
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean")
    return value;
  if (value instanceof Uint) return value.value;
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

export class EntryMap extends CelMap {
  private readonly byKey = new Map<Key, readonly [key: Value, value: Value]>();

  constructor(entries: Iterable<readonly [Value, Value]>) {
    super();
    for (const entry of entries) {
      const key = keyOf(entry[0]);
      if (key === undefined) throw new CelError(`unsupported key type: ${typeNameOf(entry[0])}`);
      if (this.byKey.has(key))
        throw new CelError(`insert failed: key ${String(key)} already exists`);
      this.byKey.set(key, entry);
    }
  }

  override get size(): number {
    return this.byKey.size;
  }

  override get(key: Value): Value | undefined {
    return this.byKey.get(keyOf(key))?.[1];
  }

  override has(key: Value): boolean {
    return this.byKey.has(keyOf(key));
  }

  override *keys(): Generator<Value> {
    for (const [key] of this.byKey.values()) yield key;
  }
}

/** An error of running an expression. Another operand of && or || may make up for it. */
export class CelError extends Error {
  override name = "CelError";
}

/** The expression took more than it may. Nothing makes up for that. */
export class CelCostError extends Error {
  override name = "CelCostError";
  constructor() {
    super("operation cancelled: actual cost limit exceeded");
  }
}

/** As `type(x)` names it. */
export function typeNameOf(value: Value): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "double";
  return typeof value === "string" ? "string" : objectTypeName(value);
}

function objectTypeName(value: Exclude<Value, boolean | bigint | number | string>): string {
  if (value === null) return "null_type";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Uint) return "uint";
  if (value instanceof Timestamp) return "google.protobuf.Timestamp";
  if (value instanceof Duration) return "google.protobuf.Duration";
  if (value instanceof TypeValue) return "type";
  if (value instanceof Optional) return "optional_type";
  if (value instanceof CelList) return "list";
  return value instanceof CelMap ? "map" : value.typeName;
}
