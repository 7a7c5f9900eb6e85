// Names that objects' names can be made of.

export const NAME_LENGTH_MAX = 40;
export const NAME_PATTERN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** The name most like `text` that is allowed. */
export function nearestName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, "");
  return name || "scenario";
}
