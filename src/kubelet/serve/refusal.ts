// What the kubelet does not do, as an HTTP status and a sentence.

export class Refusal extends Error {
  override name = "Refusal";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function refuse(status: number, message: string): never {
  throw new Refusal(status, message);
}

/** Anything thrown, as status and sentence. */
export function refusalOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof Refusal) return error;
  return { status: 500, message: error instanceof Error ? error.message : String(error) };
}
