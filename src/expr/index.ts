// expr compiles the three small languages of stages, once, to closures: jq for selecting and for
// values, Go's text/template for patches, CEL for conditions and metrics. Text goes in, a function
// comes out; a text that cannot be compiled throws an ExpressionError with its place. The fourth is
// CEL again, as Kubernetes' API server has it: typed, with other functions and other errors.

export { ExpressionError } from "./expression-error.ts";
export type { Json, JsonObject } from "./json.ts";
export * from "./cel/index.ts";
export { LETTER_ESCAPES } from "./go/quote.ts";
export * from "./jq/index.ts";
export * from "./kube-cel/index.ts";
export { linearPattern } from "./linear-pattern.ts";
export * from "./template/index.ts";
export { parseYaml, YamlError } from "./yaml/parse.ts";
