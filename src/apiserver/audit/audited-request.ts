// A request whose body is remembered when it is read, and whose WebSocket tells when it is closed.

import { decodeProtobuf } from "../../kube/index.ts";
import { PROTOBUF_TYPE, type HttpRequest, type WebSocketPeer } from "../serve/http/http.ts";

export class AuditedRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  /** Called when the WebSocket that the request became is closed. */
  onClosed: () => void = () => {};
  private body: string | Uint8Array = "";

  constructor(private readonly request: HttpRequest) {
    this.method = request.method;
    this.target = request.target;
  }

  header(name: string): string | undefined {
    return this.request.header(name);
  }

  headers(name: string): readonly string[] {
    return this.request.headers(name);
  }

  headerNames(): Iterable<string> {
    return this.request.headerNames();
  }

  peerCertificate(): ReturnType<NonNullable<HttpRequest["peerCertificate"]>> {
    return this.request.peerCertificate?.();
  }

  peerAddress(): string | undefined {
    return this.request.peerAddress?.();
  }

  async text(): Promise<string> {
    const text = await this.request.text();
    this.body = text;
    return text;
  }

  async bytes(): Promise<Uint8Array> {
    const bytes = await this.request.bytes();
    this.body = bytes;
    return bytes;
  }

  upgrade(protocol: string, peer: WebSocketPeer): boolean {
    const watched: WebSocketPeer = {
      opened: (client) => peer.opened(client),
      message: (bytes) => peer.message(bytes),
      drained: () => peer.drained(),
      closed: () => {
        peer.closed();
        this.onClosed();
      },
    };
    return this.request.upgrade?.(protocol, watched) ?? false;
  }

  /** The body as a value; undefined where none was read, or it cannot be understood. */
  bodyValue(): unknown {
    if (this.body.length === 0) return undefined;
    const type = this.header("content-type") ?? "";
    try {
      if (typeof this.body === "string")
        return type.includes("yaml") ? Bun.YAML.parse(this.body) : JSON.parse(this.body);
      if (type.startsWith(PROTOBUF_TYPE)) return decodeProtobuf(this.body);
    } catch {
      // Whoever sent it was told so.
    }
    return undefined;
  }
}
