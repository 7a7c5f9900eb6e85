// The Status object: how the Kubernetes API answers when it has no object to give. Clients branch on
// `reason` and `code` and print `message`, so all three are exactly those of the real server.

import type { Resource } from "./resource.ts";
import { qualifiedName } from "./resource.ts";

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The plural resource in most answers; the kind in Invalid ones. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** The HTTP status code. */
  readonly code: number;
}

export interface StatusFields {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}

type GroupResource = Pick<Resource, "group" | "plural">;
type GroupKind = Pick<Resource, "group" | "kind">;

const modified =
  "the object has been modified; please apply your changes to the latest version and try again";

/** A failure; empty details are left out. */
export function statusObject({ code, reason, message, details }: StatusFields): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  };
}

/** The answer to a delete that has no object to give. */
export function success(details?: StatusDetails): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    ...(details ? { details } : {}),
    code: 200,
  };
}

function detailsOf(resource: GroupResource, name?: string): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(resource.group ? { group: resource.group } : {}),
    kind: resource.plural,
  };
}

/** 404: `pods "x" not found`. */
export function notFound(resource: GroupResource, name: string): Status {
  return statusObject({
    code: 404,
    reason: "NotFound",
    message: `${qualifiedName(resource)} ${JSON.stringify(name)} not found`,
    details: detailsOf(resource, name),
  });
}

/** 404 for a path that names no resource: what a client reports as an unknown resource type. */
export function pathNotFound(): Status {
  return statusObject({
    code: 404,
    reason: "NotFound",
    message: "the server could not find the requested resource",
    details: {},
  });
}

/** 409: `pods "x" already exists`; `isGoing` is true of an object that is being deleted. */
export function alreadyExists(resource: GroupResource, name: string, isGoing = false): Status {
  const going = isGoing ? "object is being deleted: " : "";
  return statusObject({
    code: 409,
    reason: "AlreadyExists",
    message: `${going}${qualifiedName(resource)} ${JSON.stringify(name)} already exists`,
    details: detailsOf(resource, name),
  });
}

/** 409 after generateName collided too often. */
export function generateNameConflict(resource: GroupResource, name: string): Status {
  return statusObject({
    code: 409,
    reason: "AlreadyExists",
    message: `${qualifiedName(resource)} ${JSON.stringify(name)} already exists, the server was not able to generate a unique name for the object`,
    details: { ...detailsOf(resource, name), retryAfterSeconds: 1 },
  });
}

/** 409; without a cause, that the resourceVersion is not the latest. */
export function conflict(resource: GroupResource, name: string, cause: string = modified): Status {
  return statusObject({
    code: 409,
    reason: "Conflict",
    message: `Operation cannot be fulfilled on ${qualifiedName(resource)} ${JSON.stringify(name)}: ${cause}`,
    details: detailsOf(resource, name),
  });
}

/** 422: `Pod "x" is invalid: spec.x: Required value`; `details.kind` is the kind here. */
export function invalid(
  kind: GroupKind,
  name: string,
  causes: readonly Required<StatusCause>[],
): Status {
  const errors = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const list = errors.length > 1 ? `[${errors.join(", ")}]` : errors.join("");
  const qualified = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  return statusObject({
    code: 422,
    reason: "Invalid",
    message: `${qualified} ${JSON.stringify(name)} is invalid${list ? `: ${list}` : ""}`,
    details: {
      ...(name ? { name } : {}),
      ...(kind.group ? { group: kind.group } : {}),
      ...(kind.kind ? { kind: kind.kind } : {}),
      ...(causes.length > 0 ? { causes } : {}),
    },
  });
}

/** 422 for a patch that is well formed but does not apply; why, Kubernetes keeps to itself. */
export function unprocessable(): Status {
  return statusObject({
    code: 422,
    reason: "Invalid",
    message: "the server rejected our request due to an error in our request",
    details: {},
  });
}

