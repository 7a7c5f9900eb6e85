// A request body that is not the protobuf it claims to be.

/** The message is a sentence that says what is wrong and at which byte. */
export class ProtobufError extends Error {
  override name = "ProtobufError";
}
