// Opens a WebSocket to a kubelet. By hand, since what a kubelet refuses stands in the body of its answer, and what it sends
// must be able to wait for a client that reads slowly.

import { randomBytes } from "node:crypto";
import { type TLSSocket, connect } from "node:tls";
import { WebSocketConnection, concat, messageOf, socketChannel } from "../../../base/index.ts";
import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import { refuseWith } from "./fetch.ts";

const DIAL_MS_MAX = 10_000;
/** An answer's head, or its head and sentence when it refuses. */
const ANSWER_BYTES_MAX = 64 * 1024;

export interface DialledWebSocket {
  readonly connection: WebSocketConnection;
  /** What the kubelet chose of the protocols. */
  readonly protocol: string;
}

/** `protocols` as they stand in the client's header. Rejects with ApiError: the kubelet's refusal, or that none answers. */
export async function dialWebSocket(
  origin: string,
  path: string,
  protocols: string,
): Promise<DialledWebSocket> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, "");
  // A kubelet of a simulated node signs its own certificate.
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  let answer: Answer;
  try {
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
        `${protocols ? `Sec-WebSocket-Protocol: ${protocols}\r\n` : ""}\r\n`,
    );
    answer = await answerOf(socket);
  } catch (error) {
    socket.destroy();
    return refuse(
      status.internalError(`the kubelet at ${origin} does not answer: ${messageOf(error)}`),
    );
  }
  if (answer.code !== 101) {
    socket.destroy();
    return refuseWith(answer.code, new TextDecoder().decode(answer.rest).trim());
  }
  const connection = new WebSocketConnection(socketChannel(socket, answer.rest), "client");
  return { connection, protocol: answer.headers.get("sec-websocket-protocol") ?? "" };
}

interface Answer {
  readonly code: number;
  readonly headers: ReadonlyMap<string, string>;
  /** What came after the head: of a refusal all, else the first bytes of the connection. */
  readonly rest: Uint8Array;
}

function answerOf(socket: TLSSocket): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let bytes: Uint8Array = new Uint8Array(0);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.off("data", onData);
      socket.off("error", onError);
      socket.off("close", onClose);
      socket.pause();
      settle();
    };
    const onData = (chunk: Uint8Array): void => {
      bytes = concat(bytes, chunk);
      const answer = parseAnswer(bytes);
      if (answer?.code === 101) finish(() => resolve(answer));
      else if (bytes.length > ANSWER_BYTES_MAX) onError(new Error("its answer is too long"));
    };
    const onError = (error: Error): void => finish(() => reject(error));
    // A refusal ends with its connection.
    const onClose = (): void => {
      const answer = parseAnswer(bytes);
      finish(() => (answer ? resolve(answer) : reject(new Error("it closed the connection"))));
    };
    const timer = setTimeout(() => onError(new Error("it takes too long")), DIAL_MS_MAX);
    socket.on("data", onData);
    socket.on("error", onError);
    socket.on("close", onClose);
  });
}

function parseAnswer(bytes: Uint8Array): Answer | undefined {
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  });
  const code = Number(first.split(" ")[1]);
  return { code, headers: new Map(headers), rest: bytes.slice(end + 4) };
}
