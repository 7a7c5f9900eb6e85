// How metrics, series and counters are named: `api_request{resource=pods,verb=POST}`; labels sorted, so one name has one text.

export type Labels = Readonly<Record<string, string>>;

export interface LabelledName {
  readonly name: string;
  readonly labels: Labels;
}

/** `name`, or `name{a=b,c=d}` with the labels in order of their keys. */
export function labelledName(name: string, labels: Labels = {}): string {
  const keys = Object.keys(labels).sort();
  if (keys.length === 0) return name;
  return `${name}{${keys.map((key) => `${key}=${labels[key]}`).join(",")}}`;
}

/** The reverse of `labelledName`. */
export function parseLabelledName(text: string): LabelledName {
  const open = text.indexOf("{");
  if (open < 0) return { name: text, labels: {} };
  const labels: Record<string, string> = {};
  for (const pair of text.slice(open + 1, -1).split(",")) {
    const equals = pair.indexOf("=");
    labels[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return { name: text.slice(0, open), labels };
}

/** Whether every label asked for is there with that value. */
export function labelsMatch(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
