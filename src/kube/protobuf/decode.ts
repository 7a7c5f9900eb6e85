// Request bodies in `application/vnd.kubernetes.protobuf`, which client-go sends for built-in kinds unless told
// otherwise: four magic bytes, then an envelope (runtime.Unknown) that names the kind and holds its message.

import type { JsonObject } from "../object.ts";
import type { MutableObject } from "../patch/json-value.ts";
import { typeOf, type TypeInfo } from "../schema/type-info.ts";
import { decodeMessage, type KnownField } from "./message-decoder.ts";
import { ProtobufError } from "./protobuf-error.ts";
import { Reader, WIRE_BYTES } from "./reader.ts";
import { readFields } from "./special.ts";

export const MAGIC = [0x6b, 0x38, 0x73, 0x00] as const;

interface Envelope {
  apiVersion: string;
  kind: string;
  messageStart: number;
  messageEnd: number;
  contentEncoding: string;
  contentType: string;
}

export interface DecodeOptions {
  /** The kind where the envelope leaves it out. */
  readonly assumed?: { readonly apiVersion: string; readonly kind: string };
  /**
   * The spec that stands for `wire`, the field as it was sent, a character a byte; it is not read anew then. Undefined where
   * none does. Asked once at most, and not of a spec that comes in parts.
   */
  readonly recallSpec?: ((wire: string) => object | undefined) | undefined;
}

/**
 * The JSON object that Kubernetes would print for a protobuf body. Throws ProtobufError for a body that is malformed, or of
 * a kind that has no protobuf form here.
 */
export function decodeProtobuf(
  bytes: Uint8Array,
  { assumed, recallSpec }: DecodeOptions = {},
): JsonObject {
  const reader = openBody(bytes);
  const envelope = readEnvelope(reader);
  const apiVersion = envelope.apiVersion || (assumed?.apiVersion ?? "");
  const kind = envelope.kind || (assumed?.kind ?? "");
  if (envelope.contentType || envelope.contentEncoding)
    throw new ProtobufError(
      `the protobuf envelope holds ${envelope.contentType || envelope.contentEncoding}; only a plain protobuf message is understood in it`,
    );
  const type = typeOf(apiVersion, kind);
  if (!type)
    throw new ProtobufError(
      `no kind ${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)} is known in protobuf; send it as JSON`,
    );
  const object: MutableObject = { kind, apiVersion };
  reader.position = envelope.messageStart;
  reader.end = envelope.messageEnd;
  decodeMessage(type, reader, object, recallSpec && knownSpec(type, reader, recallSpec));
  return object;
}

/** The spec of the message that the reader is in front of, if it is known; the reader stays where it is. */
function knownSpec(
  type: TypeInfo,
  reader: Reader,
  recall: (wire: string) => object | undefined,
): KnownField | undefined {
  const number = type.declaredFields.find(({ name }) => name === "spec")?.protobufNumber;
  const messageStart = reader.position;
  let found: Pick<KnownField, "start" | "end"> | undefined;
  let count = 0;
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = reader.varint();
    reader.skip(tag & 7, tag >>> 3);
    if (tag >>> 3 !== number) continue;
    found = { start, end: reader.position };
    count++;
  }
  reader.position = messageStart;
  const value = found && count === 1 ? recall(reader.wire(found.start, found.end)) : undefined;
  return found && value && { ...found, name: "spec", value: value as JsonObject };
}

function openBody(bytes: Uint8Array): Reader {
  if (bytes.length < MAGIC.length || MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new ProtobufError(
      "the body is not Kubernetes protobuf: it does not start with the four bytes 6b 38 73 00",
    );
  const reader = new Reader(bytes);
  reader.position = MAGIC.length;
  return reader;
}

function readEnvelope(reader: Reader): Envelope {
  const envelope: Envelope = {
    apiVersion: "",
    kind: "",
    messageStart: 0,
    messageEnd: 0,
    contentEncoding: "",
    contentType: "",
  };
  while (reader.position < reader.end) {
    const tag = reader.varint();
    if (!readEnvelopeField(reader, envelope, tag >>> 3, tag & 7)) reader.skip(tag & 7, tag >>> 3);
  }
  return envelope;
}

function readEnvelopeField(
  reader: Reader,
  envelope: Envelope,
  number: number,
  wireType: number,
): boolean {
  if (wireType !== WIRE_BYTES) return false;
  if (number === 1) readTypeMeta(reader, envelope);
  else if (number === 2) stepOverMessage(reader, envelope);
  else if (number === 3) envelope.contentEncoding = reader.string();
  else if (number === 4) envelope.contentType = reader.string();
  else return false;
  return true;
}

/** The message is read when the whole envelope is known. */
function stepOverMessage(reader: Reader, envelope: Envelope): void {
  const outerEnd = reader.enter();
  envelope.messageStart = reader.position;
  envelope.messageEnd = reader.end;
  reader.position = reader.end;
  reader.leave(outerEnd);
}

function readTypeMeta(reader: Reader, envelope: Envelope): void {
  readFields(reader, (number, wireType) => {
    if (wireType !== WIRE_BYTES || number > 2) return false;
    if (number === 1) envelope.apiVersion = reader.string();
    else envelope.kind = reader.string();
    return true;
  });
}
