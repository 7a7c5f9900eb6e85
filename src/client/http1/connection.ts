// One keep-alive connection: a request written, its response read, then the next.

import type { Socket } from "bun";
import { messageOf } from "../../base/index.ts";
import type { Gathering } from "./gathering.ts";
import { type Http1Response, type Keep, ResponseReader } from "./response-reader.ts";

export interface ConnectOptions {
  readonly hostname: string;
  readonly port: number;
  /** Bun's TLS options; undefined for plain HTTP. */
  readonly tls: Readonly<Record<string, unknown>> | undefined;
  /** A request that nothing was heard of for so long (to 4 s) is given up: its server, or the way there, has died. */
  readonly silenceSecondsMax: number;
  /** Undefined where what arrives is read as soon as it can be. */
  readonly gathering?: Gathering | undefined;
}

/** The server's end of a connection that says nothing is asked so often whether it is still there. */
const KEEP_ALIVE_MS = 30_000;

/** The connection ended before a response; `reused` when it had served a request before: the server may just have been closing it. */
export class ConnectionLost extends Error {
  override name = "ConnectionLost";
  constructor(
    message: string,
    readonly reused: boolean,
    readonly responseStarted: boolean,
  ) {
    super(message);
  }
}

export class Connection {
  private socket: Socket | undefined;
  private readonly reader = new ResponseReader();
  private exchange: PromiseWithResolvers<Http1Response> | undefined;
  /** Bytes the kernel has not taken yet. */
  private unsent: Buffer | undefined;
  private served = 0;
  private sentMs = 0;
  closed = false;

  /** `onClosed` is told once, also while idle, so that a pool can forget it. */
  static async open(
    options: ConnectOptions,
    onClosed: (connection: Connection) => void,
  ): Promise<Connection> {
    const connection = new Connection(options, onClosed);
    connection.socket = await Bun.connect({
      hostname: options.hostname,
      port: options.port,
      ...(options.tls && { tls: options.tls }),
      socket: {
        data: (_socket, data) => connection.receive(data),
        drain: () => connection.flush(),
        close: () => connection.lost("the server closed the connection"),
        end: () => connection.lost("the server closed the connection"),
        timeout: () => connection.silent(),
        error: (_socket, error) => connection.lost(error.message),
        connectError: (_socket, error) => connection.lost(error.message),
      },
    });
    connection.socket.setNoDelay(true);
    connection.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    return connection;
  }

  private constructor(
    private readonly options: ConnectOptions,
    private readonly onClosed: (connection: Connection) => void,
  ) {}

  /** Sends the request's bytes. Rejects with ConnectionLost or Http1Error; the connection is then of no more use. */
  send(head: string, body: string, keep: Keep): Promise<Http1Response> {
    this.exchange = Promise.withResolvers<Http1Response>();
    this.reader.keep = keep;
    if (this.options.gathering) this.sentMs = performance.now();
    this.write(head + body);
    if (!this.reader.onBody) this.socket?.timeout(this.options.silenceSecondsMax);
    return this.exchange.promise;
  }

  close(why = "the request was aborted"): void {
    if (this.closed) return;
    // First the reason, then the socket: its own close event would give a lesser one.
    this.lost(why);
    this.socket?.terminate();
  }

  /** As `send`, with the body of a response that succeeds given to `onBody` as it comes. What it throws ends the connection. */
  stream(head: string, onBody: (bytes: Buffer) => void): Promise<Http1Response> {
    this.reader.onBody = onBody;
    return this.send(head, "", "nothing");
  }

  private write(text: string): void {
    const written = this.socket!.write(text);
    // The kernel takes all of most requests: only then is the text turned into bytes.
    if (written === text.length && Buffer.byteLength(text) === written) return;
    const bytes = Buffer.from(text);
    if (written < bytes.length) this.unsent = bytes.subarray(Math.max(written, 0));
  }

  private flush(): void {
    if (!this.unsent) return;
    const written = this.socket!.write(this.unsent);
    this.unsent = written < this.unsent.length ? this.unsent.subarray(written) : undefined;
  }

  private receive(data: Buffer): void {
    try {
      const response = this.reader.feed(data);
      giveBack(data);
      this.options.gathering?.received();
      if (response) this.answer(response);
      else if (!this.reader.onBody) this.socket?.timeout(this.options.silenceSecondsMax);
    } catch (error) {
      const { exchange } = this;
      this.exchange = undefined;
      this.close(messageOf(error));
      exchange?.reject(error);
    }
  }

  private answer(response: Http1Response): void {
    const { exchange } = this;
    this.exchange = undefined;
    this.served++;
    this.options.gathering?.answered(performance.now() - this.sentMs);
    this.socket?.timeout(0);
    if (response.close) this.close("the server asked to close");
    exchange?.resolve(response);
  }

  /** It may have arrived and be under way for ever: it is not for us to send it again. */
  private silent(): void {
    if (!this.exchange) return;
    this.served = 0;
    this.close(`the server said nothing for ${this.options.silenceSecondsMax} s`);
  }

  private lost(why: string): void {
    if (this.closed) return;
    this.closed = true;
    const { exchange } = this;
    this.exchange = undefined;
    if (exchange) {
      const last = this.reader.end();
      if (last) exchange.resolve(last);
      else exchange.reject(new ConnectionLost(why, this.served > 0, this.reader.started));
    }
    this.onClosed(this);
  }
}

/**
 * Bun makes a new buffer for each piece that is read. Given back at once, its memory is the next piece's; left to the
 * collector, each piece touches fresh memory, which costs more than reading it (docs/performance.md). The reader has copied
 * what it keeps.
 */
function giveBack({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
