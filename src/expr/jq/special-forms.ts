// The builtins that take queries, not values: they decide how often and on what those run.

import type { Form } from "./form.ts";
import { flowForms } from "./forms-flow.ts";
import { pathForms } from "./forms-path.ts";
import { regexForms } from "./forms-regex.ts";
import { reductionForms } from "./forms-reduction.ts";

export const specialForms: Readonly<Record<string, Form>> = {
  ...flowForms,
  ...pathForms,
  ...reductionForms,
  ...regexForms,
};
