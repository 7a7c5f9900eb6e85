// A series of runs in the width of a table cell.

const BARS = "▁▂▃▄▅▆▇█";
/** Beyond it only the newest are drawn. */
export const SPARK_WIDTH_MAX = 40;

/** `▁▁▂▁▇▇▇`: from the lowest to the highest of those drawn; `×` where a run never got there. */
export function sparkline(values: readonly number[]): string {
  const shown = values.slice(-SPARK_WIDTH_MAX);
  const finite = shown.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  return shown
    .map((value) => {
      if (!Number.isFinite(value)) return "×";
      const share = high > low ? (value - low) / (high - low) : 0;
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!;
    })
    .join("");
}
