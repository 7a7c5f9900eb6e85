// How a remote command ended, in the words clients read on its error stream.

export type Outcome =
  | { readonly kind: "success" }
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "failure"; readonly message: string };

/** Since v4.channel.k8s.io: a Status object. kubectl takes its exit code from the cause named ExitCode. */
export function outcomeStatus(outcome: Outcome): string {
  return JSON.stringify({ metadata: {}, ...statusFields(outcome) });
}

function statusFields(outcome: Outcome): object {
  switch (outcome.kind) {
    case "success":
      return { status: "Success" };
    case "exit":
      return {
        status: "Failure",
        message: sentence(outcome.code),
        reason: "NonZeroExitCode",
        details: { causes: [{ reason: "ExitCode", message: String(outcome.code) }] },
      };
    case "failure":
      return {
        status: "Failure",
        message: outcome.message,
        reason: "InternalError",
        code: 500,
      };
  }
}

/** Before v4: nothing for success, else a sentence. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "success":
      return "";
    case "exit":
      return sentence(outcome.code);
    case "failure":
      return outcome.message;
  }
}

function sentence(code: number): string {
  return `command terminated with non-zero exit code: ${code}`;
}
