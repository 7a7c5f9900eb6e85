// The simulated kubelet: one listener that answers for all nodes.

import type { IncomingMessage, ServerResponse } from "node:http";
import { type SecureContext, createSecureContext } from "node:tls";
import {
  type Clock,
  type KeyAndCertificate,
  type ListenAddress,
  type Logger,
  type StatusPages,
  createPki,
  silentLogger,
  systemClock,
} from "../base/index.ts";
import type { Client } from "../client/index.ts";
import { ClusterView, type NodeChoice } from "./pods.ts";
import type { KubeletContext } from "./serve/context.ts";
import { listen } from "./serve/listener.ts";
import { containerLog } from "./serve/logs.ts";
import { pageFor } from "./serve/pages.ts";
import { refusalOf, refuse } from "./serve/refusal.ts";
import { targetOf, urlOf } from "./serve/request.ts";
import { upgrade } from "./serve/upgrade.ts";
import { LiveSettings } from "./settings/live-settings.ts";
import type { SettingKind } from "./settings/schema.ts";
import type { KubeletSettings } from "./settings/types.ts";

export interface KubeletOptions {
  readonly client: Client;
  /** Port 0 picks a free one. */
  readonly listen: ListenAddress;
  readonly settings: KubeletSettings;
  /** Kinds of settings that are read from the cluster as well, as they come, change and go. */
  readonly kinds?: readonly SettingKind[] | undefined;
  /** The nodes it answers for, in discovery. */
  readonly nodes: NodeChoice;
  /** What the process says of itself at /readyz and /metrics. */
  readonly pages: StatusPages;
  /** False: no logs, exec, attach, port-forward. */
  readonly debuggingHandlers: boolean;
  /** Undefined: one is made and signed by nobody else. */
  readonly certificate?: KeyAndCertificate | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

export interface KubeletHandle {
  readonly port: number;
  /** `https://127.0.0.1:10250`; plain HTTP is answered there too. */
  readonly url: string;
  /** Ends all sessions and the commands that run in them. */
  stop(): Promise<void>;
}

/** Rejects with FailureError when the address cannot be had, or an expression of the settings does not compile. */
export async function startKubelet(options: KubeletOptions): Promise<KubeletHandle> {
  const { client, pages, debuggingHandlers } = options;
  const { hostname, port } = options.listen;
  const { clock = systemClock, logger = silentLogger } = options;
  const reading = { client, clock, logger, random: Math.random };
  const live = await LiveSettings.open(options.settings, options.kinds ?? [], reading);
  const context: KubeletContext = {
    cluster: new ClusterView(client, options.nodes),
    live,
    clock,
    logger,
    pages,
    debuggingHandlers,
  };
  const listener = await listen({
    hostname,
    port,
    secureContext: secureContextOf(options, clock),
    onRequest: (request, response) => void respond(context, request, response),
    onUpgrade: (request, socket, head) => void upgrade(context, request, socket, head),
  });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    port: listener.port,
    url: `https://${host}:${listener.port}`,
    stop: () => {
      live.stop();
      return listener.stop();
    },
  };
}

/** A given certificate that is of no use is told at once; one of our own is made when it is wanted. */
function secureContextOf(
  { certificate, listen: { hostname } }: KubeletOptions,
  clock: Clock,
): () => Promise<SecureContext> {
  if (certificate) {
    const given = Promise.resolve(createSecureContext(certificate));
    return () => given;
  }
  let made: Promise<SecureContext> | undefined;
  const make = async (): Promise<SecureContext> => {
    const hosts = [...new Set([hostname, "127.0.0.1", "localhost"])];
    return createSecureContext((await createPki(hosts, clock.wallMs())).server);
  };
  return () => (made ??= make());
}

async function respond(
  context: KubeletContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // What a client sends with a request is of no interest; left unread it would hold up the connection.
  request.resume();
  try {
    if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST")
      refuse(405, "only GET and POST are served");
    const target = targetOf(urlOf(request).pathname);
    if (target.kind === "exec" || target.kind === "attach" || target.kind === "portForward")
      refuse(400, "Upgrade request required");
    if (target.kind === "containerLogs") return await sendLog(context, request, response);
    const { status, contentType, body } = await pageFor(context, request);
    response.writeHead(status, { "content-type": contentType }).end(body);
  } catch (error) {
    const { status, message } = refusalOf(error);
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`);
  }
}

async function sendLog(
  context: KubeletContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!context.debuggingHandlers) refuse(405, "debug endpoints are disabled");
  const url = urlOf(request);
  const target = targetOf(url.pathname);
  if (target.kind !== "containerLogs") return;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const { pod, container } = target;
  const pieces = await containerLog(context, pod, container, url.searchParams, gone.signal);
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.flushHeaders();
  for (;;) {
    const { done, value } = await pieces.next();
    if (done || gone.signal.aborted) break;
    if (response.write(value)) continue;
    await new Promise<void>((resolve) => {
      response.once("drain", resolve);
      response.once("close", resolve);
    });
  }
  await pieces.return?.();
  response.end();
}
