// Finds names that an expression uses and nobody defines, so that they are errors of compiling.

import type { CelEnv, parse } from "@bufbuild/cel";
import { failAt, nearestHint } from "../expression-error.ts";

type ParsedExpr = ReturnType<typeof parse>;
type Expr = ParsedExpr["expr"];

/** Names of types, which an expression may use as values. */
const TYPES = new Set(
  "bool bytes double duration dyn google int list map null_type string timestamp type uint".split(
    " ",
  ),
);
const OWN = [
  "Now",
  "Rand",
  "SinceSecond",
  "UnixSecond",
  "Quantity",
  "size",
  "has",
  "matches",
  "contains",
  "startsWith",
  "endsWith",
  "timestamp",
  "duration",
];

export function checkNames(
  text: string,
  parsed: ParsedExpr,
  env: CelEnv,
  variables: readonly string[],
  functions: readonly string[],
): void {
  const positionOf = (id: bigint): number =>
    offsetOf(text, parsed.sourceInfo?.positions[String(id)] ?? 0);
  const visit = (expr: Expr | undefined, bound: readonly string[]): void => {
    if (!expr) return;
    const { exprKind, id } = expr;
    switch (exprKind.case) {
      case "identExpr": {
        const { name } = exprKind.value;
        if (bound.includes(name) || TYPES.has(name.replace(/^\./, ""))) return;
        failAt(
          text,
          positionOf(id),
          `undeclared reference to ${name}`,
          nearestHint(name, bound) ?? `known are ${variables.join(", ")}`,
        );
        break;
      }
      case "callExpr": {
        const { function: name, target, args } = exprKind.value;
        if (/^[A-Za-z]/.test(name) && !env.funcs.find(name) && !isQualified(env, target, name)) {
          failAt(
            text,
            positionOf(id),
            `undeclared reference to ${name}`,
            nearestHint(name, [...OWN, ...functions]),
          );
        }
        visit(target, bound);
        args.forEach((arg) => visit(arg, bound));
        break;
      }
      case "selectExpr":
        visit(exprKind.value.operand, bound);
        break;
      case "listExpr":
        exprKind.value.elements.forEach((element) => visit(element, bound));
        break;
      case "structExpr":
        for (const entry of exprKind.value.entries) {
          if (entry.keyKind.case === "mapKey") visit(entry.keyKind.value, bound);
          visit(entry.value, bound);
        }
        break;
      case "comprehensionExpr": {
        const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } =
          exprKind.value;
        const inner = [...bound, iterVar, iterVar2, accuVar];
        visit(iterRange, bound);
        visit(accuInit, bound);
        for (const part of [loopCondition, loopStep, result]) visit(part, inner);
        break;
      }
      case "constExpr":
      case undefined:
    }
  };
  visit(parsed.expr, variables);
}

/** `strings.quote(x)`: a function with a dot in its name. */
function isQualified(env: CelEnv, target: Expr | undefined, name: string): boolean {
  if (target?.exprKind.case !== "identExpr") return false;
  return env.funcs.find(`${target.exprKind.value.name}.${name}`) !== undefined;
}

/** The parser counts in code points. */
function offsetOf(text: string, points: number): number {
  return Array.from(text).slice(0, points).join("").length;
}
