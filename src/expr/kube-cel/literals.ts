// Literals that can only fail when they run are refused before: durations, timestamps and regular expressions.

import type { Call, Expr } from "./ast.ts";
import { CelCompileError, type Issue } from "./issues.ts";
import { compilePattern } from "./library/patterns.ts";
import { FormatError, formatText } from "./library/text-format.ts";
import { durationNanos, readTimestamp } from "./times.ts";

/** Throws CelCompileError. */
export function validateLiterals(text: string, expr: Expr): void {
  const issues: Issue[] = [];
  visit(expr, issues);
  if (issues.length > 0) throw new CelCompileError(text, issues);
}

function visit(expr: Expr, issues: Issue[]): void {
  if (expr.kind === "call") judge(expr, issues);
  for (const part of partsOf(expr)) visit(part, issues);
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "const":
    case "ident":
      return [];
    case "select":
      return [expr.operand];
    case "call":
      return expr.target ? [expr.target, ...expr.args] : expr.args;
    case "list":
      return expr.elements;
    case "map":
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case "loop":
      return [expr.range, ...(expr.filter ? [expr.filter] : []), expr.body];
    case "bind":
      return [expr.target, expr.body];
    case "sortBy":
      return [expr.target, expr.key];
  }
}

function judge(call: Call, issues: Issue[]): void {
  const { name, target, args } = call;
  const [first, second] = args;
  if (name === "format") judgeFormat(call, first, issues);
  const pattern = target ? first : second;
  if (name === "duration" && !target)
    probe(first, durationNanos, "invalid duration argument", issues);
  if (name === "timestamp" && !target)
    probe(first, readTimestamp, "invalid timestamp argument", issues);
  if (name === "matches") probe(pattern, compilePattern, "invalid matches argument", issues);
}

function probe(
  expr: Expr | undefined,
  read: (text: string) => unknown,
  message: string,
  issues: Issue[],
): void {
  if (expr?.kind !== "const" || typeof expr.value !== "string") return;
  try {
    read(expr.value);
  } catch {
    issues.push({ at: expr.at, message });
  }
}

/** A format and arguments that are all literals. */
function judgeFormat({ target, at }: Call, list: Expr | undefined, issues: Issue[]): void {
  if (target?.kind !== "const" || typeof target.value !== "string" || list?.kind !== "list") return;
  const values = list.elements.flatMap((one) => (one.kind === "const" ? [one.value] : []));
  if (values.length < list.elements.length) return;
  try {
    formatText(target.value, values);
  } catch (error) {
    const culprit = error instanceof FormatError ? list.elements[error.argument] : undefined;
    issues.push({ at: culprit?.at ?? at, message: (error as Error).message });
  }
}
