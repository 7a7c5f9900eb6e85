// How a finding is made: an id, a severity by how far a figure went, a sentence, and the figures themselves.

import type { Finding } from "../../result/index.ts";

/** Above `warning` it is said; above `invalid` the run may not be believed. */
export interface Bounds {
  readonly warning: number;
  readonly invalid: number;
}

/** The severity of `value`, or undefined when it is within bounds. */
export function severityOf(value: number, bounds: Bounds): "warning" | "invalid" | undefined {
  if (value > bounds.invalid) return "invalid";
  return value > bounds.warning ? "warning" : undefined;
}

/** A finding when `value` is out of bounds; nothing otherwise. */
export function findingWhen(
  id: string,
  value: number,
  bounds: Bounds,
  message: string,
  evidence: Finding["evidence"],
): Finding[] {
  const severity = severityOf(value, bounds);
  return severity
    ? [{ id, severity, message, evidence: { ...evidence, bound: bounds[severity] } }]
    : [];
}

/** `1 watch`, `3 watches`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
