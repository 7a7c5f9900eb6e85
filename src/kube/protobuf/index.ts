// Decoding of protobuf request bodies. Responses are always JSON, so there is no encoder.

export { decodeProtobuf } from "./decode.ts";
export { ProtobufError } from "./protobuf-error.ts";
