// Pods are made by the thousand from one template, and all that follows from their spec alone follows each time anew: its
// stored form, its defaults, what is wrong with it, what its writer is told. A spec that reads as one before it did is
// made that very object, and functions of it remember what they gave. Nobody may change what the store shares anyway.

/** What makes every pod another, such as the affinity of a daemon's pods, pushes the rest out no more often than this. */
const SPECS_MAX = 512;
/** Longer texts cost more to keep than they save. */
const TEXT_CHARS_MAX = 8 * 1024;

const byText = new Map<string, object>();
/** The objects that stand for all that are alike. */
const known = new WeakSet<object>();

/** What was remembered for `text`, a spec as it was sent: its JSON, or its protobuf with a character a byte. */
export function recall(text: string): object | undefined {
  return byText.get(text);
}

/** From now on `spec` stands for all that are sent as `text`; it must follow from the text alone. */
export function remember(text: string, spec: object): void {
  if (text.length > TEXT_CHARS_MAX) return;
  // Emptied rather than pruned: the few in use are back after as many misses.
  if (byText.size >= SPECS_MAX) byText.clear();
  byText.set(text, spec);
  known.add(spec);
}

/** Whether `spec` stands for all that are alike, or follows from one that does. */
export function isAlike(spec: unknown): spec is object {
  return typeof spec === "object" && spec !== null && known.has(spec);
}

/**
 * `make`, a function of the spec alone, done once for specs that are alike. What it makes of them is one for all as well,
 * and not to be changed.
 */
export function onceForAlike<Spec extends object, Made extends object | string>(
  make: (spec: Spec) => Made,
): (spec: Spec) => Made {
  const made = new WeakMap<Spec, Made>();
  return (spec) => {
    if (!known.has(spec)) return make(spec);
    let result = made.get(spec);
    if (result === undefined) {
      result = make(spec);
      made.set(spec, result);
      if (typeof result === "object") known.add(result);
    }
    return result;
  };
}
