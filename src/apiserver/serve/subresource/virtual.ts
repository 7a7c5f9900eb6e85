// Resources that are answered and not stored: reviews of who may do what, the old form of binding, what pods and nodes use.

import { status } from "../../../kube/index.ts";
import { refuse } from "../http/api-error.ts";
import { bindPod, type Binding } from "./binding.ts";
import { readBody } from "../write/body.ts";
import { collectionOf, type Call } from "../http/call.ts";
import type { Reply } from "../http/http.ts";
import { listReply } from "../read/list.ts";
import { METRICS_GROUP } from "../../registry/metrics-resources.ts";
import { metricsReply } from "../usage/metrics.ts";
import { reviewReply } from "./reviews.ts";

/** The reply of a resource that is not stored; undefined for those that are. */
export function virtualReply(call: Call): Reply | Promise<Reply> | undefined {
  const { group, plural } = call.resource.info;
  if (group === METRICS_GROUP) return metricsReply(call);
  if (call.resource.verbs.has("watch")) return undefined;
  const { method } = call.request;
  if (method === "POST") {
    const review = reviewReply(call);
    if (review) return review;
  }
  if (plural === "bindings")
    return method === "POST" ? bindNamed(call) : refuse(status.methodNotAllowed());
  if (method !== "GET") {
    // What is not done at all is not told to be old.
    call.warnings.length = 0;
    return refuse(status.methodNotAllowed());
  }
  if (plural === "componentstatuses" && call.name !== "")
    return refuse(status.notFound({ group: "", plural: "componentstatus" }, call.name));
  if (plural === "componentstatuses") return listReply(call, [], {});
  return refuse(status.methodNotAllowed());
}

/** POST bindings: the pod is named in the body. */
async function bindNamed(call: Call): Promise<Reply> {
  const { value } = await readBody(call);
  const binding = (value ?? {}) as Binding;
  const pods = call.api.registry.find("v1", "pods") ?? refuse(status.pathNotFound());
  const name = binding.metadata?.name ?? "";
  return bindPod(
    { ...call, resource: pods, collection: collectionOf(call.api, pods), name },
    binding,
  );
}
