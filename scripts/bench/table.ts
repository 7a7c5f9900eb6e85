// What a bench prints: rows of figure, bar, and whether it is met. Ratios first: machines are shared and noisy.

export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly bar: string;
  /** Undefined where there is no bar. */
  readonly met: boolean | undefined;
}

export function printTable(title: string, rows: readonly Row[]): void {
  const cells = rows.map(({ what, figure, bar, met }) => [
    what,
    figure,
    bar,
    met === undefined ? "" : met ? "met" : "not met",
  ]);
  const all = [["what", "figure", "must reach", ""], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  console.log(`\n## ${title}\n`);
  for (const [index, row] of all.entries()) {
    console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`);
    if (index === 0) console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  }
}

/** Of an even number of values the upper one; NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en")}/s`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
export const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(2)} ms`;
export const micros = (seconds: number): string => `${Math.round(seconds * 1e6)} µs`;
export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
