// Changes that someone has looked at and accepted, so that a pipeline stops for new ones only.

import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { fail } from "../../base/index.ts";
import { parsePattern, patternMatch } from "../patterns.ts";

export interface Acknowledgement {
  /** `pod_startup`, `pod_startup.p99`, `api_request{verb=POST}.p99`. */
  readonly metric: string;
  /** The start of the first run after the change, or its beginning: `2026-11-24`, `2026-11-24T08:00`. */
  readonly run: string;
  readonly note: string;
}

const EXAMPLE =
  "write a list of entries such as {metric: pod_startup.p99, run: 2026-11-24, note: Expected since the new queue}";

/**
 * Reads a list of {metric, run, note}, or the same under `acknowledged:`.
 * Throws FailureError naming the file and the entry.
 */
export function parseAcknowledgements(text: string, file: string): Acknowledgement[] {
  const document = parseDocument(text, { schema: "failsafe" });
  const [error] = document.errors;
  if (error) fail(`${file} is not YAML: ${error.message}`, EXAMPLE);
  const root = document.contents;
  const list = isMap(root) ? root.get("acknowledged", true) : root;
  if (list === null || list === undefined) return [];
  if (!isSeq(list)) fail(`${file} is not a list of acknowledgements`, EXAMPLE);
  return list.items.map((item, at) => {
    const entry = `entry ${at + 1} of ${file}`;
    if (!isMap(item)) fail(`${entry} is not a map`, EXAMPLE);
    const field = (name: string): string => {
      const value: unknown = item.get(name, true);
      return isScalar(value) && typeof value.value === "string" && value.value !== ""
        ? value.value
        : fail(`${entry} has no ${name}`, EXAMPLE);
    };
    const metric = field("metric");
    if (!parsePattern(metric)) fail(`${entry}: "${metric}" names no figure`, EXAMPLE);
    return { metric, run: field("run"), note: field("note") };
  });
}

/** The note of the first acknowledgement that speaks of this change. */
export function acknowledgementOf(
  acknowledgements: readonly Acknowledgement[],
  row: { readonly metric: string; readonly statistic: string },
  startedAt: string,
): string | undefined {
  return acknowledgements.find(
    ({ metric, run }) => startedAt.startsWith(run) && patternMatch(metric, row) > 0,
  )?.note;
}
