// The tag of a container image, on which its default pull policy depends.

const IMAGES_REMEMBERED_MAX = 1_024;

const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const domain = `${label}(?:\\.${label})*(?::[0-9]+)?`;
const word = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const tag = "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const reference = new RegExp(`^(?:${domain}/)?${word}(?:/${word})*(?::(${tag}))?(@${digest})?$`);

const latest = new Map<string, boolean>();

/**
 * `Always` for an image whose tag is `latest`, said or meant, and `IfNotPresent` for any other, among them those that are
 * no image reference (distribution's grammar) and are left to validation.
 */
export function defaultPullPolicy(image: string): "Always" | "IfNotPresent" {
  let isLatest = latest.get(image);
  if (isLatest === undefined) {
    const match = reference.exec(image);
    isLatest = match !== null && (match[1] ?? (match[2] ? "" : "latest")) === "latest";
    if (latest.size >= IMAGES_REMEMBERED_MAX) latest.clear();
    latest.set(image, isLatest);
  }
  return isLatest ? "Always" : "IfNotPresent";
}
