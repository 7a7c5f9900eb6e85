// POST or GET pods/NAME/{exec,attach,portforward} as a WebSocket: passed through to the kubelet, message by message.

import { type WebSocketConnection, closeCodes } from "../../../base/index.ts";
import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import type { Call } from "../http/call.ts";
import { UPGRADED, type Reply, type WebSocketClient, type WebSocketPeer } from "../http/http.ts";
import { dialWebSocket } from "./dial-websocket.ts";
import { containerOf, kubeletUrl, nodeNameOf, podOf } from "./location.ts";

/** Bytes a client may send beyond what the kubelet takes, where its connection cannot be made to wait: it is cut. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export function exec(call: Call): Promise<Reply> {
  return remote(call, "exec");
}

export function attach(call: Call): Promise<Reply> {
  return remote(call, "attach");
}

export function portForward(call: Call): Promise<Reply> {
  const query = new URLSearchParams();
  for (const port of valuesOf(call, "ports")) query.append("port", port);
  return tunnel(call, `/portForward/${call.namespace}/${call.name}?${query.toString()}`);
}

function remote(call: Call, kind: "exec" | "attach"): Promise<Reply> {
  const container = containerOf(podOf(call), call.query.get("container") ?? "");
  const query = new URLSearchParams();
  const wanted = { stdin: "input", stdout: "output", stderr: "error", tty: "tty" };
  for (const [name, kubeletName] of Object.entries(wanted))
    if (["true", "1"].includes(call.query.get(name) ?? "")) query.set(kubeletName, "1");
  if (kind === "exec") {
    const command = valuesOf(call, "command");
    if (command.length === 0) refuse(status.badRequest("you must specify at least one command"));
    for (const word of command) query.append("command", word);
  }
  return tunnel(call, `/${kind}/${call.namespace}/${call.name}/${container}?${query.toString()}`);
}

/** All values of a parameter that may be given several times. */
function valuesOf({ request }: Call, name: string): readonly string[] {
  return new URLSearchParams(request.target.split("?")[1] ?? "").getAll(name);
}

async function tunnel(call: Call, path: string): Promise<Reply> {
  const { request } = call;
  checkUpgrade(call);
  const nodeName = nodeNameOf(podOf(call));
  if (nodeName === "") refuse(status.badRequest(`pod ${call.name} does not have a host assigned`));
  const protocols = request.header("sec-websocket-protocol") ?? "";
  const far = await dialWebSocket(kubeletUrl(call, nodeName), path, protocols);
  if (!request.upgrade?.(far.protocol, new Passage(far.connection))) {
    far.connection.close();
    return refuse(status.badRequest("the connection could not be upgraded to a WebSocket"));
  }
  return UPGRADED;
}

function checkUpgrade({ request }: Call): void {
  const to = request.header("upgrade")?.toLowerCase();
  if (to === undefined) refuse(status.badRequest("Upgrade request required"));
  if (to !== "websocket")
    refuse(
      status.badRequest(
        `this API server streams over WebSockets, as kubectl does since 1.31, and not over ${to}`,
      ),
    );
  // Whoever connects is an administrator here, so a page in a browser on this machine must not get in.
  if (request.header("origin") !== undefined)
    refuse(status.forbidden({ group: "", plural: "pods" }, "", "pages in browsers are not served"));
}

/** Messages both ways until one side closes. */
class Passage implements WebSocketPeer {
  private waitingBytes = 0;
  private room: (() => void) | undefined;
  private client: WebSocketClient | undefined;

  constructor(private readonly far: WebSocketConnection) {}

  opened(client: WebSocketClient): void {
    this.client = client;
    this.far.receive(async (message) => {
      if (!client.send(message)) await new Promise<void>((resolve) => (this.room = resolve));
    });
    const over = (): void =>
      client.close(this.far.isClosing ? closeCodes.normal : closeCodes.goingAway);
    if (this.far.closed.aborted) over();
    this.far.closed.addEventListener("abort", over);
  }

  async message(bytes: Uint8Array): Promise<void> {
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > WAITING_BYTES_MAX) this.client?.close(closeCodes.tooLarge);
    await this.far.send(bytes);
    this.waitingBytes -= bytes.length;
  }

  drained(): void {
    this.room?.();
  }

  closed(): void {
    this.room?.();
    this.far.close();
  }
}
