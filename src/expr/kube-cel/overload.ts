// How functions are declared: each overload with the types it takes and what it does. The same declaration serves the
// checker and the run.

import type { CelType } from "./types.ts";
import { CelError, type Value } from "./values.ts";

/** What the embedding program knows and this room does not. */
export interface Host {
  /** Billionths of a Kubernetes quantity's text; throws where it is none. */
  readonly quantityNanos: (text: string) => bigint;
  /** What is wrong with a text, by the name of a format: `dns1123Label`. */
  readonly formats: Readonly<Record<string, (text: string) => readonly string[]>>;
}

/** One run of an expression: what it may still cost. */
export class Run {
  cost = 0;
  constructor(
    readonly host: Host,
    readonly costMax: number,
    readonly slots: Value[],
    private readonly exceeded: () => Error,
  ) {}

  /** Counts work; throws where it was too much. */
  spend(units: number): void {
    this.cost += units;
    if (this.cost > this.costMax) throw this.exceeded();
  }
}

export interface Overload {
  readonly name: string;
  /** Called as x.f(…); x is the first argument. */
  readonly isMember: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
  readonly call: (args: readonly Value[], run: Run) => Value;
}

export function func(
  name: string,
  params: readonly CelType[],
  result: CelType,
  call: Overload["call"],
): Overload {
  return { name, isMember: false, params, result, call };
}

export function method(
  name: string,
  params: readonly CelType[],
  result: CelType,
  call: Overload["call"],
): Overload {
  return { name, isMember: true, params, result, call };
}

/** Which values were given is not said, as upstream does not; of `size` it gives the name. */
export function noSuchOverload(name: string): CelError {
  return new CelError(name === "size" ? "no such overload: size" : "no such overload");
}
