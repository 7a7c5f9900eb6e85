// The embedded API server behind a door that can be made to misbehave: refuse, lose answers, cut watches, close.

import { silentLogger } from "../base/index.ts";
import { type ApiServerHandle, startApiServer } from "../apiserver/index.ts";
import type { KubeObject } from "../kube/index.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What happens to a request: `pass` to the server, an answer instead, or an answer that is lost after it took effect. */
export type Fault = "pass" | "lose" | Response;

export class FaultyServer {
  readonly seen: SeenRequest[] = [];
  fault: (request: SeenRequest) => Fault | Promise<Fault> = () => "pass";
  private readonly api: ApiServerHandle;
  private readonly watches = new Set<() => void>();
  private door: ReturnType<typeof Bun.serve>;
  readonly url: string;
  readonly port: number;

  constructor() {
    this.api = startApiServer({ hostname: "127.0.0.1", port: 0, logger: silentLogger });
    this.door = this.open(0);
    this.port = this.door.port!;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  /** Straight to the server, unseen and unharmed. */
  async call<T = KubeObject>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.api.url + path, {
      method,
      // A kept connection may belong to an earlier server that had the same port.
      keepalive: false,
      headers: {
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Ends every watch as a real server does to slow ones: without a word. */
  cutWatches(): void {
    for (const cut of this.watches) cut();
    this.watches.clear();
  }

  async close(): Promise<void> {
    this.cutWatches();
    await this.door.stop(true);
  }

  reopen(): void {
    this.door = this.open(this.port);
  }

  async stop(): Promise<void> {
    await this.close();
    await this.api.stop();
  }

  private open(port: number): ReturnType<typeof Bun.serve> {
    return Bun.serve({
      hostname: "127.0.0.1",
      port,
      idleTimeout: 0,
      fetch: (request) => this.handle(request),
    });
  }

  private async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    const body = request.method === "GET" ? "" : await request.text();
    const seen = { method: request.method, path, body };
    this.seen.push(seen);
    const fault = await this.fault(seen);
    if (fault instanceof Response) return fault;
    const answer = await fetch(this.api.url + path, {
      method: request.method,
      headers: request.headers,
      ...(body !== "" && { body }),
    });
    if (url.searchParams.has("watch")) return new Response(this.cuttable(answer.body!), answer);
    const text = await answer.text();
    if (fault === "pass") return new Response(text, answer);
    // The request took effect, but what arrives does not say so.
    return new Response("the answer was lost on the way", { status: 502 });
  }

  /** The same bytes, until the watches are cut: then the stream ends as if there were no more. */
  private cuttable(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    let cut = (): void => {};
    const ended = new Promise<{ readonly done: true; readonly value: undefined }>((resolve) => {
      cut = () => resolve({ done: true, value: undefined });
    });
    this.watches.add(cut);
    return new ReadableStream({
      pull: async (stream) => {
        const { done, value } = await Promise.race([reader.read(), ended]);
        if (value) stream.enqueue(value);
        if (!done) return;
        this.watches.delete(cut);
        stream.close();
        await reader.cancel();
      },
      cancel: () => reader.cancel(),
    });
  }
}

export function refusal(
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): Response {
  const status = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    reason,
    message: reason,
    code,
  };
  return Response.json(status, { status: code, headers });
}
