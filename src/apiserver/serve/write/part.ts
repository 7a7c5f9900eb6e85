/** Which part of an object a write may change. */
export type Part = "main" | "status" | "any";
