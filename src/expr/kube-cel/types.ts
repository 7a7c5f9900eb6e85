// The types expressions are checked against, and how they are written in messages.

export type ScalarKind =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "null"
  | "timestamp"
  | "duration"
  | "dyn"
  | "error";

/** How the items of a list in an object are told apart: by their value, or by some of their fields. */
export type ListIdentity =
  { readonly by: "value" } | { readonly by: "keys"; readonly keys: readonly string[] };

export interface ObjectField {
  /** As it is called in the object; in an expression it may have to be escaped. */
  readonly jsonName: string;
  readonly type: CelType;
}

export interface ObjectType {
  readonly kind: "object";
  readonly name: string;
  /** By the name that expressions use. */
  readonly fields: ReadonlyMap<string, ObjectField>;
}

export type CelType =
  | { readonly kind: ScalarKind }
  | { readonly kind: "list"; readonly item: CelType; readonly identity?: ListIdentity | undefined }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | ObjectType
  | { readonly kind: "opaque"; readonly name: string; readonly params: readonly CelType[] }
  | { readonly kind: "type"; readonly of: CelType | undefined }
  | { readonly kind: "param"; readonly name: string };

export const BOOL: CelType = { kind: "bool" };
export const INT: CelType = { kind: "int" };
export const UINT: CelType = { kind: "uint" };
export const DOUBLE: CelType = { kind: "double" };
export const STRING: CelType = { kind: "string" };
export const BYTES: CelType = { kind: "bytes" };
export const NULL: CelType = { kind: "null" };
export const TIMESTAMP: CelType = { kind: "timestamp" };
export const DURATION: CelType = { kind: "duration" };
export const DYN: CelType = { kind: "dyn" };
export const ERROR: CelType = { kind: "error" };

export function listOf(item: CelType): CelType {
  return { kind: "list", item };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

export function param(name: string): CelType {
  return { kind: "param", name };
}

export function opaque(name: string, ...params: readonly CelType[]): CelType {
  return { kind: "opaque", name, params };
}

const OPTIONAL = "optional_type";

export function optionalOf(type: CelType): CelType {
  return opaque(OPTIONAL, type);
}

/** What is in an optional, or undefined where the type is none. */
export function insideOptional(type: CelType): CelType | undefined {
  return type.kind === "opaque" && type.name === OPTIONAL ? type.params[0] : undefined;
}

export const isDyn = ({ kind }: CelType): boolean => kind === "dyn" || kind === "error";

/** The types in a type. */
export function partsOf(type: CelType): readonly CelType[] {
  if (type.kind === "list") return [type.item];
  if (type.kind === "map") return [type.key, type.value];
  if (type.kind === "opaque") return type.params;
  return type.kind === "type" && type.of ? [type.of] : [];
}

export function sameType(left: CelType, right: CelType): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind || nameOf(left) !== nameOf(right)) return false;
  const [ours, theirs] = [partsOf(left), partsOf(right)];
  return (
    ours.length === theirs.length && ours.every((part, at) => sameType(part, theirs[at] ?? ERROR))
  );
}

export function nameOf(type: CelType): string {
  if (type.kind === "error") return "!error!";
  return "name" in type ? type.name : type.kind;
}

/** `list(string)`, `map(string, int)`, as messages have it. */
export function printType(type: CelType): string {
  const parts = partsOf(type);
  return parts.length === 0 ? nameOf(type) : `${nameOf(type)}(${parts.map(printType).join(", ")})`;
}

/** An object with these fields, called as they are. */
export function objectOf(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  const own = Object.entries(fields).map(
    ([jsonName, type]) => [jsonName, { jsonName, type }] as const,
  );
  return { kind: "object", name, fields: new Map(own) };
}
