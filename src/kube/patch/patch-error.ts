// Why a patch could not be applied, in a sentence, with the kind of answer a server owes its sender.

/**
 * - `invalid`: the patch itself is malformed (HTTP 400).
 * - `test-failed`: a JSON Patch `test` did not hold (HTTP 422).
 * - `unprocessable`: the patch is well formed but does not fit this object (HTTP 422).
 */
export type PatchErrorCode = "invalid" | "test-failed" | "unprocessable";

/** Deeper nesting than any Kubernetes object has; beyond it a patch is an attack on the stack. */
export const PATCH_DEPTH_MAX = 1_000;

export class PatchError extends Error {
  override name = "PatchError";
  constructor(
    readonly code: PatchErrorCode,
    message: string,
  ) {
    super(message);
  }
}
