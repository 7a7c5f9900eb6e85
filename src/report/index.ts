// report turns a Result, a Comparison, a History or a Signoff into text for people and programs: one pure function per
// format. The formats of a Result are listed in format-registry.ts.

export { type ComparedRuns, comparisonHtmlReport } from "./comparison/html.ts";
export { comparisonJunitReport } from "./comparison/junit.ts";
export { comparisonMarkdownReport } from "./comparison/markdown.ts";
export { comparisonTerminalReport } from "./comparison/terminal.ts";
export { type ReportFormat, STANDARD_FORMATS, formatRegistry } from "./format-registry.ts";
export {
  historyHtmlReport,
  historyMarkdownReport,
  historyTerminalReport,
} from "./history/history.ts";
export { type MarkdownOptions, markdownReport } from "./markdown.ts";
export {
  signoffHtmlReport,
  signoffMarkdownReport,
  signoffTerminalReport,
} from "./signoff/signoff.ts";
export { plainTable } from "./terminal-table.ts";
export { type TerminalOptions, terminalReport } from "./terminal.ts";
export { type TraceTimeline, parseTraceLine, perfettoTrace, traceLine } from "./trace.ts";
