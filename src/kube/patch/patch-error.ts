// Why a patch could not be applied, in a sentence, with the kind of answer a server owes its sender.

/**
 * - `invalid`: the patch itself is malformed (HTTP 400).
 * - `test-failed`: a JSON Patch `test` did not hold (HTTP 422).
 * - `unprocessable`: the patch is well formed but does not fit this object (HTTP 422).
 */
export type PatchErrorCode = "invalid" | "test-failed" | "unprocessable";

export class PatchError extends Error {
  override name = "PatchError";
  constructor(
    readonly code: PatchErrorCode,
    message: string,
  ) {
    super(message);
  }
}
