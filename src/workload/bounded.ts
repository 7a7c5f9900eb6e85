// Many small tasks, so many at a time.

/** Runs `task` for each item, at most `inFlightMax` together; starts none after the signal. Rejects with the first error. */
export async function forEachBounded<T>(
  items: Iterable<T>,
  inFlightMax: number,
  signal: AbortSignal,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  const work = async (): Promise<void> => {
    while (!failed && !signal.aborted) {
      const next = iterator.next();
      if (next.done) return;
      try {
        await task(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlightMax }, work));
}
