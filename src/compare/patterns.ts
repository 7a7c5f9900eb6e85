// How options speak of rows: `pod_startup`, `pod_startup.p99`, `api_request{verb=POST}.p99`.

import { labelsMatch, parseLabelledName } from "../result/index.ts";

interface Pattern {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly statistic: string | undefined;
}

const FORM = /^([A-Za-z_]\w*)(\{[^{}]*\})?(?:\.([A-Za-z0-9.]+))?$/;

/** Undefined for a text that is no such name. */
export function parsePattern(text: string): Pattern | undefined {
  const match = FORM.exec(text.trim());
  if (!match) return undefined;
  const [, name = "", labels = "", statistic] = match;
  const known =
    labels === "" || labels === "{}" ? {} : parseLabelledName(`${name}${labels}`).labels;
  return { name, labels: known, statistic };
}

/** How exactly the pattern names this row: 0 not at all, more for labels and statistic. */
export function patternMatch(
  text: string,
  row: { readonly metric: string; readonly statistic: string },
): number {
  const pattern = parsePattern(text);
  const { name, labels } = parseLabelledName(row.metric);
  if (!pattern || pattern.name !== name || !labelsMatch(labels, pattern.labels)) return 0;
  if (pattern.statistic !== undefined && pattern.statistic !== row.statistic) return 0;
  return 1 + 2 * Object.keys(pattern.labels).length + (pattern.statistic === undefined ? 0 : 1);
}

/** The value of the most exact pattern; undefined when none fits. */
export function mostExact<T>(
  of: Readonly<Record<string, T>>,
  row: { readonly metric: string; readonly statistic: string },
): T | undefined {
  const [best] = Object.entries(of)
    .map(([text, value]) => ({ value, match: patternMatch(text, row) }))
    .filter(({ match }) => match > 0)
    .sort((left, right) => right.match - left.match);
  return best?.value;
}
