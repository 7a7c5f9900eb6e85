// Durations as Go prints them, to the millisecond.

/** `1h2m3.5s`; below a second, `250ms`. */
export function goDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole < 1000) return whole === 0 ? "0s" : `${whole}ms`;
  const [hours, minutes] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  const seconds = `${(whole % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
