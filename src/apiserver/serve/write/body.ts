// Request bodies: JSON, YAML, or protobuf as typed Go clients send it.

import { decodeProtobuf, ProtobufError, status } from "../../../kube/index.ts";
import { recall } from "../../registry/alike.ts";
import type { ServedResource } from "../../registry/registry.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { JSON_TYPE, PROTOBUF_TYPE } from "../http/http.ts";
import { parseJson } from "./parse-json.ts";

export interface RequestBody {
  /** Parsed by us alone, so it may be changed, but for a spec that `recall` gave; undefined where the body is empty. */
  readonly value: unknown;
  /** The JSON it was parsed from; empty where it was something else. */
  readonly text: string;
  /** What a pod's spec came as in protobuf, for `recall`; empty in all other bodies. */
  readonly specWire: string;
}

const ACCEPTED = [JSON_TYPE, "application/yaml", PROTOBUF_TYPE];
const EMPTY: RequestBody = { value: undefined, text: "", specWire: "" };

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
    case PROTOBUF_TYPE:
      return protobufBody(await request.bytes(), resource);
    default:
      return refuse(status.unsupportedMediaType(ACCEPTED));
  }
}

function jsonBody(text: string): RequestBody {
  return text === ""
    ? EMPTY
    : { value: parseJson(text, "the body is not JSON: "), text, specWire: "" };
}

function yamlBody(text: string): RequestBody {
  if (text.trim() === "") return EMPTY;
  try {
    return { value: Bun.YAML.parse(text), text: "", specWire: "" };
  } catch (error) {
    return refuse(status.badRequest(`error parsing YAML: ${(error as Error).message}`));
  }
}

function protobufBody(
  bytes: Uint8Array,
  { apiVersion, info, qualifiedName }: ServedResource,
): RequestBody {
  if (bytes.length === 0) return EMPTY;
  let specWire = "";
  const recallSpec = (wire: string): object | undefined => recall((specWire = wire));
  try {
    const value = decodeProtobuf(bytes, {
      assumed: { apiVersion, kind: info.kind },
      recallSpec: qualifiedName === "pods" ? recallSpec : undefined,
    });
    return { value, text: "", specWire };
  } catch (error) {
    if (error instanceof ProtobufError) return refuse(status.badRequest(error.message));
    throw error;
  }
}
