// What an API server refuses, as a value with Kubernetes' own code and reason.

import { ConnectionLost } from "./http1/connection.ts";

/** The `Status` object of a failed request, or what stands for it when the connection failed (code 0). */
export class ApiError extends Error {
  override name = "ApiError";
  constructor(
    /** HTTP status; 0 when there was no response at all. */
    readonly code: number,
    /** Kubernetes' StatusReason: `NotFound`, `Conflict`, `AlreadyExists`, `Expired`, …; `ConnectionFailed` for code 0. */
    readonly reason: string,
    message: string,
    /** From the Retry-After header or the Status. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }

  /** Whether the same request may succeed later without anything being changed. */
  get retryable(): boolean {
    return this.code === 0 || this.code === 429 || this.code >= 500;
  }

  /** Whether the server has no such kind or subresource at all, rather than no such object. */
  get isUnknownPath(): boolean {
    return this.code === 404 && this.message === UNKNOWN_PATH;
  }
}

/** Kubernetes' words for a path that nothing is served at. */
const UNKNOWN_PATH = "the server could not find the requested resource";

export function connectionError(method: string, path: string, error: unknown): ApiError {
  const why = error instanceof Error ? error.message : String(error);
  const began = error instanceof ConnectionLost && error.responseStarted;
  const what = began ? "the response broke off" : "no response";
  return new ApiError(0, "ConnectionFailed", `${method} ${path}: ${what}: ${why}`);
}

const PAGE_NOT_FOUND = "404 page not found";

/** Reads a failed response's Status. */
export function errorOfResponse(
  code: number,
  text: string,
  retryAfter: string | undefined,
): ApiError {
  const retryAfterHeader = retryAfter === undefined ? undefined : Number(retryAfter);
  try {
    const status = JSON.parse(text) as {
      kind?: string;
      reason?: string;
      message?: string;
      details?: { retryAfterSeconds?: number };
    };
    if (status.kind === "Status") {
      return new ApiError(
        code,
        status.reason ?? "Unknown",
        status.message ?? `HTTP ${code}`,
        retryAfterHeader ?? status.details?.retryAfterSeconds,
      );
    }
  } catch {
    // Not JSON: proxies and dying servers answer in plain text.
  }
  // Where a whole API group is missing, the API server answers so; everybody says it in these words.
  if (code === 404 && text.startsWith(PAGE_NOT_FOUND))
    return new ApiError(code, "NotFound", UNKNOWN_PATH);
  const excerpt = text.trim().slice(0, 200);
  return new ApiError(
    code,
    "Unknown",
    excerpt ? `HTTP ${code}: ${excerpt}` : `HTTP ${code}`,
    retryAfterHeader,
  );
}
