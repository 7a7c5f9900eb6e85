// Why the text of a selector was refused; the sentence is that of the Kubernetes API server.

export class SelectorError extends Error {
  override name = "SelectorError";
}
