// The user's own latencies.

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

function isWhen(when: string, path: Path, problems: Problems): boolean {
  if (when === "created" || when === "deleted" || CONDITION.test(when)) return true;
  if (/^(jq|cel):\s*\S/.test(when)) return true;
  const word = when.split(/[:=]/)[0] ?? when;
  problems.add({
    path,
    message: `"${when}" is not a condition`,
    hint: `${didYouMean(word, ["created", "deleted", "condition", "jq", "cel"])} For example created, condition:Ready, jq:.status.phase == "Done"`,
  });
  return false;
}
