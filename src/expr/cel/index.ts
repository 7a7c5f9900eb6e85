// CEL with KWOK's functions. The library behind it is large, so it is loaded when first needed:
// after `await loadCel()`, compiling and evaluating are synchronous.

import type { CelEnvironment, CelExpression } from "./values.ts";

export {
  CelDuration,
  type CelEnvironment,
  CelEvaluationError,
  type CelExpression,
  type CelFunction,
  CelQuantity,
  type CelResultValue,
  CelTimestamp,
} from "./values.ts";
export type { TypedName } from "./typed.ts";

export interface Cel {
  /** Compiles an expression; throws ExpressionError with its place. */
  readonly compileCel: (text: string, environment: CelEnvironment) => CelExpression;
}

/** Loads CEL; later calls give the same. */
export async function loadCel(): Promise<Cel> {
  return await import("./compile.ts");
}

/** The same at once, for callers that cannot wait: the first call takes some 20 ms. */
export function requireCel(): Cel {
  return require("./compile.ts") as Cel;
}
