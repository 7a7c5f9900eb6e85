// NAME/proxy/PATH, in any method: of a node, whatever its kubelet answers at PATH.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import { currentOf } from "../write/update.ts";
import type { Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { askKubelet, forwardedHeaders, passOn } from "./fetch.ts";
import { urlOf } from "./location.ts";

export function proxy(call: Call): Reply | Promise<Reply> {
  switch (call.resource.qualifiedName) {
    case "nodes":
      return nodeProxy(call);
    case "pods":
      return podProxy(call);
    default:
      return refuse(
        status.serviceUnavailable(
          `${call.resource.qualifiedName}/proxy leads to pods, and simulated ones have no network`,
        ),
      );
  }
}

async function nodeProxy(call: Call): Promise<Reply> {
  const { request, api, rest } = call;
  const node = api.store.read(currentOf(call));
  const at = request.target.indexOf("?");
  const query = at < 0 ? "" : request.target.slice(at);
  const abort = new AbortController();
  const { method } = request;
  const response = await askKubelet(`${urlOf(node)}/${rest}${query}`, {
    method,
    headers: forwardedHeaders(request),
    signal: abort.signal,
    ...(method !== "GET" && method !== "HEAD" && { body: await request.text() }),
  });
  return passOn(response, abort);
}

/** Upstream dials the pod's address. Here nobody is there, and the address may be somebody else's. */
function podProxy(call: Call): Reply {
  return refuse(
    status.serviceUnavailable(
      `pod ${call.namespace}/${call.name} is simulated and has no network to proxy to: use its portforward subresource`,
    ),
  );
}
