// A builtin of values.

import type { JqValue } from "./value.ts";

/** A function of the input and of argument values; throws JqError. */
export type Native = (value: JqValue, ...args: JqValue[]) => JqValue;
