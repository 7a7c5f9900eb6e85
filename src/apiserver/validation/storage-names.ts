// The names of storage drivers.

import { validateDnsSubdomain } from "../../kube/index.ts";
import { invalidField, tooLong } from "./field-errors.ts";
import type { Rule } from "./rules.ts";

const DRIVER_CHARS_MAX = 63;

/** The name of a CSI driver; capitals are forgiven. */
export const csiDriverName: Rule<string> = (name, at, errors) => {
  if (name.length > DRIVER_CHARS_MAX) errors.push(tooLong(at, DRIVER_CHARS_MAX));
  for (const why of validateDnsSubdomain(name.toLowerCase()))
    errors.push(invalidField(at, name, why));
};
