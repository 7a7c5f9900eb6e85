// report turns a Result into text for people and programs: one function a format, all pure. The registry names them.

export { type ReportFormat, STANDARD_FORMATS, formatRegistry } from "./format-registry.ts";
export { type MarkdownOptions, markdownReport } from "./markdown.ts";
export { type TerminalOptions, terminalReport } from "./terminal.ts";
