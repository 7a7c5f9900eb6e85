// Request bodies: JSON, YAML, or protobuf as typed Go clients send it.

import { decodeProtobuf, ProtobufError, status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { parseJson } from "./parse-json.ts";

export interface RequestBody {
  /** Parsed by us alone, so it may be changed; undefined where the body is empty. */
  readonly value: unknown;
  /** The JSON it was parsed from; empty where it was something else. */
  readonly text: string;
}

const PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";
const ACCEPTED = ["application/json", "application/yaml", PROTOBUF_TYPE];
const EMPTY: RequestBody = { value: undefined, text: "" };

/** The media type without its parameters; empty where there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  if (contentType === undefined) return "";
  const end = contentType.indexOf(";");
  return (end < 0 ? contentType : contentType.slice(0, end)).trim();
}

/** The body as a value; refuses what cannot be parsed. A missing content type means JSON, as client-go's scale client has it. */
export async function readBody({ request, resource }: Call): Promise<RequestBody> {
  switch (mediaTypeOf(request.header("content-type"))) {
    case "":
    case "*/*":
    case "application/json":
      return jsonBody(await request.text());
    case "application/yaml":
      return yamlBody(await request.text());
    case PROTOBUF_TYPE: {
      const { apiVersion, info } = resource;
      return protobufBody(await request.bytes(), { apiVersion, kind: info.kind });
    }
    default:
      return refuse(status.unsupportedMediaType(ACCEPTED));
  }
}

function jsonBody(text: string): RequestBody {
  return text === "" ? EMPTY : { value: parseJson(text, "the body is not JSON: "), text };
}

function yamlBody(text: string): RequestBody {
  if (text.trim() === "") return EMPTY;
  try {
    return { value: Bun.YAML.parse(text), text: "" };
  } catch (error) {
    return refuse(status.badRequest(`error parsing YAML: ${(error as Error).message}`));
  }
}

function protobufBody(
  bytes: Uint8Array,
  assumed: { readonly apiVersion: string; readonly kind: string },
): RequestBody {
  if (bytes.length === 0) return EMPTY;
  try {
    return { value: decodeProtobuf(bytes, assumed), text: "" };
  } catch (error) {
    if (error instanceof ProtobufError) return refuse(status.badRequest(error.message));
    throw error;
  }
}
