// The user's own latencies.

import { ExpressionError, compileJq } from "../../expr/index.ts";
import { METRICS } from "../metrics.ts";
import type { Path, Problems } from "../problems.ts";
import type { SpanText } from "../schema/document.ts";
import { didYouMean } from "../substitute.ts";
import type { Span, SpanPoint } from "../types.ts";

const CONDITION = /^condition:[A-Za-z][A-Za-z0-9./-]*(=(True|False|Unknown))?$/;

/** The span, or undefined after telling of what is wrong with it. */
export function resolveSpan(text: SpanText, path: Path, problems: Problems): Span | undefined {
  if (Object.hasOwn(METRICS, text.name)) {
    problems.add({
      path: [...path, "name"],
      message: `"${text.name}" is a metric of kwokbench's own`,
      hint: "choose another name",
    });
    return undefined;
  }
  const from: SpanPoint = { ...text.from, labelSelector: text.from.labelSelector };
  const isShort = typeof text.to === "string";
  const to: SpanPoint =
    typeof text.to === "string"
      ? { ...from, when: text.to }
      : { ...text.to, labelSelector: text.to.labelSelector };
  const toPath: Path = isShort ? [...path, "to"] : [...path, "to", "when"];
  const fromIsGood = isWhen(from.when, [...path, "from", "when"], problems);
  if (!isWhen(to.when, toPath, problems) || !fromIsGood) return undefined;
  return { name: text.name, from, to, correlate: text.correlate };
}

/** CEL is compiled by whoever watches; jq costs nothing to compile here. */
function isExpression(expression: string, path: Path, problems: Problems): boolean {
  try {
    compileJq(expression);
    return true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, hint = "check it with jq itself" } = error;
    problems.add({ path, message: `the jq expression cannot be compiled: ${message}`, hint });
    return false;
  }
}

function isWhen(when: string, path: Path, problems: Problems): boolean {
  if (when === "created" || when === "deleted" || CONDITION.test(when)) return true;
  const [, language, expression] = /^(jq|cel):\s*(\S[^]*)$/.exec(when) ?? [];
  if (expression !== undefined)
    return language === "cel" || isExpression(expression, path, problems);
  const word = when.split(/[:=]/)[0] ?? when;
  problems.add({
    path,
    message: `"${when}" is not a condition`,
    hint: `${didYouMean(word, ["created", "deleted", "condition", "jq", "cel"])} For example created, condition:Ready, jq:.status.phase == "Done"`,
  });
  return false;
}
