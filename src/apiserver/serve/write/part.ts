/** Which part of an object a write may change; of some kinds, subresources have parts of their own. */
export type Part = "main" | "status" | "any" | "ephemeralcontainers" | "resize";
