// /openapi/v2 in its smallest form. Everything is in version 3, but kubectl asks for version 2 before it validates a `kind: List`,
// and gives up where there is none. A document without definitions lets it pass on to the server, which validates.

import { schemaVersion } from "../../../kube/index.ts";
import { jsonReply, type Reply } from "../http/http.ts";

/** With a dot where the Accept header has an `@`, as upstream answers: Go cannot parse the other. */
const PROTOBUF_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const TITLE = "Kubernetes";
/** Field numbers of gnostic's openapi.v2.Document and Info. */
const [SWAGGER, INFO, PATHS] = [1, 2, 8];
const [INFO_TITLE, INFO_VERSION] = [1, 2];

export function openApiV2Reply(accept: string | undefined): Reply {
  if (accept?.includes("protobuf"))
    return { status: 200, contentType: PROTOBUF_TYPE, body: protobufText() };
  const info = { title: TITLE, version: schemaVersion() };
  return jsonReply(200, JSON.stringify({ swagger: "2.0", info, paths: {}, definitions: {} }));
}

function protobufText(): string {
  const info = field(INFO_TITLE, TITLE) + field(INFO_VERSION, schemaVersion());
  return field(SWAGGER, "2.0") + field(INFO, info) + field(PATHS, "");
}

/** A length-delimited field. All of it is below 128, so that text and bytes are the same. */
function field(number: number, content: string): string {
  return String.fromCharCode((number << 3) | 2, content.length) + content;
}
