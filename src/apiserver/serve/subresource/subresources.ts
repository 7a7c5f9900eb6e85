// What hangs below an object: its status, its scale, the actions that are not plain writes.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import { bind } from "./binding.ts";
import type { Call } from "../http/call.ts";
import { evict } from "./eviction.ts";
import { log } from "../kubelet/log.ts";
import { proxy } from "../kubelet/proxy.ts";
import { attach, exec, portForward } from "../kubelet/tunnel.ts";
import { get } from "../read/get.ts";
import type { Reply } from "../http/http.ts";
import type { Part } from "../write/part.ts";
import { patch } from "../write/patch.ts";
import { getScale, patchScale, putScale } from "./scale.ts";
import { requestToken } from "./token.ts";
import { update } from "../write/update.ts";

type Answer = (call: Call) => Reply | Promise<Reply>;
type Answers = Readonly<Record<string, Answer>>;

/** The part a subresource may write, by method. */
const partAnswers = (part: Part): Answers => ({
  GET: get,
  PUT: (call) => update(call, part),
  PATCH: (call) => patch(call, part),
});

const STATUS = partAnswers("status");

const SUBRESOURCES: Readonly<Record<string, Answers>> = {
  status: STATUS,
  approval: STATUS,
  scale: { GET: getScale, PUT: putScale, PATCH: patchScale },
  binding: { POST: bind },
  eviction: { POST: evict },
  finalize: { PUT: (call) => update(call, "any") },
  ephemeralcontainers: partAnswers("ephemeralcontainers"),
  resize: partAnswers("resize"),
  token: { POST: requestToken },
  log: { GET: log },
  exec: { GET: exec, POST: exec },
  attach: { GET: attach, POST: attach },
  portforward: { GET: portForward, POST: portForward },
};

export function subresourceReply(call: Call): Reply | Promise<Reply> {
  if (!call.resource.subresources.has(call.subresource)) return refuse(status.pathNotFound());
  if (call.subresource === "proxy") return proxy(call);
  const answers = SUBRESOURCES[call.subresource];
  if (!answers)
    return refuse(
      status.serviceUnavailable(
        `${call.resource.qualifiedName}/${call.subresource} needs a kubelet, and none is connected`,
      ),
    );
  const { method } = call.request;
  const answer = answers[method === "HEAD" ? "GET" : method] ?? refuse(status.methodNotAllowed());
  return answer(call);
}
