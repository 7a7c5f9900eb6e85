// Objects and watch events as the API server sends them to clients that prefer `application/vnd.kubernetes.protobuf`.

import { typeOf, type TypeInfo } from "../schema/type-info.ts";
import { assert } from "../../base/index.ts";
import { MAGIC } from "./decode.ts";
import { encodeMessage, type WrittenField } from "./message-encoder.ts";
import { Writer } from "./writer.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

const PREFIX = Uint8Array.from(MAGIC);
/** One for all: nothing is written while something else is. */
const writer = new Writer();

/** Undefined where a kind has no protobuf form here: custom resources, for one. */
export function protobufTypeOf(apiVersion: string, kind: string): TypeInfo | undefined {
  // Go has one type for both versions.
  return typeOf(apiVersion === "meta.k8s.io/v1beta1" ? "meta.k8s.io/v1" : apiVersion, kind);
}

/**
 * An object of a built-in kind, which it names itself. What is not of its type is left out. `written` is one of its fields,
 * as `encodeField` gave it.
 */
export function encodeProtobuf(object: object, written?: WrittenField): Bytes {
  const { apiVersion = "", kind = "" } = object as { apiVersion?: string; kind?: string };
  const type = protobufTypeOf(apiVersion, kind);
  assert(type, `${kind} of ${apiVersion} has a protobuf form`);
  return writing(() => {
    encodeMessage(type, writer, object, written);
    closeEnvelope(apiVersion, kind, 0);
  });
}

/** A field of a message of `type`, for `encodeProtobuf`. */
export function encodeField(type: TypeInfo, name: string, value: object): WrittenField {
  return { name, wire: writing(() => encodeMessage(type, writer, { [name]: value })) };
}

/** A message of a kind with what says that it is one. */
export function encodeEnvelope(apiVersion: string, kind: string, message: Uint8Array): Bytes {
  return writing(() => {
    writer.raw(message);
    closeEnvelope(apiVersion, kind, 0);
  });
}

/** Runs `write`, which writes backwards, and gives what it wrote. */
function writing(write: () => void): Bytes {
  try {
    write();
    return writer.take();
  } finally {
    writer.clear();
  }
}

/** Makes a message whose last `size` bytes are not written yet one that says what it is (runtime.Unknown). */
function closeEnvelope(apiVersion: string, kind: string, size: number): void {
  writer.message(2, -size);
  const before = writer.size;
  writer.string(2, kind);
  writer.string(1, apiVersion);
  writer.message(1, before);
  writer.raw(PREFIX);
}

/** The fields of a list: those of meta.k8s.io/v1beta1 have them the other way round. */
function listFields(apiVersion: string): { readonly metadata: number; readonly items: number } {
  return apiVersion === "meta.k8s.io/v1beta1"
    ? { metadata: 2, items: 1 }
    : { metadata: 1, items: 2 };
}

/** Some of the items of a list of `apiVersion`, one after the other. */
export function encodeItems(apiVersion: string, type: TypeInfo, items: readonly object[]): Bytes {
  const { items: number } = listFields(apiVersion);
  return writing(() => {
    for (let index = items.length - 1; index >= 0; index--) {
      const before = writer.size;
      encodeMessage(type, writer, items[index] ?? {});
      writer.message(number, before);
    }
  });
}

export interface ListMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A list up to its items, which are `itemsSize` bytes and come right after it. `kind` is the list's. */
export function encodeListHead(
  apiVersion: string,
  kind: string,
  metadata: ListMetadata,
  itemsSize: number,
): Bytes {
  return writing(() => {
    const { resourceVersion, continue: token, remainingItemCount } = metadata;
    if (remainingItemCount !== undefined) writer.integer(4, remainingItemCount);
    if (token) writer.string(3, token);
    if (resourceVersion) writer.string(2, resourceVersion);
    writer.message(listFields(apiVersion).metadata, 0);
    closeEnvelope(apiVersion, kind, itemsSize);
  });
}

/** One frame of a watch: its length in four bytes, and a WatchEvent around `object`, which says itself what it is. */
export function encodeWatchFrame(type: string, object: Uint8Array): Bytes {
  return writing(() => {
    writer.bytes(1, object);
    writer.message(2, 0);
    writer.string(1, type);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, writer.size);
    writer.raw(length);
  });
}