/** 400. */
export function badRequest(message: string): Status {
  return statusObject({ code: 400, reason: "BadRequest", message });
}

/** 401. */
export function unauthorized(): Status {
  return statusObject({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
}

/** 403: `pods "x" is forbidden: why`. */
export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): Status {
  const subject = name
    ? `${qualifiedName(resource)} ${JSON.stringify(name)}`
    : qualifiedName(resource);
  return statusObject({
    code: 403,
    reason: "Forbidden",
    message: `${subject} is forbidden: ${why}`,
    details: { ...detailsOf(resource, name), ...(causes ? { causes } : {}) },
  });
}

/** 405. */
export function methodNotAllowed(): Status {
  return statusObject({
    code: 405,
    reason: "MethodNotAllowed",
    message: "the server does not allow this method on the requested resource",
    details: {},
  });
}

/** 406; `accepted` are media types. */
export function notAcceptable(accepted: readonly string[]): Status {
  return statusObject({
    code: 406,
    reason: "NotAcceptable",
    message: `only the following media types are accepted: ${accepted.join(", ")}`,
  });
}

/** 406 of the router, which looks at media types alone. */
export function noRepresentation(available: readonly string[]): Status {
  return statusObject({
    code: 406,
    reason: "NotAcceptable",
    message: `406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`,
    details: {},
  });
}

/** 406 for a form that what was asked for does not have. */
export function wrongForm(form: string, butObject: string): Status {
  return statusObject({
    code: 406,
    reason: "NotAcceptable",
    message: `you requested ${form}, but the requested object ${butObject}`,
  });
}

/** 415; `accepted` are media types. */
export function unsupportedMediaType(accepted: readonly string[]): Status {
  return statusObject({
    code: 415,
    reason: "UnsupportedMediaType",
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  });
}

/** 415 for a patch of no known form. */
export function unsupportedPatchType(): Status {
  return statusObject({
    code: 415,
    reason: "UnsupportedMediaType",
    message: "415: Unsupported Media Type",
    details: {},
  });
}

/** 410: the resourceVersion or continue token is too old; the client lists afresh. */
export function expired(message: string): Status {
  return statusObject({ code: 410, reason: "Expired", message });
}

/** 410 for a watch that asks for more history than is kept. `oldest` is the first one still kept. */
export function resourceVersionTooOld(requested: number, oldest: number): Status {
  return expired(`too old resource version: ${requested} (${oldest - 1})`);
}

/** 504: the server has not got that far. */
export function resourceVersionTooLarge(requested: number, current: number): Status {
  return statusObject({
    code: 504,
    reason: "Timeout",
    message: `Timeout: Too large resource version: ${requested}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}

/** 504. */
export function timeout(message: string, retryAfterSeconds = 0): Status {
  return statusObject({
    code: 504,
    reason: "Timeout",
    message: `Timeout: ${message}`,
    details: retryAfterSeconds > 0 ? { retryAfterSeconds } : {},
  });
}

/** 413. */
export function requestEntityTooLarge(message: string): Status {
  return statusObject({
    code: 413,
    reason: "RequestEntityTooLarge",
    message: `Request entity too large: ${message}`,
  });
}

/** 429; send the Retry-After header with it, for that is what clients obey. */
export function tooManyRequests(message: string, retryAfterSeconds: number): Status {
  return statusObject({
    code: 429,
    reason: "TooManyRequests",
    message,
    details: retryAfterSeconds > 0 ? { retryAfterSeconds } : {},
  });
}

/** 503. */
export function serviceUnavailable(message: string): Status {
  return statusObject({ code: 503, reason: "ServiceUnavailable", message });
}

/** 500 for what went wrong where nobody thought of it: without a reason. */
export function unexpectedError(message: string): Status {
  const { reason: _, ...failure } = statusObject({ code: 500, reason: "", message });
  return failure;
}

/** 500. */
export function internalError(message: string): Status {
  return statusObject({
    code: 500,
    reason: "InternalError",
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}
