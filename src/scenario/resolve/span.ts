// The user's own latencies.

import { ExpressionError } from "../../expr/index.ts";
import { METRICS } from "../metrics.ts";
import type { Path, Problems } from "../problems.ts";
import type { SpanText } from "../schema/document.ts";
import { didYouMean } from "../substitute.ts";
import type { Span, SpanPoint } from "../types.ts";
import { type When, type WhenEnvironment, compileWhen, parseWhen } from "../when.ts";

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

/** Only whether it can be compiled: nothing is evaluated, so clock and chance do not matter. */
const NOTHING_EVALUATED: WhenEnvironment = { wallMs: () => 0, random: () => 0 };

function isWhen(text: string, path: Path, problems: Problems): boolean {
  const when = parseWhen(text);
  if (when) return isCompilable(when, path, problems);
  const word = text.split(/[:=]/)[0] ?? text;
  problems.add({
    path,
    message: `"${text}" is not a condition`,
    hint: `${didYouMean(word, ["created", "deleted", "condition", "jq", "cel"])} For example created, condition:Ready, jq:.status.phase == "Done"`,
  });
  return false;
}

function isCompilable(when: When, path: Path, problems: Problems): boolean {
  try {
    compileWhen(when, NOTHING_EVALUATED);
    return true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const [language, usual] =
      when.kind === "cel"
        ? ["CEL", "the object is `self`: cel:self.status.phase == 'Done'"]
        : ["jq", "check it with jq itself"];
    const { message, hint = usual } = error;
    problems.add({
      path,
      message: `the ${language} expression cannot be compiled: ${message}`,
      hint,
    });
    return false;
  }
}
