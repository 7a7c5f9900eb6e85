// A request that cannot be served ends as a Status object; this carries it up to the handler.

import { encodeProtobuf, type Status } from "../../../kube/index.ts";
import type { Media } from "../represent/negotiate.ts";
import { JSON_TYPE, PROTOBUF_TYPE, type Reply } from "./http.ts";

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

export function statusReply(answer: Status, media: Media): Reply {
  const retryAfter = answer.details?.retryAfterSeconds;
  const isJson = media === "json";
  return {
    status: answer.code,
    contentType: isJson ? JSON_TYPE : PROTOBUF_TYPE,
    body: isJson ? JSON.stringify(answer) : encodeProtobuf(answer),
    headers: retryAfter ? { "retry-after": String(retryAfter) } : undefined,
  };
}
