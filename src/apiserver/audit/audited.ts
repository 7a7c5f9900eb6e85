// The handler with an audit log beside it. It is only there where a log is wanted, so what a request asks for is worked out
// a second time here instead of being carried through every request of every server.

import { decodeProtobuf, ProtobufError } from "../../kube/index.ts";
import type { Api } from "../serve/http/call.ts";
import { attributesOfRequest } from "../serve/http/admit.ts";
import type { Handler } from "../serve/http/handler.ts";
import {
  PROTOBUF_TYPE,
  UPGRADED,
  type ChunkSink,
  type HttpRequest,
  type Reply,
  type StreamBody,
} from "../serve/http/http.ts";
import { impersonated } from "../secure/impersonation.ts";
import { EVERYBODY, type User } from "../secure/user.ts";
import { AuditedRequest } from "./audited-request.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { eventLine, type Answered, type Asked } from "./event.ts";
import { decide, type Decision, type Policy, type Stage } from "./policy.ts";

const ID_HEADER = "audit-id";
const ID_CHARS_MAX = 64;
/** Requests that last: their events say when they begin and when they end. */
const LASTING_SUBRESOURCES = new Set(["log", "exec", "attach", "portforward", "proxy"]);

export function audited(handler: Handler, api: Api, policy: Policy, writer: AuditWriter): Handler {
  return (request) => {
    const asked = askedBy(api, request);
    const decision = decide(policy, asked.attributes, asked.user);
    if (decision.level === "None") return handler(request);
    const account = new Account(api, decision, asked, new AuditedRequest(request), writer);
    account.tell("RequestReceived", undefined);
    const reply = handler(account.request);
    return reply instanceof Promise
      ? reply.then((reply) => account.settle(reply))
      : account.settle(reply);
  };
}

function askedBy(api: Api, request: HttpRequest): Asked {
  const { attributes, path, version } = attributesOfRequest(api.registry, request);
  const user = senderOf(api, request, path);
  const given = request.header(ID_HEADER);
  return {
    auditID: given && given.length <= ID_CHARS_MAX ? given : api.newUid(),
    requestURI: request.target,
    attributes,
    version,
    user,
    impersonatedUser: user && actsAs(api, request, user),
    sourceIPs: addresses(request),
    userAgent: request.header("user-agent") ?? "",
    receivedMs: api.clock.wallMs(),
  };
}

/** Undefined where the request does not say who sends it, or nothing that is true. */
function senderOf({ security }: Api, request: HttpRequest, path: string): User | undefined {
  if (!security.isEnforced) return EVERYBODY;
  try {
    return security.authenticator.authenticate(request, path);
  } catch {
    return undefined;
  }
}

function actsAs({ security }: Api, request: HttpRequest, user: User): User | undefined {
  try {
    const other = impersonated(request, user, security.authorizer);
    return other === user ? undefined : other;
  } catch {
    return undefined;
  }
}

/** From the client to us: the proxies that say so, then whoever is at the other end of the connection. */
function addresses(request: HttpRequest): readonly string[] {
  const forwarded = (request.header("x-forwarded-for") ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
  const peer = request.peerAddress?.();
  return peer === undefined || forwarded.at(-1) === peer ? forwarded : [...forwarded, peer];
}

/** What is told of one request. */
class Account {
  constructor(
    private readonly api: Api,
    private readonly decision: Decision,
    private readonly asked: Asked,
    readonly request: AuditedRequest,
    private readonly writer: AuditWriter,
  ) {}

  tell(stage: Stage, answered: Answered | undefined): void {
    if (this.decision.omitStages.includes(stage)) return;
    const nowMs = this.api.clock.wallMs();
    this.writer.add(eventLine(stage, nowMs, this.decision, this.asked, answered));
  }

  /** Tells how it went, now or when the answer has been given to its end. */
  settle(reply: Reply): Reply {
    const answered: Answered = {
      code: reply.status,
      requestObject: this.request.bodyValue(),
      responseObject: valueOf(reply),
    };
    const complete = (): void => this.tell("ResponseComplete", answered);
    if (this.lasts(reply)) this.tell("ResponseStarted", answered);
    if (reply === UPGRADED) {
      this.request.onClosed = complete;
      return reply;
    }
    const { body } = reply;
    const headers = { ...reply.headers, [ID_HEADER]: this.asked.auditID };
    if (typeof body !== "string" && !(body instanceof Uint8Array))
      return { ...reply, headers, body: whenClosed(body, complete) };
    complete();
    return { ...reply, headers };
  }

  private lasts(reply: Reply): boolean {
    const { attributes } = this.asked;
    if (attributes.verb === "watch" || reply === UPGRADED) return true;
    return "subresource" in attributes && LASTING_SUBRESOURCES.has(attributes.subresource);
  }
}

/** The body as a value, where it is an object in one piece. */
function valueOf({ body, contentType }: Reply): unknown {
  if (contentType === PROTOBUF_TYPE && body instanceof Uint8Array) return objectIn(body);
  if (typeof body !== "string" || !contentType.startsWith("application/json")) return undefined;
  return JSON.parse(body);
}

/** Lists, which are long, have no type of their own here and are not told. */
function objectIn(body: Uint8Array): unknown {
  try {
    return decodeProtobuf(body);
  } catch (error) {
    if (error instanceof ProtobufError) return undefined;
    throw error;
  }
}

function whenClosed(body: StreamBody, onClosed: () => void): StreamBody {
  const start = (sink: ChunkSink): void => {
    const watched: ChunkSink = {
      write: (chunk) => sink.write(chunk),
      get backlogChars() {
        return sink.backlogChars;
      },
      end: () => sink.end(),
      abort: () => sink.abort(),
      get onRoom() {
        return sink.onRoom;
      },
      set onRoom(task) {
        sink.onRoom = task;
      },
      get onClosed() {
        return sink.onClosed;
      },
      set onClosed(task) {
        sink.onClosed = () => {
          task?.();
          onClosed();
        };
      },
    };
    watched.onClosed = undefined;
    body.start(watched);
  };
  return { ...body, start };
}
