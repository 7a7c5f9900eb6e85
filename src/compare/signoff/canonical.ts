// JSON that is the same for the same value, however it was made: keys sorted, Infinity as null, nothing undefined.

export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) => {
    if (child === Infinity || child === -Infinity) return null;
    return typeof child === "object" && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : child;
  });
}
