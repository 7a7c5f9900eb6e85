// Go's text/template: compiled once, rendered as text, or as JSON without writing the text.

export { compileTemplate, type Shape, type Template, type TemplateOptions } from "./compile.ts";
export { TemplateError } from "./template-error.ts";
export { type ParameterType, type TemplateFunction, templateFunction } from "./function.ts";
export { GoFloat, GoInt, GoOpaque, type GoValue, Literal } from "./go-value.ts";
export { compileDocument, type DocumentTemplate } from "./document.ts";
export { sprigFunctions, type SprigOptions } from "./sprig/index.ts";
export { encodeGoJson, quoteJson } from "./go-json.ts";
