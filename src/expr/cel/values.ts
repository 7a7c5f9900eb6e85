// What CEL computes with, seen from outside: integers are bigint, doubles number, and three kinds
// that JSON does not have.

import type { TypedName } from "./typed.ts";

/** google.protobuf.Duration. */
export class CelDuration {
  constructor(readonly nanoseconds: bigint) {}
}

/** google.protobuf.Timestamp. */
export class CelTimestamp {
  constructor(readonly epochMs: number) {}
}

/** A Kubernetes quantity, in billionths. */
export class CelQuantity {
  constructor(readonly nanos: bigint) {}
}

/** The value of an expression; unsigned integers are bigint too. */
export type CelResultValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | CelDuration
  | CelTimestamp
  | CelQuantity
  | readonly CelResultValue[]
  | { readonly [key: string]: CelResultValue };

/** What an expression may use. Clock, chance and the reading of quantities are arguments. */
export interface CelEnvironment {
  /** Wall-clock milliseconds since the epoch, for Now and SinceSecond. */
  readonly nowMs: () => number;
  /** Uniform in [0, 1), for Rand. */
  readonly random: () => number;
  /** Billionths of a quantity's text; throws where it is none. */
  readonly quantityNanos: (text: string) => bigint;
  /** The names an expression may refer to: `self`; for metrics also `node`, `pod`, `container`. */
  readonly variables: readonly string[];
  /** Variables that are seen as Go's typed objects: with every field of their type, and with times. */
  readonly types?: Readonly<Record<string, TypedName>> | undefined;
  /**
   * Further functions, called as f(x, y) or x.f(y): Usage, CumulativeUsage, StartedContainersTotal.
   * Objects arrive as they were bound. A number is a double, a bigint an int.
   */
  readonly functions?: Readonly<Record<string, CelFunction>> | undefined;
  /** Fields that hold lists of resources (`requests`, `capacity` …): their values are quantities, 0 where absent. */
  readonly resourceFields?: ReadonlySet<string> | undefined;
}

export interface CelFunction {
  /** How many arguments it takes, the receiver among them; several where the last may be left out. */
  readonly arity: number | readonly number[];
  readonly call: (...args: readonly unknown[]) => number | bigint | string | boolean | null;
}

/** A compiled expression. Throws CelEvaluationError. */
export type CelExpression = (bindings: Readonly<Record<string, unknown>>) => CelResultValue;

/** An error of running an expression: a missing field, no matching overload, a division by zero. */
export class CelEvaluationError extends Error {
  override name = "CelEvaluationError";
}
