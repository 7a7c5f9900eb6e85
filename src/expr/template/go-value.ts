// The values a template computes with, as Go types them.
//
//   undefined            no value (an invalid reflect.Value): a missing key prints `<no value>`
//   null                 a nil interface
//   boolean, string      bool, string
//   number               json.Number: numbers in the data are text to a template, as in KWOK
//   GoInt, GoFloat       int, int64, uint8 …; float64: literals and results of functions
//   array, plain object  []interface {} and map[string]interface {}, unless typedAs says otherwise
//   GoOpaque             anything else Go would hold in a struct: time.Time, time.Duration …

export type GoValue = unknown;
export type GoMap = Record<string, GoValue>;

const MAX_INT64 = 64;

/** A Go integer with its type. */
export class GoInt {
  readonly value: bigint;
  constructor(
    value: bigint | number,
    readonly type: string = "int",
  ) {
    this.value = BigInt.asIntN(MAX_INT64, BigInt(value));
  }
}

/** A Go float64. */
export class GoFloat {
  constructor(readonly value: number) {}
}

/** A value with methods of its own: its Go type, its text, and the methods a template may call. */
export abstract class GoOpaque {
  abstract readonly type: string;
  abstract readonly kind: string;
  abstract toText(): string;
  /** The method of that name, or undefined; it gets the evaluated arguments. */
  method(_name: string): ((...args: GoValue[]) => GoValue) | undefined {
    return undefined;
  }
  isTrue(): boolean {
    return true;
  }
}

/**
 * Text that stands for a known JSON value: `Quote` and `YAML` return these, so that a document is
 * filled with the value and the text is never written. `text` is what rendering prints.
 */
export class Literal {
  constructor(
    /** The value that YAML would read from the text. */
    readonly value: unknown,
    private readonly write: () => string,
    /** Columns by which the text's own lines are indented; undefined for one-line text. */
    readonly indent?: number,
  ) {}

  get text(): string {
    return this.write();
  }
}

const goType = Symbol("goType");
interface Typed {
  [goType]?: string;
}

/** Marks a list or map with its Go type, such as `[]string` or `map[string]string`. */
export function typedAs<Value extends object>(type: string, value: Value): Value {
  Object.defineProperty(value, goType, { value: type, enumerable: false });
  return value;
}

export function isGoMap(value: GoValue): value is GoMap {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isList(value: GoValue): value is GoValue[] {
  return Array.isArray(value);
}

/** A string as functions see it: text that stands for a value is text to all but documents. */
export function plain(value: GoValue): GoValue {
  return value instanceof Literal ? value.text : value;
}

/** Go's %T: `string`, `int`, `json.Number`, `[]interface {}` … */
export function typeName(value: GoValue): string {
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "string" || value instanceof Literal) return "string";
  if (typeof value === "number") return "json.Number";
  if (typeof value === "boolean") return "bool";
  if (value instanceof GoInt) return value.type;
  if (value instanceof GoFloat) return "float64";
  if (value instanceof GoOpaque) return value.type;
  const marked = (value as Typed)[goType];
  return marked ?? (isList(value) ? "[]interface {}" : "map[string]interface {}");
}

/** reflect.Kind's name. */
export function kindName(value: GoValue): string {
  if (value === undefined || value === null) return "invalid";
  if (typeof value === "number") return "string";
  if (value instanceof GoOpaque) return value.kind;
  if (isList(value)) return "slice";
  return isGoMap(value) ? "map" : typeName(value);
}

/** Truth as if, and, or and not see it: not the zero value of its type. */
export function isTrue(value: GoValue): boolean {
  if (typeof value === "string") return value !== "";
  if (typeof value === "boolean") return value;
  if (value === undefined || value === null) return false;
  if (isList(value)) return value.length > 0;
  if (typeof value === "number") return true;
  if (value instanceof GoInt) return value.value !== 0n;
  if (value instanceof GoFloat) return value.value !== 0;
  if (value instanceof Literal) return value.text !== "";
  if (value instanceof GoOpaque) return value.isTrue();
  return Object.keys(value).length > 0;
}

/** An own field of a map, never something inherited. */
export function fieldOf(map: GoMap, name: string): GoValue {
  const value = map[name];
  return value !== undefined && Object.hasOwn(map, name) ? value : undefined;
}
