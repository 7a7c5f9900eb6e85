// Reads HTTP/1.1 responses out of a byte stream: just what an API server sends (RFC 9112). Pure; bytes in, responses out.

/** Of a body: its text, nothing, or only the resourceVersion of the object in it. */
export type Keep = "text" | "nothing" | "version";

export interface Http1Response {
  readonly status: number;
  /** Undefined when the caller had no use for the body; where only the version is kept, that. */
  readonly text: string | undefined;
  readonly retryAfter: string | undefined;
  /** The server will close the connection after this response. */
  readonly close: boolean;
}

export class Http1Error extends Error {
  override name = "Http1Error";
}

const HEAD_END = Buffer.from("\r\n\r\n");
const HEAD_BYTES_MAX = 64 * 1024;

interface Head {
  readonly status: number;
  readonly close: boolean;
  readonly retryAfter: string | undefined;
  /** Bytes of the body, or `chunked`, or until the connection closes. */
  readonly body: number | "chunked" | "until-close";
}

type State = { readonly at: "head" } | { readonly at: "body"; readonly head: Head };

/** One per connection; requests on it are answered in order, one at a time. */
export class ResponseReader {
  private pending: Buffer = Buffer.alloc(0);
  private state: State = { at: "head" };
  private readonly chunks: Buffer[] = [];
  private bodyBytes = 0;
  private keeping: Keep = "text";
  /** Of the chunk being read: bytes still to come, and whether its closing line break is. */
  private chunkLeft = 0;
  private inChunk = false;
  /** Takes the body of a response that succeeds as it comes, lent for the call; nothing is kept then. */
  onBody: ((bytes: Buffer) => void) | undefined;
  /** What is kept of the body of a response that succeeds; that of a refusal is kept as text. */
  keep: Keep = "text";

  /** Whether any byte of a response has come since the last one was complete. */
  get started(): boolean {
    return this.state.at === "body" || this.pending.length > 0;
  }

  /** Takes in bytes; gives the response once it is complete. Throws Http1Error on what is not HTTP/1.1. */
  feed(data: Buffer): Http1Response | undefined {
    // The chunk is only lent to us: what is kept beyond this call is copied.
    this.pending = this.pending.length > 0 ? Buffer.concat([this.pending, data]) : data;
    const response = this.advance();
    for (let index = 0; index < this.chunks.length; index++)
      if (this.chunks[index]!.buffer === data.buffer)
        this.chunks[index] = Buffer.from(this.chunks[index]!);
    if (this.pending.length > 0 && this.pending.buffer === data.buffer)
      this.pending = Buffer.from(this.pending);
    return response;
  }

  /** The connection ended: a response that was to last until then is complete. */
  end(): Http1Response | undefined {
    if (this.state.at !== "body" || this.state.head.body !== "until-close") return undefined;
    this.take(this.pending.length);
    return this.finish(this.state.head);
  }

  private advance(): Http1Response | undefined {
    if (this.state.at === "head") {
      const end = this.pending.indexOf(HEAD_END);
      if (end < 0) {
        if (this.pending.length > HEAD_BYTES_MAX)
          throw new Http1Error("the response's head does not end");
        return undefined;
      }
      const head = parseHead(this.pending.toString("latin1", 0, end));
      this.pending = this.pending.subarray(end + HEAD_END.length);
      // 1xx announces the real response.
      if (head.status < 200) return this.advance();
      this.state = { at: "body", head };
      this.keeping = head.status >= 400 ? "text" : this.onBody ? "nothing" : this.keep;
    }
    return this.readBody(this.state.head);
  }

  private readBody(head: Head): Http1Response | undefined {
    if (head.body === "chunked") return this.readChunks() ? this.finish(head) : undefined;
    if (head.body === "until-close") {
      this.take(this.pending.length);
      return undefined;
    }
    this.take(Math.min(head.body - this.bodyBytes, this.pending.length));
    return this.bodyBytes === head.body ? this.finish(head) : undefined;
  }

  /** True once the last chunk and its trailer have been read. */
  private readChunks(): boolean {
    for (;;) {
      if (this.inChunk) {
        const bytes = Math.min(this.chunkLeft, this.pending.length);
        this.take(bytes);
        this.chunkLeft -= bytes;
        if (this.chunkLeft > 0 || this.pending.length < 2) return false;
        this.pending = this.pending.subarray(2);
        this.inChunk = false;
      }
      const lineEnd = this.pending.indexOf("\r\n");
      if (lineEnd < 0) return false;
      const size = Number.parseInt(this.pending.toString("latin1", 0, lineEnd), 16);
      if (!(size >= 0)) throw new Http1Error("a chunk of the response has no size");
      if (size === 0) return this.readTrailer(lineEnd);
      this.pending = this.pending.subarray(lineEnd + 2);
      this.chunkLeft = size;
      this.inChunk = true;
    }
  }

  /** Past `0\r\n`: no trailer fields, or fields up to an empty line. */
  private readTrailer(lineEnd: number): boolean {
    const end = this.pending.indexOf(HEAD_END, lineEnd);
    if (end < 0) return false;
    this.pending = this.pending.subarray(end + HEAD_END.length);
    return true;
  }

  private take(bytes: number): void {
    if (bytes === 0) return;
    const taken = this.pending.subarray(0, bytes);
    if (this.keeping !== "nothing") this.chunks.push(taken);
    else this.onBody?.(taken);
    this.bodyBytes += bytes;
    this.pending = this.pending.subarray(bytes);
  }

  private finish(head: Head): Http1Response {
    const { status, close, retryAfter } = head;
    const text = this.keeping === "nothing" ? undefined : keptText(this.chunks, this.keeping);
    this.chunks.length = 0;
    this.bodyBytes = 0;
    this.state = { at: "head" };
    return { status, text, retryAfter, close };
  }
}

function keptText(chunks: readonly Buffer[], keep: "text" | "version"): string {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return keep === "text" ? bytes.toString() : versionIn(bytes);
}

const VERSION_FIELD = Buffer.from('"resourceVersion":"');
const QUOTE = 0x22;

/** The first resourceVersion in an object's JSON, which is its own; empty where there is none. */
function versionIn(bytes: Buffer): string {
  const at = bytes.indexOf(VERSION_FIELD);
  if (at < 0) return "";
  const start = at + VERSION_FIELD.length;
  return bytes.toString("latin1", start, bytes.indexOf(QUOTE, start));
}

function parseHead(text: string): Head {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]);
  if (!status) throw new Http1Error(`not an HTTP/1.1 response: ${text.slice(0, 60)}`);
  const length = /\ncontent-length: *(\d+)/i.exec(text)?.[1];
  const withoutBody = status < 200 || status === 204 || status === 304;
  return {
    status,
    close: /\nconnection: *close/i.test(text) || text.startsWith("HTTP/1.0"),
    retryAfter: /\nretry-after: *([^\r\n]+)/i.exec(text)?.[1],
    body: withoutBody
      ? 0
      : /\ntransfer-encoding: *chunked/i.test(text)
        ? "chunked"
        : length === undefined
          ? "until-close"
          : Number(length),
  };
}
