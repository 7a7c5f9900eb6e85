// What a server answers in protobuf, as JSON would show it: objects, lists of them, and the frames of a watch.

import type { JsonObject } from "../object.ts";
import { decodeProtobuf } from "./decode.ts";
import { encodeEnvelope } from "./encode.ts";
import { Reader } from "./reader.ts";
import { readFields } from "./special.ts";

const MAGIC_BYTES = 4;

/** An object, or a list, whose items are shown as objects of their own. */
export function decodeAnswer(bytes: Uint8Array): JsonObject {
  const { apiVersion, kind, message } = envelopeOf(bytes);
  if (!kind.endsWith("List")) return decodeProtobuf(bytes);
  const isBeta = apiVersion === "meta.k8s.io/v1beta1";
  const fields = fieldsOf(message);
  const itemKind = kind.slice(0, -"List".length);
  const itemVersion = isBeta ? "meta.k8s.io/v1" : apiVersion;
  const items = (fields.get(isBeta ? 1 : 2) ?? []).map((item) =>
    decodeProtobuf(encodeEnvelope(itemVersion, itemKind, item)),
  );
  const [metadata = new Uint8Array()] = fields.get(isBeta ? 2 : 1) ?? [];
  return { kind, apiVersion, metadata: listMetadataOf(metadata), items };
}

/** The whole frames of a watch; what is left over is the begin of another. */
export function decodeFrames(bytes: Uint8Array): { type: string; object: JsonObject }[] {
  const events: { type: string; object: JsonObject }[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= bytes.length;) {
    const start = at + 4;
    at = start + view.getUint32(at);
    if (at > bytes.length) break;
    const event = fieldsOf(bytes.subarray(start, at));
    const raw = fieldsOf(only(event, 2));
    events.push({ type: textOf(only(event, 1)), object: decodeAnswer(only(raw, 1)) });
  }
  return events;
}

function envelopeOf(bytes: Uint8Array): { apiVersion: string; kind: string; message: Uint8Array } {
  const envelope = fieldsOf(bytes.subarray(MAGIC_BYTES));
  const typeMeta = fieldsOf(only(envelope, 1));
  const [apiVersion, kind] = [textOf(only(typeMeta, 1)), textOf(only(typeMeta, 2))];
  return { apiVersion, kind, message: only(envelope, 2) };
}

function listMetadataOf(bytes: Uint8Array): JsonObject {
  const fields = fieldsOf(bytes);
  const [version, token] = [2, 3].map((number) => textOf(only(fields, number)));
  const remaining = counts.get(fields)?.get(4);
  return {
    ...(version && { resourceVersion: version }),
    ...(token && { continue: token }),
    ...(remaining !== undefined && { remainingItemCount: remaining }),
  };
}

type Fields = ReadonlyMap<number, readonly Uint8Array[]>;

/** The numbers among the fields of a message. */
const counts = new WeakMap<Fields, Map<number, number>>();

function fieldsOf(message: Uint8Array): Fields {
  const fields = new Map<number, Uint8Array[]>();
  const numbers = new Map<number, number>();
  counts.set(fields, numbers);
  // The reader's messages say how long they are.
  const reader = new Reader(withLength(message));
  readFields(reader, (number, wireType) => {
    if (wireType === 0) numbers.set(number, reader.varint());
    else if (wireType === 2)
      fields.set(number, [...(fields.get(number) ?? []), Buffer.from(reader.base64(), "base64")]);
    else return false;
    return true;
  });
  return fields;
}

function withLength(message: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = message.length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Uint8Array.from([...length, rest]), message]);
}

function only(fields: Fields, number: number): Uint8Array {
  return fields.get(number)?.[0] ?? new Uint8Array();
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
