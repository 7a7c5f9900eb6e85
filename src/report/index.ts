// report turns a Result into text for people and programs: one function a format, all pure.

export { hlogReport } from "./hlog.ts";
export { type MarkdownOptions, markdownReport } from "./markdown.ts";
export { type TerminalOptions, terminalReport } from "./terminal.ts";
