// What a reader of logs asks for, from the query of /containerLogs.

export interface LogOptions {
  readonly follow: boolean;
  /** The log of the container's last run. */
  readonly previous: boolean;
  /** Each line begins with its moment. */
  readonly timestamps: boolean;
  /** Only the last so many lines. */
  readonly tailLines: number | undefined;
  /** Nothing beyond so many bytes, timestamps included. */
  readonly limitBytes: number | undefined;
  /** Nothing older, in wall milliseconds. */
  readonly sinceMs: number | undefined;
  readonly stream: "stdout" | "stderr" | "all";
}

/** Options, or a sentence on what is wrong with the query. */
export function parseLogOptions(query: URLSearchParams, nowMs: number): LogOptions | string {
  const problems: string[] = [];
  const count = (name: string, least: number): number | undefined => {
    const text = query.get(name);
    if (text === null || text === "") return undefined;
    if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
    problems.push(`${name} must be a whole number of at least ${least}, not "${text}"`);
    return undefined;
  };
  const flag = (name: string): boolean => ["true", "1"].includes(query.get(name) ?? "");
  const sinceSeconds = count("sinceSeconds", 1);
  const sinceTime = query.get("sinceTime");
  if (sinceTime && Number.isNaN(Date.parse(sinceTime)))
    problems.push(`sinceTime must be an RFC 3339 moment, not "${sinceTime}"`);
  if (sinceTime && sinceSeconds !== undefined)
    problems.push("at most one of sinceTime and sinceSeconds may be given");
  const stream = (query.get("stream") || "all").toLowerCase();
  if (stream !== "all" && stream !== "stdout" && stream !== "stderr")
    problems.push(`stream must be All, Stdout or Stderr, not "${stream}"`);
  const options = {
    follow: flag("follow"),
    previous: flag("previous"),
    timestamps: flag("timestamps"),
    tailLines: count("tailLines", 0),
    limitBytes: count("limitBytes", 1),
    sinceMs:
      sinceSeconds === undefined ? sinceTime && Date.parse(sinceTime) : nowMs - sinceSeconds * 1000,
    stream,
  };
  if (problems.length > 0) return problems.join("; ");
  return { ...options, sinceMs: options.sinceMs || undefined } as LogOptions;
}
