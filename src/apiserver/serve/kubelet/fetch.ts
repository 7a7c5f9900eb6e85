// Asks a kubelet something that is answered with a page or a stream of text.

import { messageOf } from "../../../base/index.ts";
import { status, statusObject } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { ChunkSink, HttpRequest, Reply } from "../http/http.ts";

/** A kubelet's refusal is a sentence; more of it is not passed on. */
const REFUSAL_CHARS_MAX = 4_096;

/** A kubelet of a simulated node signs its own certificate, so it is not checked: such a server is on this machine. */
const UNCHECKED = { tls: { rejectUnauthorized: false } };

/** Rejects with ApiError when nobody answers. */
export async function askKubelet(url: string, init: RequestInit): Promise<Response> {
  try {
    // What the kubelet sends is passed on as it comes, for as long as it takes.
    return await fetch(url, {
      ...init,
      ...UNCHECKED,
      timeout: false,
      redirect: "manual",
    } as RequestInit);
  } catch (error) {
    return refuse(
      status.internalError(
        `the kubelet at ${new URL(url).origin} does not answer: ${messageOf(error)}`,
      ),
    );
  }
}

/** A kubelet's refusal, as a Status with its sentence. */
export async function refuseAs(response: Response): Promise<never> {
  const text = (await response.text()).slice(0, REFUSAL_CHARS_MAX).trim();
  return refuseWith(response.status, text);
}

export function refuseWith(code: number, sentence: string): never {
  switch (code) {
    case 400:
      return refuse(status.badRequest(sentence));
    case 404:
      return refuse(statusObject({ code, reason: "NotFound", message: sentence, details: {} }));
    case 500:
      return refuse(status.internalError(sentence));
    default:
      return refuse(statusObject({ code, reason: "", message: sentence, details: {} }));
  }
}

/** The kubelet's answer, passed on as it comes; `request` ends it when the client goes. */
export function passOn(response: Response, abort: AbortController): Reply {
  const contentType = response.headers.get("content-type") ?? "application/octet-stream";
  const { body } = response;
  if (!body) return { status: response.status, contentType, body: "" };
  return {
    status: response.status,
    contentType,
    body: {
      start: (sink) => void pump(body, sink, abort),
    },
  };
}

/** Characters a client may leave unread before the kubelet has to wait. */
const BACKLOG_CHARS_MAX = 256 * 1024;

async function pump(
  body: ReadableStream<Uint8Array>,
  sink: ChunkSink,
  abort: AbortController,
): Promise<void> {
  let room: (() => void) | undefined;
  sink.onRoom = () => room?.();
  sink.onClosed = () => {
    abort.abort();
    room?.();
  };
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) {
      sink.write(decoder.decode(bytes, { stream: true }));
      while (sink.backlogChars > BACKLOG_CHARS_MAX && !abort.signal.aborted)
        await new Promise<void>((resolve) => (room = resolve));
    }
    sink.end();
  } catch {
    // The kubelet broke off in the middle: so does the answer.
    sink.abort();
  }
}

/** The headers a kubelet is to see of a proxied request. */
export function forwardedHeaders(request: HttpRequest): Headers {
  const headers = new Headers({ "x-forwarded-uri": request.target.split("?")[0] ?? "" });
  for (const name of ["accept", "content-type", "user-agent"]) {
    const value = request.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}
