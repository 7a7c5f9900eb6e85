// A request that cannot be served ends as a Status object; this carries it up to the handler.

import { status, type Status, type StatusDetails } from "../../../kube/index.ts";
import { JSON_TYPE, type Reply } from "./http.ts";

export class ApiError extends Error {
  override name = "ApiError";
  constructor(readonly status: Status) {
    super(status.message);
  }
}

/** Throws `failure`; an expression, so that it can stand where a value is missing. */
export function refuse(failure: Status): never {
  throw new ApiError(failure);
}

export function refuseIf(failure: Status | undefined): void {
  if (failure) refuse(failure);
}

export function statusReply(answer: Status, code: number = answer.code): Reply {
  const retryAfter = answer.details?.retryAfterSeconds;
  return {
    status: code,
    contentType: JSON_TYPE,
    body: JSON.stringify(answer),
    headers: retryAfter ? { "retry-after": String(retryAfter) } : undefined,
  };
}

/** A success Status as deletes answer it: without a code of its own. */
export function deletedReply(details: StatusDetails): Reply {
  const { code, ...body } = status.success(details);
  return { status: code, contentType: JSON_TYPE, body: JSON.stringify(body), headers: undefined };
}

/** A success Status as creates of subresources answer it: 201. */
export function createdReply(): Reply {
  return statusReply({ ...status.success(), code: 201 });
}
