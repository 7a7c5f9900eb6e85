// Protobuf as Kubernetes speaks it: request bodies are decoded, and what clients that prefer it are answered is encoded.

export { decodeProtobuf } from "./decode.ts";
export {
  encodeField,
  encodeItems,
  encodeListHead,
  encodeProtobuf,
  encodeWatchFrame,
  protobufTypeOf,
} from "./encode.ts";
export { ProtobufError } from "./protobuf-error.ts";
