// Levelled, structured lines on stderr: text for people, JSON where a program reads.

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with fields that every line carries. */
  with(fields: LogFields): Logger;
}

const ORDER: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  readonly write: (line: string) => void;
  readonly wallMs: () => number;
}

export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const log = (level: LogLevel, message: string, fields?: LogFields): void => {
    if (ORDER[level] < ORDER[options.level]) return;
    const time = new Date(options.wallMs()).toISOString();
    const all = { ...bound, ...fields };
    options.write(
      options.format === "json"
        ? JSON.stringify({ time, level, message, ...all })
        : textLine(time, level, message, all),
    );
  };
  return {
    debug: (message, fields) => log("debug", message, fields),
    info: (message, fields) => log("info", message, fields),
    warn: (message, fields) => log("warn", message, fields),
    error: (message, fields) => log("error", message, fields),
    with: (fields) => createLogger(options, { ...bound, ...fields }),
  };
}

function textLine(time: string, level: LogLevel, message: string, fields: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === "string" ? JSON.stringify(value) : value}`);
  return `${time.slice(11, 23)} ${level.padEnd(5)} ${message}${pairs.join("")}`;
}

export const silentLogger: Logger = createLogger({
  level: "error",
  format: "text",
  write: () => {},
  wallMs: () => 0,
});
