// The shapes of the closures a schema is compiled to.

import type { Json } from "../../kube/index.ts";
import type { FieldError } from "../registry/strategy.ts";

/** Adds to `errors` what is wrong with `value`, which stands at `path`. */
export type Check = (value: Json, path: string, errors: FieldError[]) => void;

/**
 * As Check, and forgives what was wrong with the same value before: an object need not be repaired to be changed
 * elsewhere. `old` is undefined where there is nothing to compare with.
 */
export type Validator = (
  value: Json,
  path: string,
  errors: FieldError[],
  old: Json | undefined,
) => void;
