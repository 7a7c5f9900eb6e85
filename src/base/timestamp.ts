// Wall-clock times as Kubernetes objects carry them.

/** The last answer: thousands of objects are stamped with the same second. */
let last = { second: Number.NaN, text: "" };

/** RFC 3339 in whole seconds, as metav1.Time marshals it: 2026-01-02T03:04:05Z. */
export function rfc3339(wallMs: number): string {
  const second = Math.floor(wallMs / 1000);
  if (second !== last.second)
    last = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` };
  return last.text;
}

/** RFC 3339 with six decimals, as metav1.MicroTime marshals it. */
export function rfc3339Micro(wallMs: number): string {
  const micros = Math.floor((wallMs % 1) * 1000);
  return `${new Date(wallMs).toISOString().slice(0, 23)}${String(micros).padStart(3, "0")}Z`;
}
