// Request bodies: JSON, YAML, or protobuf as typed Go clients send it.

import { status } from "../../../kube/index.ts";
import type { Draft } from "../../store/draft.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { normaliseTimes } from "./times.ts";

export interface RequestBody {
  /** Parsed by us alone, so it may be changed. */
  readonly value: unknown;
  /** The text it was parsed from, where it was text. */
  readonly text: string;
}

const ACCEPTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const EMPTY: RequestBody = { value: undefined, text: "" };

/** The media type without its parameters; empty where there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  if (contentType === undefined) return "";
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim();
}

/** The body as a value, undefined where it is empty; refuses what cannot be parsed. */
export async function readBody({ request }: Call): Promise<RequestBody> {
  const type = mediaTypeOf(request.header("content-type"));
  switch (type) {
    case "":
    case "*/*":
    case "application/json":
      return jsonBody(await request.text());
    case "application/yaml":
      return yamlBody(await request.text());
    default:
      return refuse(status.unsupportedMediaType(ACCEPTED));
  }
}

export function jsonBody(text: string): RequestBody {
  if (text === "") return EMPTY;
  try {
    const value: unknown = JSON.parse(text);
    return { value: normaliseTimes(withoutNulls(value, text), text), text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(
      status.badRequest(`the object provided is unrecognized (must be of type JSON): ${reason}`),
    );
  }
}

function yamlBody(text: string): RequestBody {
  if (text.trim() === "") return EMPTY;
  try {
    const value: unknown = Bun.YAML.parse(text);
    return jsonBody(JSON.stringify(value));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(status.badRequest(`error parsing YAML: ${reason}`));
  }
}

/** The body as an object of the resource at hand, its apiVersion and kind filled in and checked. */
export function objectOf({ resource }: Call, { value }: RequestBody): Draft {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(status.badRequest("the request body is not an object"));
  const object = value as Draft;
  const { apiVersion, info } = resource;
  object.apiVersion ||= apiVersion;
  object.kind ||= info.kind;
  if (object.apiVersion !== apiVersion)
    refuse(status.badRequest(wrongVersion(object.apiVersion, apiVersion)));
  if (object.kind !== info.kind)
    refuse(
      status.badRequest(
        `${object.kind} in version ${JSON.stringify(apiVersion)} cannot be handled as a ${info.kind}`,
      ),
    );
  object.metadata ??= { name: "" };
  return object;
}

function wrongVersion(given: string, expected: string): string {
  return `the API version in the data (${given}) does not match the expected API version (${expected})`;
}

/** A null field means an absent one to a Go server; most bodies have none, and then nothing is walked. */
function withoutNulls(value: unknown, text: string): unknown {
  if (text.includes("null")) dropNulls(value);
  return value;
}

function dropNulls(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(item);
    return;
  }
  const record = value as Record<string, unknown>;
  for (const name in record) {
    if (record[name] === null) delete record[name];
    else dropNulls(record[name]);
  }
}
