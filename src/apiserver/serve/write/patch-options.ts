// The options only some patches may have: an apply says who applies, and may insist.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";

const OPTIONS = { group: "meta.k8s.io", kind: "PatchOptions" };

/** Refuses with 422, as upstream validates PatchOptions. */
export function checkPatchOptions({ query }: Call, type: string): void {
  if (type === "application/apply-patch+yaml") {
    if (!query.get("fieldManager"))
      refuse(
        status.invalid(OPTIONS, "", [
          {
            field: "fieldManager",
            reason: "FieldValueRequired",
            message: "Required value: is required for apply patch",
          },
        ]),
      );
  } else if (query.get("force") !== undefined)
    refuse(
      status.invalid(OPTIONS, "", [
        {
          field: "force",
          reason: "FieldValueForbidden",
          message: "Forbidden: may not be specified for non-apply patch",
        },
      ]),
    );
}
