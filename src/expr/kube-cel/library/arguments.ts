// Arguments of functions, read as what the checker has found them to be. Where it could not know, they may be anything.

import { CelError, CelList, CelMap, Optional, type Value } from "../values.ts";

const TRAVERSAL = 0.1;

function mismatch(): never {
  throw new CelError("no such overload");
}

export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : mismatch();
}

export function int(value: Value | undefined): bigint {
  return typeof value === "bigint" ? value : mismatch();
}

export function list(value: Value | undefined): CelList {
  return value instanceof CelList ? value : mismatch();
}

export function map(value: Value | undefined): CelMap {
  return value instanceof CelMap ? value : mismatch();
}

export function optional(value: Value | undefined): Optional {
  return value instanceof Optional ? value : mismatch();
}

/** An argument of a class of values. */
export function instance<Kind extends Value & object>(
  value: Value | undefined,
  kind: abstract new (...args: never[]) => Kind,
): Kind {
  return value instanceof kind ? value : mismatch();
}

/** What going through something of this size costs. */
export function traversal(size: number): number {
  return Math.ceil(size * TRAVERSAL);
}
