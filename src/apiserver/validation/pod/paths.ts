// Paths inside a volume.

/** A path that goes down from where it starts. */
export function localPathErrors(path: string): readonly string[] {
  const errors = path.startsWith("/") ? ["must be a relative path"] : [];
  return [...errors, ...backstepErrors(path)];
}

export function backstepErrors(path: string): readonly string[] {
  return path.split("/").includes("..") ? ["must not contain '..'"] : [];
}

/** A path whose names are not the system's own, which start with two dots. */
export function ownPathErrors(path: string): readonly string[] {
  const errors = localPathErrors(path);
  return path.startsWith("..") && !path.startsWith("../")
    ? [...errors, "must not start with '..'"]
    : errors;
}
