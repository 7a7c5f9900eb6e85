// The conditions a span begins and ends with, as text and as a test of one watched object.

import {
  type CelEnvironment,
  CelEvaluationError,
  JqError,
  type JqValue,
  compileJq,
  requireCel,
} from "../expr/index.ts";
import { type JsonObject, type KubeObject, conditionStatus, parseQuantity } from "../kube/index.ts";

/** A span's point in time, as the scenario writes it. */
export type When =
  | { readonly kind: "created" | "deleted" }
  | { readonly kind: "condition"; readonly type: string; readonly status: string }
  | { readonly kind: "jq" | "cel"; readonly expression: string };

/** What an expression may ask beside the object. */
export interface WhenEnvironment {
  readonly wallMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Whether the condition holds for an object that is there (`deleted` never does). */
export type WhenTest = (object: KubeObject) => boolean;

const CONDITION = /^condition:([A-Za-z][A-Za-z0-9./-]*)(?:=(True|False|Unknown))?$/;
const EXPRESSION = /^(jq|cel):\s*(\S[^]*)$/;

/** Undefined where the text is none of the forms; expressions are not compiled yet. */
export function parseWhen(text: string): When | undefined {
  if (text === "created" || text === "deleted") return { kind: text };
  const [, type, status = "True"] = CONDITION.exec(text) ?? [];
  if (type !== undefined) return { kind: "condition", type, status };
  const [, language, expression] = EXPRESSION.exec(text) ?? [];
  if (expression === undefined) return undefined;
  return { kind: language === "cel" ? "cel" : "jq", expression };
}

/**
 * An expression holds where jq's first result is neither false nor null, and where CEL gives true; one that fails on an
 * object, as for a field that is not there yet, does not hold. Throws ExpressionError with its place.
 */
export function compileWhen(when: When, environment: WhenEnvironment): WhenTest {
  switch (when.kind) {
    case "created":
      return () => true;
    case "deleted":
      return () => false;
    case "condition":
      return (object) => conditionStatus(object, when.type) === when.status;
    case "jq":
      return jqTest(when.expression, environment);
    case "cel":
      return celTest(when.expression, environment);
  }
}

function jqTest(expression: string, { wallMs }: WhenEnvironment): WhenTest {
  const query = compileJq(expression, { nowMs: wallMs });
  return (object) => {
    try {
      const [first]: readonly (JqValue | undefined)[] = query(object as unknown as JsonObject);
      return first !== undefined && first !== null && first !== false;
    } catch (error) {
      if (error instanceof JqError) return false;
      throw error;
    }
  };
}

/** The library behind CEL is large: it is loaded when the first expression needs it. */
function celTest(expression: string, { wallMs, random }: WhenEnvironment): WhenTest {
  const environment: CelEnvironment = {
    nowMs: wallMs,
    random,
    quantityNanos: (text) => parseQuantity(text).nanos,
    variables: ["self"],
    resourceFields: new Set(["requests", "limits", "capacity", "allocatable"]),
  };
  const evaluate = requireCel().compileCel(expression, environment);
  return (object) => {
    try {
      return evaluate({ self: object }) === true;
    } catch (error) {
      if (error instanceof CelEvaluationError) return false;
      throw error;
    }
  };
}
